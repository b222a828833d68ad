package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name why a certificate was revoked (RFC 5280 section 5.3.1). */
public enum RevocationReason {
    /** Nothing said. */
    UNSPECIFIED(0, "unspecified"),
    /** Its private key is known to somebody else. */
    KEY_COMPROMISE(1, "keyCompromise"),
    /** Its authority's private key is known to somebody else. */
    CA_COMPROMISE(2, "cACompromise"),
    /** Its subject's name or the like changed. */
    AFFILIATION_CHANGED(3, "affiliationChanged"),
    /** Another one replaces it. */
    SUPERSEDED(4, "superseded"),
    /** It is not needed any more. */
    CESSATION_OF_OPERATION(5, "cessationOfOperation"),
    /** It is on hold, and may be good again. */
    CERTIFICATE_HOLD(6, "certificateHold"),
    /** It was on hold; in delta lists only. */
    REMOVE_FROM_CRL(8, "removeFromCRL"),
    /** It says something of its subject that is not true any more. */
    PRIVILEGE_WITHDRAWN(9, "privilegeWithdrawn"),
    /** The same as for an authority, of one for attributes. */
    AA_COMPROMISE(10, "aACompromise");

    private final int code;
    private final String displayName;

    RevocationReason(int code, String displayName) {
        this.code = code;
        this.displayName = displayName;
    }

    /** Return the code (libtls's {@code tls_peer_ocsp_crl_reason}). */
    public int code() {
        return code;
    }

    /** Return the RFC's name, such as {@code keyCompromise}. */
    public String displayName() {
        return displayName;
    }

    /** Return the reason with this code, or null when there is none. */
    public static @Nullable RevocationReason find(int code) {
        for (var reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return null;
    }
}
