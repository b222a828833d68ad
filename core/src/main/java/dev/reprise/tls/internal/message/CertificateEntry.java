package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * One certificate of a chain (RFC 9846 section 4.5.1).
 *
 * @param certificate its DER, 1 to 2^24-1 bytes, not parsed yet
 * @param extensions what the sender says about it
 */
public record CertificateEntry(Bytes certificate, Extensions extensions) {
    /** Refuse wrong sizes. */
    public CertificateEntry {
        Bounds.length(certificate, 1, 0xffffff);
    }

    static CertificateEntry parse(Reader r) throws ProtocolException {
        return new CertificateEntry(r.vector24(1), Extensions.parse(r, ExtensionContext.CERTIFICATE));
    }

    void encode(Writer w) {
        w.vector24(certificate);
        extensions.encode(w);
    }
}
