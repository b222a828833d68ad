package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** TLS 1.2: the end of the server's flight (RFC 5246 section 7.4.5). */
public record ServerHelloDone() implements HandshakeMessage {
    @Override
    public void encodeBody(Writer w) {}

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO_DONE;
    }
}
