package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.cert.StrictDer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What a server's list of authorities says of a client's chain (RFC 9846 section 4.3.4, RFC 5246 section 7.4.4). */
public final class Authorities {
    private Authorities() {}

    /** Tell whether any certificate of a chain was issued by one of these, named as DER. */
    public static boolean issuedAny(List<X509Certificate> chain, List<Bytes> authorities) {
        for (var certificate : chain) {
            var issuer = certificate.getIssuerX500Principal();
            for (var authority : authorities) {
                if (names(authority, issuer)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean names(Bytes authority, X500Principal issuer) {
        try {
            StrictDer.require(authority);
            return new X500Principal(authority.toArray()).equals(issuer);
        } catch (ProtocolException | IllegalArgumentException e) {
            return false; // What is no name is nobody's; the server may list others.
        }
    }
}
