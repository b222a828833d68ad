package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * Proof that the sender owns the private key of its certificate (RFC 9846 section 4.5.2).
 *
 * @param scheme the signature scheme's code point
 * @param signature 0 to 65535 bytes
 */
public record CertificateVerify(int scheme, Bytes signature) implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public CertificateVerify {
        Bounds.u16(scheme);
        Bounds.length(signature, 0, 0xffff);
    }

    static CertificateVerify parse(Reader r) throws ProtocolException {
        return new CertificateVerify(r.u16(), r.vector16(0));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(scheme).vector16(signature);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_VERIFY;
    }
}
