package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The versions a client can speak (RFC 9846 section 4.3.1).
 *
 * @param versions at least one, most preferred first
 */
public record SupportedVersions(CodePoints versions) implements Extension {
    /** Refuse wrong sizes. */
    public SupportedVersions {
        Bounds.length(versions.bytes(), 2, 254);
    }

    static SupportedVersions parse(Reader r) throws ProtocolException {
        return new SupportedVersions(CodePoints.parse8(r));
    }

    @Override
    public void encodeBody(Writer w) {
        versions.encode8(w);
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_VERSIONS.code();
    }
}
