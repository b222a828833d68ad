package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** The end of the client's early data (RFC 9846 section 4.6). */
public record EndOfEarlyData() implements HandshakeMessage {
    @Override
    public void encodeBody(Writer w) {
        // struct {}
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.END_OF_EARLY_DATA;
    }
}
