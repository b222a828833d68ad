package dev.reprise.tls.internal.message;

import static dev.reprise.tls.internal.message.ExtensionContext.CERTIFICATE;
import static dev.reprise.tls.internal.message.ExtensionContext.CERTIFICATE_REQUEST;
import static dev.reprise.tls.internal.message.ExtensionContext.CLIENT_HELLO;
import static dev.reprise.tls.internal.message.ExtensionContext.ENCRYPTED_EXTENSIONS;
import static dev.reprise.tls.internal.message.ExtensionContext.HELLO_RETRY_REQUEST;
import static dev.reprise.tls.internal.message.ExtensionContext.NEW_SESSION_TICKET;
import static dev.reprise.tls.internal.message.ExtensionContext.SERVER_HELLO;
import static dev.reprise.tls.internal.message.ExtensionContext.TLS12_SERVER_HELLO;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Name an extension Reprise recognizes, and list the messages it may appear in: the rows of the table in RFC 9846
 * section 4.3 that we read, in order of code point. TLS12_SERVER_HELLO stands where TLS 1.2 answers in its ServerHello.
 */
public enum ExtensionType {
    /** RFC 6066 section 3. */
    SERVER_NAME(0, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, CERTIFICATE_REQUEST, TLS12_SERVER_HELLO),
    /** RFC 6066 section 8. */
    STATUS_REQUEST(5, CLIENT_HELLO, CERTIFICATE, CERTIFICATE_REQUEST, TLS12_SERVER_HELLO),
    /** Section 4.3.7. */
    SUPPORTED_GROUPS(10, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
    /** TLS 1.2, RFC 8422 section 5.1.2. */
    EC_POINT_FORMATS(11, CLIENT_HELLO, TLS12_SERVER_HELLO),
    /** Section 4.3.3. */
    SIGNATURE_ALGORITHMS(13, CLIENT_HELLO, CERTIFICATE_REQUEST),
    /** RFC 7301. */
    APPLICATION_LAYER_PROTOCOL_NEGOTIATION(16, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO),
    /** TLS 1.2, RFC 7627. */
    EXTENDED_MASTER_SECRET(23, CLIENT_HELLO, TLS12_SERVER_HELLO),
    /** RFC 8449. */
    RECORD_SIZE_LIMIT(28, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO),
    /** TLS 1.2, RFC 5077. */
    SESSION_TICKET(35, CLIENT_HELLO, TLS12_SERVER_HELLO),
    /** Section 4.3.11. */
    PRE_SHARED_KEY(41, CLIENT_HELLO, SERVER_HELLO),
    /** Section 4.3.10. */
    EARLY_DATA(42, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, NEW_SESSION_TICKET),
    /** Section 4.3.1. */
    SUPPORTED_VERSIONS(43, CLIENT_HELLO, SERVER_HELLO, HELLO_RETRY_REQUEST),
    /** Section 4.3.2. */
    COOKIE(44, CLIENT_HELLO, HELLO_RETRY_REQUEST),
    /** Section 4.3.9. */
    PSK_KEY_EXCHANGE_MODES(45, CLIENT_HELLO),
    /** Section 4.3.4. */
    CERTIFICATE_AUTHORITIES(47, CLIENT_HELLO, CERTIFICATE_REQUEST),
    /** Section 4.3.6. */
    POST_HANDSHAKE_AUTH(49, CLIENT_HELLO),
    /** Section 4.3.3. */
    SIGNATURE_ALGORITHMS_CERT(50, CLIENT_HELLO, CERTIFICATE_REQUEST),
    /** Section 4.3.8. */
    KEY_SHARE(51, CLIENT_HELLO, SERVER_HELLO, HELLO_RETRY_REQUEST),
    /** RFC 9149 section 3. */
    TICKET_REQUEST(58, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
    /** TLS 1.2, RFC 5746; far above all others. */
    RENEGOTIATION_INFO(0xff01, CLIENT_HELLO, TLS12_SERVER_HELLO);

    private static final @Nullable ExtensionType[] BY_CODE = new ExtensionType[TICKET_REQUEST.code + 1];

    static {
        for (var type : values()) {
            if (type.code < BY_CODE.length) {
                BY_CODE[type.code] = type;
            }
        }
    }

    private final int code;
    private final int contexts;

    ExtensionType(int code, ExtensionContext... contexts) {
        this.code = code;
        int bits = 0;
        for (var context : contexts) {
            bits |= context.bit();
        }
        this.contexts = bits;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Tell whether the table of section 4.3 names this extension for a message. */
    boolean allowedIn(ExtensionContext context) {
        return (contexts & context.bit()) != 0;
    }

    /** Return the extension with this code point, or null when Reprise does not recognize it. */
    public static @Nullable ExtensionType find(int code) {
        if (code >= 0 && code < BY_CODE.length) {
            return BY_CODE[code];
        }
        return code == RENEGOTIATION_INFO.code ? RENEGOTIATION_INFO : null;
    }

    /** Return the RFC's name, such as {@code server_name}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
