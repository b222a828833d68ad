package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/** A handshake message (RFC 9846 section 4, RFC 5246 section 7.4): syntactically legal, not yet judged. */
public sealed interface HandshakeMessage
        permits ClientHello,
                ServerHello,
                EncryptedExtensions,
                CertificateRequest,
                Certificate,
                CertificateVerify,
                Finished,
                NewSessionTicket,
                KeyUpdate,
                EndOfEarlyData,
                HelloRequest,
                Tls12Certificate,
                CertificateStatus,
                ServerKeyExchange,
                Tls12CertificateRequest,
                ServerHelloDone,
                ClientKeyExchange,
                Tls12NewSessionTicket {

    /** Return the message's type. */
    HandshakeType type();

    /** Append the body, without the four bytes of type and length. */
    void encodeBody(Writer w);

    /** Return the whole message: type, length and body. */
    static Bytes encode(HandshakeMessage message) {
        var w = new Writer(expectedLength(message));
        w.u8(message.type().code());
        int mark = w.open24();
        message.encodeBody(w);
        return w.close24(mark).finish();
    }

    /** Return in how many bytes nearly all messages of this kind fit, so that the writer need not grow. */
    private static int expectedLength(HandshakeMessage message) {
        return switch (message) {
            case ClientHello hello -> {
                var shares = hello.extensions().find(KeyShareClientHello.class);
                yield 640 + (shares == null ? 0 : shares.keyBytes());
            }
            case ServerHello hello -> {
                var share = hello.extensions().find(KeyShareServerHello.class);
                yield 128 + (share == null ? 0 : share.share().keyExchange().length());
            }
            case Certificate certificate -> 768;
            case NewSessionTicket ticket -> 64 + ticket.ticket().length();
            case Tls12NewSessionTicket ticket -> 16 + ticket.ticket().length();
            case Finished finished -> 64;
            default -> 160;
        };
    }

    /**
     * Parse one whole message, header included. The result is a view of {@code raw}.
     *
     * @param version the version in force: some types have other forms in TLS 1.2
     * @throws ProtocolException with the reason, when it is not one legal message of a type that the version sends
     */
    static ReceivedMessage parse(Bytes raw, ProtocolVersion version) throws ProtocolException {
        var type = type(raw);
        var r = raw.reader();
        r.u8();
        var body = r.bytes(r.u24()).reader();
        r.end();
        var message = version == ProtocolVersion.TLS_1_2 ? parseTls12Body(type, body) : parseBody(type, body);
        body.end();
        return new ReceivedMessage(message, raw);
    }

    /**
     * Read the type of a message, and nothing of its body.
     *
     * @throws ProtocolException UNKNOWN_HANDSHAKE_TYPE
     */
    static HandshakeType type(Bytes raw) throws ProtocolException {
        int code = raw.reader().u8();
        var type = HandshakeType.find(code);
        if (type == null) {
            throw new ProtocolException(Reason.UNKNOWN_HANDSHAKE_TYPE, "handshake type " + code);
        }
        return type;
    }

    private static HandshakeMessage parseBody(HandshakeType type, Reader r) throws ProtocolException {
        return switch (type) {
            case CLIENT_HELLO -> ClientHello.parse(r);
            case SERVER_HELLO -> ServerHello.parse(r);
            case NEW_SESSION_TICKET -> NewSessionTicket.parse(r);
            case END_OF_EARLY_DATA -> new EndOfEarlyData();
            case ENCRYPTED_EXTENSIONS -> EncryptedExtensions.parse(r);
            case CERTIFICATE -> Certificate.parse(r);
            case CERTIFICATE_REQUEST -> CertificateRequest.parse(r);
            case CERTIFICATE_VERIFY -> CertificateVerify.parse(r);
            case FINISHED -> Finished.parse(r);
            case KEY_UPDATE -> KeyUpdate.parse(r);
            case HELLO_REQUEST,
                    SERVER_KEY_EXCHANGE,
                    SERVER_HELLO_DONE,
                    CLIENT_KEY_EXCHANGE,
                    CERTIFICATE_URL,
                    CERTIFICATE_STATUS,
                    SUPPLEMENTAL_DATA,
                    MESSAGE_HASH ->
                throw new ProtocolException(Reason.UNEXPECTED_MESSAGE, type + " is no message of TLS 1.3");
        };
    }

    private static HandshakeMessage parseTls12Body(HandshakeType type, Reader r) throws ProtocolException {
        return switch (type) {
            case HELLO_REQUEST -> new HelloRequest();
            case CLIENT_HELLO -> ClientHello.parse(r);
            case SERVER_HELLO -> ServerHello.parse(r);
            case NEW_SESSION_TICKET -> Tls12NewSessionTicket.parse(r);
            case CERTIFICATE -> Tls12Certificate.parse(r);
            case CERTIFICATE_STATUS -> CertificateStatus.parse(r);
            case SERVER_KEY_EXCHANGE -> ServerKeyExchange.parse(r);
            case CERTIFICATE_REQUEST -> Tls12CertificateRequest.parse(r);
            case SERVER_HELLO_DONE -> new ServerHelloDone();
            case CERTIFICATE_VERIFY -> CertificateVerify.parse(r);
            case CLIENT_KEY_EXCHANGE -> ClientKeyExchange.parse(r);
            case FINISHED -> Finished.parse(r);
            case END_OF_EARLY_DATA,
                    ENCRYPTED_EXTENSIONS,
                    CERTIFICATE_URL,
                    SUPPLEMENTAL_DATA,
                    KEY_UPDATE,
                    MESSAGE_HASH ->
                throw new ProtocolException(Reason.UNEXPECTED_MESSAGE, type + " is no message of our TLS 1.2");
        };
    }
}
