package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The version the server chose (RFC 9846 section 4.3.1).
 *
 * @param version its code point
 */
public record SelectedVersion(int version) implements Extension {
    /** Refuse a value that has no 16 bits. */
    public SelectedVersion {
        Bounds.u16(version);
    }

    static SelectedVersion parse(Reader r) throws ProtocolException {
        return new SelectedVersion(r.u16());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(version);
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_VERSIONS.code();
    }
}
