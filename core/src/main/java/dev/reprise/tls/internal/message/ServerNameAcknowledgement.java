package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** The server used the name the client sent (RFC 6066 section 3). */
public record ServerNameAcknowledgement() implements Extension {
    @Override
    public void encodeBody(Writer w) {
        // extension_data is empty
    }

    @Override
    public int type() {
        return ExtensionType.SERVER_NAME.code();
    }
}
