package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The pre-shared key the server chose (RFC 9846 section 4.3.11).
 *
 * @param index selected_identity: counts from 0 in the client's identities
 */
public record SelectedPsk(int index) implements Extension {
    /** Refuse a value that has no 16 bits. */
    public SelectedPsk {
        Bounds.u16(index);
    }

    static SelectedPsk parse(Reader r) throws ProtocolException {
        return new SelectedPsk(r.u16());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(index);
    }

    @Override
    public int type() {
        return ExtensionType.PRE_SHARED_KEY.code();
    }
}
