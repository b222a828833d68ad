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
    SECP521R1(0x0019);

    private final int code;

    NamedGroup(int code) {
        this.code = code;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Return the group with this code point, or null when Reprise does not have it. */
    public static @Nullable NamedGroup find(int code) {
        for (var group : values()) {
            if (group.code == code) {
                return group;
            }
        }
        return null;
    }
}
