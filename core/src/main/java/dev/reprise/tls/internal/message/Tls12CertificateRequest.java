package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * TLS 1.2's question for a client certificate (RFC 5246 section 7.4.4).
 *
 * @param certificateTypes the key types taken, 1 to 255 of them
 * @param signatureAlgorithms the schemes taken, most preferred first
 * @param authorities distinguished names as DER; none means any
 */
public record Tls12CertificateRequest(Bytes certificateTypes, CodePoints signatureAlgorithms, List<Bytes> authorities)
        implements HandshakeMessage {
    /** A certificate with an RSA key. */
    public static final int RSA_SIGN = 1;
    /** A certificate with an EC or EdDSA key (RFC 8422 section 5.5). */
    public static final int ECDSA_SIGN = 64;

    /** Refuse wrong sizes and copy the list. */
    public Tls12CertificateRequest {
        Bounds.length(certificateTypes, 1, 0xff);
        Bounds.length(signatureAlgorithms.bytes(), 2, 0xfffe);
        authorities = List.copyOf(authorities);
    }

    static Tls12CertificateRequest parse(Reader r) throws ProtocolException {
        var types = r.vector8(1);
        var algorithms = CodePoints.parse16(r);
        var list = r.vector16(0).reader();
        var authorities = new ArrayList<Bytes>();
        while (list.remaining() > 0) {
            authorities.add(list.vector16(1));
        }
        return new Tls12CertificateRequest(types, algorithms, authorities);
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(certificateTypes);
        signatureAlgorithms.encode16(w);
        int mark = w.open16();
        for (var authority : authorities) {
            w.vector16(authority);
        }
        w.close16(mark);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }
}
