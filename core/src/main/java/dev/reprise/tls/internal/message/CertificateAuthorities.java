package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorities whose certificates the sender would take (RFC 9846 section 4.3.4).
 *
 * @param authorities at least one distinguished name as DER, 1 to 65535 bytes each
 */
public record CertificateAuthorities(List<Bytes> authorities) implements Extension {
    /** Refuse wrong sizes and copy the list. */
    public CertificateAuthorities {
        authorities = List.copyOf(authorities);
        Bounds.range(authorities.size(), 1, 0xffff);
        for (var authority : authorities) {
            Bounds.length(authority, 1, 0xffff);
        }
    }

    static CertificateAuthorities parse(Reader r) throws ProtocolException {
        var list = r.vector16(3).reader();
        var authorities = new ArrayList<Bytes>();
        while (list.remaining() > 0) {
            authorities.add(list.vector16(1));
        }
        return new CertificateAuthorities(authorities);
    }

    @Override
    public void encodeBody(Writer w) {
        int mark = w.open16();
        for (var authority : authorities) {
            w.vector16(authority);
        }
        w.close16(mark);
    }

    @Override
    public int type() {
        return ExtensionType.CERTIFICATE_AUTHORITIES.code();
    }
}
