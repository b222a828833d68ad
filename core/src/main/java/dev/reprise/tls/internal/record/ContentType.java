package dev.reprise.tls.internal.record;

import org.jspecify.annotations.Nullable;

/** Name what a record carries (RFC 9846 section 5.1). */
public enum ContentType {
    /** The dummy of middlebox compatibility mode (RFC 9846 appendix E.4). */
    CHANGE_CIPHER_SPEC(20),
    /** One alert. */
    ALERT(21),
    /** Handshake messages or parts of them. */
    HANDSHAKE(22),
    /** Application data; outside, every protected record. */
    APPLICATION_DATA(23);

    private final int code;

    ContentType(int code) {
        this.code = code;
    }

    /** Return the code point. */
    public int code() {
        return code;
    }

    /** Return the type with this code point, or null when there is none. */
    public static @Nullable ContentType find(int code) {
        return switch (code) {
            case 20 -> CHANGE_CIPHER_SPEC;
            case 21 -> ALERT;
            case 22 -> HANDSHAKE;
            case 23 -> APPLICATION_DATA;
            default -> null;
        };
    }
}
