package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The OCSP response that comes with a certificate (RFC 9846 section 4.5.1.1), not parsed yet.
 *
 * @param ocspResponse DER, 1 byte to what fits in an extension
 */
public record StapledStatus(Bytes ocspResponse) implements Extension {
    /** How long a response may be so that type and length before it fit in an extension, too. */
    public static final int MAX_RESPONSE = 0xffff - 4;

    /** Refuse wrong sizes. */
    public StapledStatus {
        Bounds.length(ocspResponse, 1, MAX_RESPONSE);
    }

    static StapledStatus parse(Reader r) throws ProtocolException {
        return new StapledStatus(CertificateStatus.parse(r).ocspResponse());
    }

    @Override
    public void encodeBody(Writer w) {
        new CertificateStatus(ocspResponse).encodeBody(w);
    }

    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST.code();
    }
}
