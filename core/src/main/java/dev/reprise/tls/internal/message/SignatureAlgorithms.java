package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The signature schemes accepted in CertificateVerify, and in certificates unless {@link SignatureAlgorithmsCert} is there
 * (RFC 9846 section 4.3.3).
 *
 * @param schemes at least one, most preferred first
 */
public record SignatureAlgorithms(CodePoints schemes) implements Extension {
    /** Refuse wrong sizes. */
    public SignatureAlgorithms {
        Bounds.length(schemes.bytes(), 2, 0xfffe);
    }

    static SignatureAlgorithms parse(Reader r) throws ProtocolException {
        return new SignatureAlgorithms(CodePoints.parse16(r));
    }

    @Override
    public void encodeBody(Writer w) {
        schemes.encode16(w);
    }

    @Override
    public int type() {
        return ExtensionType.SIGNATURE_ALGORITHMS.code();
    }
}
