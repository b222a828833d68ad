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
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class VerifiedChainCacheTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final Instant END = NOW.plus(Duration.ofDays(1));
    private static final TestCertificate SERVER = named("a")
            .dns("a.example.org", "b.example.org")
            .server()
            .valid(NOW.minusSeconds(9), END)
            .issuedBy(ROOT);

    private final VerifiedChainCache cache = new VerifiedChainCache(
            new ChainVerifier(Fixtures.strict(Usage.SERVER, List.of(ROOT.certificate()), List.of())), 2);

    @Test
    void verifiesTheSameChainOnce() throws ProtocolException {
        var first = cache.verify(SERVER.chain(), "a.example.org", NOW);
        assertThat(cache.verify(List.copyOf(SERVER.chain()), "a.example.org", END))
                .isSameAs(first);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void parsesNoCertificateOfAVerifiedChainAgain() throws Exception {
        var der = SERVER.chain().get(0).getEncoded();
        // Of another provider's, to tell it from what the JDK's parser would return, which remembers, too.
        var leaf = (X509Certificate) CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                .generateCertificate(new ByteArrayInputStream(der));
        assertThat(cache.parse(Bytes.copyOf(der))).isNotSameAs(leaf);
        cache.verify(List.of(leaf), "a.example.org", NOW);
        assertThat(cache.parse(Bytes.copyOf(der))).isSameAs(leaf);
        Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> cache.parse(Bytes.copyOf(der, 0, der.length - 1)));
    }

    @Test
    void verifiesAgainForAnotherNameOrOtherCertificates() throws ProtocolException {
        var first = cache.verify(SERVER.chain(), "a.example.org", NOW);
        assertThat(cache.verify(SERVER.chain(), "b.example.org", NOW)).isNotSameAs(first);
        assertThat(cache.verify(List.of(SERVER.certificate(), ROOT.certificate()), "a.example.org", NOW))
                .isNotSameAs(first);
        Fixtures.assertRefused(Reason.NAME_MISMATCH, () -> cache.verify(SERVER.chain(), "c.example.org", NOW));
    }

    @Test
    void forgetsWhatExpired() throws ProtocolException {
        cache.verify(SERVER.chain(), "a.example.org", NOW);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> cache.verify(SERVER.chain(), "a.example.org", END.plusSeconds(1)));
    }

    @Test
    void verifiesAgainWhenTheClockWasSetBack() throws ProtocolException {
        cache.verify(SERVER.chain(), "a.example.org", NOW);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> cache.verify(SERVER.chain(), "a.example.org", NOW.minusSeconds(10)));
    }

    @Test
    void remembersNoFailure() {
        var stranger = named("a").dns("a.example.org").selfSigned();
        Fixtures.assertRefused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY, () -> cache.verify(stranger.chain(), "a.example.org", NOW));
        assertThat(cache.size()).isZero();
    }

    @Test
    void keepsNoMoreThanItsCapacityAndDropsTheOneLeastUsed() throws ProtocolException {
        var other = named("a").dns("a.example.org").server().issuedBy(ROOT);
        var first = cache.verify(SERVER.chain(), "a.example.org", NOW);
        var second = cache.verify(SERVER.chain(), "b.example.org", NOW);
        cache.verify(SERVER.chain(), "a.example.org", NOW);
        cache.verify(other.chain(), "a.example.org", NOW);
        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.verify(SERVER.chain(), "a.example.org", NOW)).isSameAs(first);
        assertThat(cache.verify(SERVER.chain(), "b.example.org", NOW)).isNotSameAs(second);
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifiedChainCache(cache.verifier(), 0));
    }
}
