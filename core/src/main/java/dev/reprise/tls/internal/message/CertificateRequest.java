package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * Asks the client for a certificate (RFC 9846 section 4.4.2).
 *
 * @param context certificate_request_context, 0 to 255 bytes; empty during the handshake
 * @param extensions what the certificate has to fit
 */
public record CertificateRequest(Bytes context, Extensions extensions) implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public CertificateRequest {
        Bounds.length(context, 0, 0xff);
    }

    static CertificateRequest parse(Reader r) throws ProtocolException {
        return new CertificateRequest(r.vector8(0), Extensions.parse(r, ExtensionContext.CERTIFICATE_REQUEST));
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(context);
        extensions.encode(w);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }
}
