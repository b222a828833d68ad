package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name a protocol version Reprise can speak (RFC 9846 section 4.3.1); older ones are not representable. */
public enum ProtocolVersion {
    /** TLS 1.2, RFC 5246. */
    TLS_1_2(0x0303, "TLSv1.2"),
    /** TLS 1.3, RFC 9846. */
    TLS_1_3(0x0304, "TLSv1.3");

    private final int code;
    private final String displayName;

    ProtocolVersion(int code, String displayName) {
        this.code = code;
        this.displayName = displayName;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Return the name libtls's {@code tls_conn_version} gives, such as {@code TLSv1.3}. */
    public String displayName() {
        return displayName;
    }

    /** Return the version with this code point, or null when Reprise does not know it. */
    public static @Nullable ProtocolVersion find(int code) {
        for (var version : values()) {
            if (version.code == code) {
                return version;
            }
        }
        return null;
    }
}
