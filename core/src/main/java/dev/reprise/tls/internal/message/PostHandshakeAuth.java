package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** The client is willing to authenticate after the handshake (RFC 9846 section 4.3.6). */
record PostHandshakeAuth() implements Extension {
    @Override
    public void encodeBody(Writer w) {
        // extension_data is empty
    }

    @Override
    public int type() {
        return ExtensionType.POST_HANDSHAKE_AUTH.code();
    }
}
