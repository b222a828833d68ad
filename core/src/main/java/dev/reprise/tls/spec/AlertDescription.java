package dev.reprise.tls.spec;

import java.util.Locale;

/** Name an alert (RFC 9846 section 6). */
public enum AlertDescription {
    /** Closure of one direction (RFC 9846 section 6.1). */
    CLOSE_NOTIFY(0),
    /** A message out of order. */
    UNEXPECTED_MESSAGE(10),
    /** A record that cannot be opened. */
    BAD_RECORD_MAC(20),
    /** A record longer than allowed. */
    RECORD_OVERFLOW(22),
    /** No acceptable set of parameters. */
    HANDSHAKE_FAILURE(40),
    /** A corrupt certificate. */
    BAD_CERTIFICATE(42),
    /** A certificate of an unsupported type. */
    UNSUPPORTED_CERTIFICATE(43),
    /** A revoked certificate. */
    CERTIFICATE_REVOKED(44),
    /** A certificate outside its validity. */
    CERTIFICATE_EXPIRED(45),
    /** Another problem with a certificate. */
    CERTIFICATE_UNKNOWN(46),
    /** A field out of range or inconsistent. */
    ILLEGAL_PARAMETER(47),
    /** No path to a known root. */
    UNKNOWN_CA(48),
    /** Access control refused. */
    ACCESS_DENIED(49),
    /** A message that cannot be parsed. */
    DECODE_ERROR(50),
    /** A signature, Finished or binder that does not verify. */
    DECRYPT_ERROR(51),
    /** No common protocol version. */
    PROTOCOL_VERSION(70),
    /** The peer demands stronger parameters. */
    INSUFFICIENT_SECURITY(71),
    /** An error that has nothing to do with the peer. */
    INTERNAL_ERROR(80),
    /** A client fell back needlessly (RFC 7507). */
    INAPPROPRIATE_FALLBACK(86),
    /** The user gave up the handshake. */
    USER_CANCELED(90),
    /** Renegotiation refused (RFC 5246). */
    NO_RENEGOTIATION(100),
    /** A mandatory extension is absent. */
    MISSING_EXTENSION(109),
    /** An extension that was not offered or is prohibited here. */
    UNSUPPORTED_EXTENSION(110),
    /** No server of that name (RFC 6066). */
    UNRECOGNIZED_NAME(112),
    /** An unacceptable OCSP response. */
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    /** No acceptable PSK identity. */
    UNKNOWN_PSK_IDENTITY(115),
    /** A client certificate is required. */
    CERTIFICATE_REQUIRED(116),
    /** An error with no better name (RFC 9846). */
    GENERAL_ERROR(117),
    /** No common application protocol (RFC 7301). */
    NO_APPLICATION_PROTOCOL(120);

    private final int code;

    AlertDescription(int code) {
        this.code = code;
    }

    /** Return the code point, 0 to 255. */
    public int code() {
        return code;
    }

    /** Return the RFC's name for a code point, or the number where it has none here. */
    public static String nameOf(int code) {
        for (var alert : values()) {
            if (alert.code == code) {
                return alert.toString();
            }
        }
        return String.valueOf(code);
    }

    /** Return the RFC's name, such as {@code close_notify}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
