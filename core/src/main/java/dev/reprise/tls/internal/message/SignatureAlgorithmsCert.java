package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The signature schemes accepted in certificates (RFC 9846 section 4.3.3).
 *
 * @param schemes at least one, most preferred first
 */
public record SignatureAlgorithmsCert(CodePoints schemes) implements Extension {
    /** Refuse wrong sizes. */
    public SignatureAlgorithmsCert {
        Bounds.length(schemes.bytes(), 2, 0xfffe);
    }

    static SignatureAlgorithmsCert parse(Reader r) throws ProtocolException {
        return new SignatureAlgorithmsCert(CodePoints.parse16(r));
    }

    @Override
    public void encodeBody(Writer w) {
        schemes.encode16(w);
    }

    @Override
    public int type() {
        return ExtensionType.SIGNATURE_ALGORITHMS_CERT.code();
    }
}
