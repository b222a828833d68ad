package dev.reprise.tls.internal.message;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Name a handshake message (RFC 9846 section 4, RFC 5246 section 7.4, RFC 6066 section 8). */
public enum HandshakeType {
    /** TLS 1.2: asks for a renegotiation. */
    HELLO_REQUEST(0),
    /** The client's opening. */
    CLIENT_HELLO(1),
    /** The server's choice, or a HelloRetryRequest. */
    SERVER_HELLO(2),
    /** A ticket. */
    NEW_SESSION_TICKET(4),
    /** The end of early data. */
    END_OF_EARLY_DATA(5),
    /** Server extensions under protection. */
    ENCRYPTED_EXTENSIONS(8),
    /** A certificate chain. */
    CERTIFICATE(11),
    /** TLS 1.2: the server's key share, signed. */
    SERVER_KEY_EXCHANGE(12),
    /** Asks for a client certificate. */
    CERTIFICATE_REQUEST(13),
    /** TLS 1.2: the end of the server's flight. */
    SERVER_HELLO_DONE(14),
    /** Proof that the private key is owned. */
    CERTIFICATE_VERIFY(15),
    /** TLS 1.2: the client's key share. */
    CLIENT_KEY_EXCHANGE(16),
    /** The MAC over the handshake. */
    FINISHED(20),
    /** TLS 1.2: certificates by address. */
    CERTIFICATE_URL(21),
    /** TLS 1.2: a stapled OCSP response. */
    CERTIFICATE_STATUS(22),
    /** TLS 1.2: RFC 4680. */
    SUPPLEMENTAL_DATA(23),
    /** New traffic keys. */
    KEY_UPDATE(24),
    /** Stands for ClientHello1 in the transcript; never sent (RFC 9846 section 4.1). */
    MESSAGE_HASH(254);

    private final int code;

    HandshakeType(int code) {
        this.code = code;
    }

    /** Return the code point, 0 to 255. */
    public int code() {
        return code;
    }

    /** Return the type with this code point, or null when nobody knows it. */
    public static @Nullable HandshakeType find(int code) {
        return switch (code) {
            case 0 -> HELLO_REQUEST;
            case 1 -> CLIENT_HELLO;
            case 2 -> SERVER_HELLO;
            case 4 -> NEW_SESSION_TICKET;
            case 5 -> END_OF_EARLY_DATA;
            case 8 -> ENCRYPTED_EXTENSIONS;
            case 11 -> CERTIFICATE;
            case 12 -> SERVER_KEY_EXCHANGE;
            case 13 -> CERTIFICATE_REQUEST;
            case 14 -> SERVER_HELLO_DONE;
            case 15 -> CERTIFICATE_VERIFY;
            case 16 -> CLIENT_KEY_EXCHANGE;
            case 20 -> FINISHED;
            case 21 -> CERTIFICATE_URL;
            case 22 -> CERTIFICATE_STATUS;
            case 23 -> SUPPLEMENTAL_DATA;
            case 24 -> KEY_UPDATE;
            case 254 -> MESSAGE_HASH;
            default -> null;
        };
    }

    /** Return the RFC's name, such as {@code client_hello}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
