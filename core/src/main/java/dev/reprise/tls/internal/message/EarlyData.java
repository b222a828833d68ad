package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/** The client sends early data, or the server takes it (RFC 9846 section 4.3.10). */
public record EarlyData() implements Extension {
    @Override
    public void encodeBody(Writer w) {
        // extension_data is empty
    }

    @Override
    public int type() {
        return ExtensionType.EARLY_DATA.code();
    }
}
