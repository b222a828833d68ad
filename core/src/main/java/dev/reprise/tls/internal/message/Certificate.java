package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate chain (RFC 9846 section 4.5.1).
 *
 * @param context certificate_request_context, 0 to 255 bytes; empty from a server
 * @param entries the chain, the sender's own first; maybe empty from a client
 */
public record Certificate(Bytes context, List<CertificateEntry> entries) implements HandshakeMessage {
    /** Refuse wrong sizes and copy the list. */
    public Certificate {
        Bounds.length(context, 0, 0xff);
        entries = List.copyOf(entries);
    }

    static Certificate parse(Reader r) throws ProtocolException {
        var context = r.vector8(0);
        var list = r.vector24(0).reader();
        var entries = new ArrayList<CertificateEntry>();
        while (list.remaining() > 0) {
            entries.add(CertificateEntry.parse(list));
        }
        return new Certificate(context, entries);
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(context);
        int mark = w.open24();
        for (var entry : entries) {
            entry.encode(w);
        }
        w.close24(mark);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }
}
