package dev.reprise.tls.internal.crypto;

import java.nio.charset.StandardCharsets;

/** Name a label of HKDF-Expand-Label (RFC 9846 sections 4.5.3, 4.7.1 and 7); the bytes hashed begin with "tls13 ". */
public enum Label {
    /** The binder key of a PSK from a ticket. */
    RES_BINDER("res binder"),
    /** Client's 0-RTT traffic. */
    C_E_TRAFFIC("c e traffic"),
    /** Exporter of 0-RTT; the RFC says main, the bytes say master. */
    E_EXP_MASTER("e exp master"),
    /** Leads from one stage of the key schedule to the next. */
    DERIVED("derived"),
    /** Client's handshake traffic. */
    C_HS_TRAFFIC("c hs traffic"),
    /** Server's handshake traffic. */
    S_HS_TRAFFIC("s hs traffic"),
    /** Client's application traffic, generation 0. */
    C_AP_TRAFFIC("c ap traffic"),
    /** Server's application traffic, generation 0. */
    S_AP_TRAFFIC("s ap traffic"),
    /** The exporter secret. */
    EXP_MASTER("exp master"),
    /** The resumption secret. */
    RES_MASTER("res master"),
    /** A key of Finished or of a binder (section 4.5.3). */
    FINISHED("finished"),
    /** A record key (section 7.3). */
    KEY("key"),
    /** A record iv (section 7.3). */
    IV("iv"),
    /** The next generation of application traffic (section 7.2). */
    TRAFFIC_UPD("traffic upd"),
    /** The PSK of one ticket (section 4.7.1). */
    RESUMPTION("resumption"),
    /** The last step of an exporter (section 7.5). */
    EXPORTER("exporter");

    @SuppressWarnings("ImmutableEnumChecker") // Never written to, and read by Hkdf alone.
    private final byte[] bytes;

    Label(String text) {
        bytes = ("tls13 " + text).getBytes(StandardCharsets.US_ASCII);
    }

    /** Return the bytes with their prefix: the enum's own array, only to be read. */
    byte[] bytes() {
        return bytes;
    }
}
