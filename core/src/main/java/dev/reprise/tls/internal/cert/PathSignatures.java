package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
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
    private final VerificationBudget budget;
    private final SignatureVerifier verifier;
    private final Map<Link, Verdict> checked = new HashMap<>();

    private record Link(DerCertificate certificate, PublicKey issuerKey) {}

    private record Verdict(@Nullable ProtocolException failure) {}

    PathSignatures(VerificationBudget budget, SignatureVerifier verifier) {
        this.budget = budget;
        this.verifier = verifier;
    }

    /** Require that each certificate of a path, leaf first, is signed by the next; the last is trusted as it is. */
    void require(List<DerCertificate> path) throws ProtocolException {
        for (int i = path.size() - 2; i >= 0; i--) {
            var link = new Link(path.get(i), path.get(i + 1).tbs().key());
            var verdict = checked.get(link);
            if (verdict == null) {
                budget.spendSignature();
                verdict = new Verdict(check(link, path.get(i + 1)));
                checked.put(link, verdict);
            }
            if (verdict.failure() != null) {
                throw verdict.failure();
            }
        }
    }

    /** Tell whether a certificate is known not to be signed by an issuer. */
    boolean refused(DerCertificate certificate, DerCertificate issuer) {
        var verdict = checked.get(new Link(certificate, issuer.tbs().key()));
        return verdict != null && verdict.failure() != null;
    }

    private @Nullable ProtocolException check(Link link, DerCertificate issuer) {
        try {
            link.certificate().requireVerified(link.issuerKey(), verifier);
            return null;
        } catch (SignatureException | InvalidKeyException e) {
            // Who did not sign it is not its issuer, whatever the names say.
            return failure(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, link, "is not signed by the key of", issuer);
        } catch (GeneralSecurityException | RuntimeException e) {
            return failure(Reason.CERTIFICATE_NOT_ALLOWED, link, "cannot be verified by the key of", issuer);
        }
    }

    /** Providers' own messages may repeat what the peer sent, so they are no causes. */
    private static ProtocolException failure(Reason reason, Link link, String what, DerCertificate issuer) {
        var text = Certificates.subject(link.certificate()) + " " + what + " " + Certificates.subject(issuer);
        return new ProtocolException(reason, text);
    }
}
