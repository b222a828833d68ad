package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** TLS 1.2: the server asks for a renegotiation (RFC 5246 section 7.4.1.1). Not part of any transcript. */
public record HelloRequest() implements HandshakeMessage {
    @Override
    public void encodeBody(Writer w) {}

    @Override
    public HandshakeType type() {
        return HandshakeType.HELLO_REQUEST;
    }
}
