package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * TLS 1.2: the OCSP response for the server's certificate (RFC 6066 section 8), not parsed yet.
 *
 * @param ocspResponse DER, 1 to 2^24-1 bytes
 */
public record CertificateStatus(Bytes ocspResponse) implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public CertificateStatus {
        Bounds.length(ocspResponse, 1, 0xffffff);
    }

    static CertificateStatus parse(Reader r) throws ProtocolException {
        int statusType = r.u8();
        // RFC 6066 section 8: the type is that of the request, and OCSP is all that is ever requested.
        if (statusType != StatusRequest.OCSP) {
            throw new ProtocolException(
                    Reason.MALFORMED_MESSAGE, "a certificate status of type " + statusType + ", expected 1, ocsp");
        }
        return new CertificateStatus(r.vector24(1));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u8(StatusRequest.OCSP).vector24(ocspResponse);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_STATUS;
    }
}
