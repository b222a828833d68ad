package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiedChainCacheTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final Instant END = NOW.plus(Duration.ofDays(1));
    private static final TestCertificate SERVER = named("a")
            .dns("a.example.org", "b.example.org")
            .server()
            .valid(NOW.minusSeconds(9), END)
            .issuedBy(ROOT);

    private final VerifiedChainCache cache = cache(2, 1 << 20);

    @Test
    void verifiesTheSameChainOnce() throws ProtocolException {
        var first = proven(SERVER.chain(), "a.example.org");
        assertThat(cache.verify(List.copyOf(SERVER.chain()), "a.example.org", END))
                .isSameAs(first);
        cache.remember(first, "a.example.org", NOW);
        assertThat(cache.size()).isEqualTo(1);
    }

    /** Certificates are public: who shows one has proven nothing yet. */
    @Test
    void remembersNothingThatNobodyHasProven() throws ProtocolException {
        var first = cache.verify(SERVER.chain(), "a.example.org", NOW);
        assertThat(cache.verify(SERVER.chain(), "a.example.org", NOW)).isNotSameAs(first);
        assertThat(cache.size()).isZero();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void remembersThePathAloneWhateverWasSentBesides() throws Exception {
        var between = named("Between").authority().issuedBy(ROOT);
        var leaf = named("a").dns("a.example.org").server().issuedBy(between);
        var sent = new ArrayList<>(leaf.chain());
        for (int i = 0; i < 13; i++) {
            sent.add(named("Junk " + i).selfSigned().certificate());
        }
        var first = proven(sent, "a.example.org");
        long path =
                leaf.certificate().getEncoded().length + between.certificate().getEncoded().length;
        assertThat(cache.bytes())
                .as("the path, and each of its certificates parsed")
                .isEqualTo(2 * path);
        assertThat(cache.parse(Bytes.copyOf(sent.get(5).getEncoded()))).isNotSameAs(sent.get(5));
        assertThat(cache.verify(leaf.chain(), "a.example.org", NOW))
                .as("it is the same without")
                .isSameAs(first);
        Fixtures.assertRefused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                () -> cache.verify(List.of(leaf.certificate()), "a.example.org", NOW));
    }

    @Test
    void parsesNoCertificateOfARememberedPathAgain() throws Exception {
        var der = SERVER.certificate().getEncoded();
        var parsed = cache.parse(Bytes.copyOf(der));
        assertThat(cache.parse(Bytes.copyOf(der))).isNotSameAs(parsed);
        proven(List.of(parsed), "a.example.org");
        assertThat(cache.parse(Bytes.copyOf(der))).isSameAs(parsed);
        Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> cache.parse(Bytes.copyOf(der, 0, der.length - 1)));
    }

    /** A certificate of a message must not keep the message, which has the others in it. */
    @Test
    void keepsNoMoreOfAMessageThanTheCertificate() throws Exception {
        var der = SERVER.certificate().getEncoded();
        var message = new byte[65_536];
        System.arraycopy(der, 0, message, 1000, der.length);
        var parsed = DerCertificate.parse(Bytes.wrap(message, 1000, der.length));
        assertThat(parsed.encoded().compact()).isSameAs(parsed.encoded());
    }

    @Test
    void verifiesAgainForAnotherNameOrLeaf() throws ProtocolException {
        var first = proven(SERVER.chain(), "a.example.org");
        assertThat(cache.verify(SERVER.chain(), "b.example.org", NOW)).isNotSameAs(first);
        var other = named("a").dns("a.example.org").server().issuedBy(ROOT);
        assertThat(cache.verify(other.chain(), "a.example.org", NOW)).isNotSameAs(first);
        Fixtures.assertRefused(Reason.NAME_MISMATCH, () -> cache.verify(SERVER.chain(), "c.example.org", NOW));
    }

    @Test
    void forgetsWhatExpired() throws ProtocolException {
        proven(SERVER.chain(), "a.example.org");
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> cache.verify(SERVER.chain(), "a.example.org", END.plusSeconds(1)));
    }

    @Test
    void verifiesAgainWhenTheClockWasSetBack() throws ProtocolException {
        proven(SERVER.chain(), "a.example.org");
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> cache.verify(SERVER.chain(), "a.example.org", NOW.minusSeconds(10)));
    }

    @Test
    void keepsNoMoreThanItMayAndDropsTheOneLeastUsed() throws ProtocolException {
        var other = named("a").dns("a.example.org").server().issuedBy(ROOT);
        var first = proven(SERVER.chain(), "a.example.org");
        var second = proven(SERVER.chain(), "b.example.org");
        cache.verify(SERVER.chain(), "a.example.org", NOW);
        proven(other.chain(), "a.example.org");
        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.verify(SERVER.chain(), "a.example.org", NOW)).isSameAs(first);
        assertThat(cache.verify(SERVER.chain(), "b.example.org", NOW)).isNotSameAs(second);
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifiedChainCache(cache.verifier(), 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifiedChainCache(cache.verifier(), 1, 0));
    }

    @Test
    void isBoundedByBytes() throws Exception {
        int length = SERVER.certificate().getEncoded().length;
        var narrow = cache(100, 2L * length + 20);
        for (int i = 0; i < 5; i++) {
            var leaf = named("a").dns("a.example.org", "b.example.org").server().issuedBy(ROOT);
            narrow.remember(narrow.verify(leaf.chain(), "a.example.org", NOW), "a.example.org", NOW);
            assertThat(narrow.bytes()).isLessThanOrEqualTo(2 * (2L * length + 20));
        }
        assertThat(narrow.size()).isEqualTo(2);
        var large = named("a").dns("a.example.org").dns("x".repeat(63).concat(".example.org"));
        for (int i = 0; i < 30; i++) {
            large.dns("n" + i + "." + "x".repeat(63) + ".example.org");
        }
        var leaf = large.server().issuedBy(ROOT);
        narrow.remember(narrow.verify(leaf.chain(), "a.example.org", NOW), "a.example.org", NOW);
        assertThat(narrow.size())
                .as("one that is larger than all of it pushes nothing out")
                .isEqualTo(2);
    }

    @Test
    void remembersNothingWhereNothingIsVerified() throws ProtocolException {
        var policy = new ChainPolicy(TrustAnchors.of(List.of()), List.of(), Usage.SERVER, false, true, true, 6);
        var unverified = new VerifiedChainCache(new ChainVerifier(policy, Fixtures.SIGNATURES), 2, 1 << 20);
        unverified.remember(unverified.verify(SERVER.chain(), "a.example.org", NOW), "a.example.org", NOW);
        assertThat(unverified.size()).isZero();
    }

    private VerifiedChain proven(List<X509Certificate> chain, String name) throws ProtocolException {
        var path = cache.verify(chain, name, NOW);
        cache.remember(path, name, NOW);
        return path;
    }

    private static VerifiedChainCache cache(int maxPaths, long maxBytes) {
        var policy = Fixtures.strict(Usage.SERVER, List.of(ROOT.certificate()), List.of());
        return new VerifiedChainCache(new ChainVerifier(policy, Fixtures.SIGNATURES), maxPaths, maxBytes);
    }
}
