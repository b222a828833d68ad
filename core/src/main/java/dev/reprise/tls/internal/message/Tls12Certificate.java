package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * TLS 1.2's form of a certificate chain (RFC 5246 section 7.4.2).
 *
 * @param certificates the chain as DER, the sender's own first; maybe empty from a client
 */
public record Tls12Certificate(List<Bytes> certificates) implements HandshakeMessage {
    /** Copy the list. */
    public Tls12Certificate {
        certificates = List.copyOf(certificates);
    }

    static Tls12Certificate parse(Reader r) throws ProtocolException {
        var list = r.vector24(0).reader();
        var certificates = new ArrayList<Bytes>();
        while (list.remaining() > 0) {
            certificates.add(list.vector24(1));
        }
        return new Tls12Certificate(certificates);
    }

    @Override
    public void encodeBody(Writer w) {
        int mark = w.open24();
        for (var certificate : certificates) {
            w.vector24(certificate);
        }
        w.close24(mark);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }
}
