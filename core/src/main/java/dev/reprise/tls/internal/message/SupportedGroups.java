package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The key exchange groups an endpoint can use (RFC 9846 section 4.3.7); a server may send them for the client's next time.
 *
 * @param groups at least one, most preferred first
 */
public record SupportedGroups(CodePoints groups) implements Extension {
    /** Refuse wrong sizes. */
    public SupportedGroups {
        Bounds.length(groups.bytes(), 2, 0xfffe);
    }

    static SupportedGroups parse(Reader r) throws ProtocolException {
        return new SupportedGroups(CodePoints.parse16(r));
    }

    @Override
    public void encodeBody(Writer w) {
        groups.encode16(w);
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_GROUPS.code();
    }
}
