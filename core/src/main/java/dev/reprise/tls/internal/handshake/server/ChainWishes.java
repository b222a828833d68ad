package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.SignatureAlgorithm;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wishes of a server's chain beside the key: wishes, as RFC 9846 section 4.5.1.2 has the server go on with what
 * it has when it cannot meet them.
 *
 * @param schemes what the certificates should be signed by (section 4.3.3), null when it does not say
 * @param authorities the names, as DER, of the authorities that should have issued one of them (section 4.3.4), empty when it
 *     does not say
 */
record ChainWishes(@Nullable CodePoints schemes, List<Bytes> authorities) {
    /** The highest rank. */
    static final int ALL = 2;

    static ChainWishes of(ReceivedClientHello hello) {
        return new ChainWishes(hello.certificateSchemes(), hello.authorities());
    }

    /** Tell how many of the two an identity meets. */
    int met(Identity identity) {
        return (signedAsWished(identity.chain()) ? 1 : 0) + (issuedAsWished(identity.chain()) ? 1 : 0);
    }

    private boolean signedAsWished(List<X509Certificate> chain) {
        if (schemes == null) {
            return true;
        }
        for (var certificate : chain) {
            if (!signedAsWished(certificate, schemes)) {
                return false;
            }
        }
        return true;
    }

    private static boolean signedAsWished(X509Certificate certificate, CodePoints schemes) {
        // Section 4.3.3: nobody verifies the signature of a certificate that has signed itself.
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return true;
        }
        for (var scheme : SignatureAlgorithm.schemes(certificate)) {
            if (schemes.contains(scheme.code())) {
                return true;
            }
        }
        return false;
    }

    private boolean issuedAsWished(List<X509Certificate> chain) {
        if (authorities.isEmpty()) {
            return true;
        }
        for (var certificate : chain) {
            // Byte by byte, as issuers are to write their name (RFC 5280 section 4.1.2.4): a hello has room
            // for thousands of names, and reading them all would cost many times what a handshake does.
            if (authorities.contains(
                    Bytes.wrap(certificate.getIssuerX500Principal().getEncoded()))) {
                return true;
            }
        }
        return false;
    }
}
