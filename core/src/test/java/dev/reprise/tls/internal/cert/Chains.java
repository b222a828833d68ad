package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/** A root, an intermediate and a server below them, and whether a chain of such is taken under a name. */
final class Chains {
    static final String NAME = "www.example.org";
    static final TestCertificate ROOT = TestCertificates.root("Root");
    static final TestCertificate BETWEEN = named("Intermediate").authority().issuedBy(ROOT);
    static final TestCertificate SERVER = server().issuedBy(BETWEEN);

    private Chains() {}

    /** Begin a server's certificate for {@link #NAME}. */
    static TestCertificates server() {
        return named(NAME).dns(NAME).server();
    }

    /** The policy of a client that checks everything and has one root. */
    static ChainPolicy strict(TestCertificate root) {
        return Fixtures.strict(Usage.SERVER, List.of(root.certificate()), List.of());
    }

    /** Verify under {@link #ROOT}. */
    static VerifiedChain verify(List<X509Certificate> chain) throws ProtocolException {
        return verify(strict(ROOT), chain);
    }

    static VerifiedChain verify(ChainPolicy policy, List<X509Certificate> chain) throws ProtocolException {
        return new ChainVerifier(policy, Fixtures.SIGNATURES).verify(chain, NAME, NOW);
    }

    static void refused(Reason reason, ChainPolicy policy, List<X509Certificate> chain) {
        Fixtures.assertRefused(reason, () -> verify(policy, chain));
    }
}
