package dev.reprise.tls.internal.cert;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of candidate paths before anything costly is done with them. From the anchor down: what is below a
 * signature that fails is a stranger's, and neither its key nor its extensions are worth any work. No signature is checked
 * twice in one search, as a peer may send many certificates under one forged issuer. Not thread-safe.
 */
final class PathSignatures {
    private final Map<Link, @Nullable ProtocolException> checked = new HashMap<>();

    private record Link(X509Certificate certificate, PublicKey issuerKey) {}

    /** Require that each certificate of a path, leaf first, is signed by the next; the last is trusted as it is. */
    void require(List<X509Certificate> path) throws ProtocolException {
        for (int i = path.size() - 2; i >= 0; i--) {
            var link = new Link(path.get(i), path.get(i + 1).getPublicKey());
            if (!checked.containsKey(link)) {
                checked.put(link, check(link, path.get(i + 1)));
            }
            var failure = checked.get(link);
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Return how many signatures have been checked. */
    int checks() {
        return checked.size();
    }

    /** The JDK's certificates remember the last key they were verified with, so that PKIX won't pay again. */
    private static @Nullable ProtocolException check(Link link, X509Certificate issuer) {
        try {
            link.certificate().verify(link.issuerKey());
            return null;
        } catch (SignatureException | InvalidKeyException e) {
            // Who did not sign it is not its issuer, whatever the names say.
            return failure(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, link, "is not signed by the key of", issuer, e);
        } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
            return failure(Reason.CERTIFICATE_NOT_ALLOWED, link, "cannot be verified by the key of", issuer, e);
        }
    }

    private static ProtocolException failure(
            Reason reason, Link link, String what, X509Certificate issuer, Throwable cause) {
        var text = Certificates.subject(link.certificate()) + " " + what + " " + Certificates.subject(issuer);
        return new ProtocolException(reason, text, cause);
    }
}
