package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name a key exchange group Reprise implements (RFC 9846 section 4.3.7). */
public enum NamedGroup {
    /** X25519, RFC 7748. */
    X25519(0x001d),
    /** NIST P-256. */
    SECP256R1(0x0017),
    /** NIST P-384. */
    SECP384R1(0x0018),
    /** NIST P-521. */
    SECP521R1(0x0019),
    /**
     * X25519 with ML-KEM-768 beside it, against those who record today and have a quantum computer later
     * (draft-ietf-tls-ecdhe-mlkem); of TLS 1.3 only, and only where Java has ML-KEM, from 24 on, or a provider does.
     */
    X25519MLKEM768(0x11ec);

    /** What {@code values()} would copy. */
    private static final NamedGroup[] ALL = values();

    private final int code;

    NamedGroup(int code) {
        this.code = code;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Tell whether a version has it. */
    public boolean usableIn(ProtocolVersion version) {
        return this != X25519MLKEM768 || version == ProtocolVersion.TLS_1_3;
    }

    /** Return the group with this code point, or null when Reprise does not have it. */
    public static @Nullable NamedGroup find(int code) {
        for (var group : ALL) {
            if (group.code == code) {
                return group;
            }
        }
        return null;
    }
}
