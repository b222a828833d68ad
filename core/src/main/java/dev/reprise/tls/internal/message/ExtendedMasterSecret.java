package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** TLS 1.2: the main secret shall depend on the whole handshake (RFC 7627 section 5.1); the same in both hellos. */
public record ExtendedMasterSecret() implements Extension {
    @Override
    public void encodeBody(Writer w) {}

    @Override
    public int type() {
        return ExtensionType.EXTENDED_MASTER_SECRET.code();
    }
}
