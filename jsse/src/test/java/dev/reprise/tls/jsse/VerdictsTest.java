package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.spec.Clocks;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a trust manager's word is taken for another. */
class VerdictsTest {
    private final AskedTrust trust = new AskedTrust();
    private Duration passed = Duration.ZERO;
    private final Instant start = Instant.now();
    private final Verdicts verdicts = new Verdicts(trust, new Clocks(() -> start.plus(passed), () -> passed.toNanos()));

    private static Verdicts.Question question(X509Certificate leaf, String host) {
        return new Verdicts.Question(false, List.of(leaf), "UNKNOWN", host, List.of(), "HTTPS", null, List.of());
    }

    @Test
    void remembersForTenMinutes() {
        var question = question(Parties.SERVER.certificate(), "a");
        assertThat(verdicts.accepted(question)).isFalse();
        verdicts.accept(question);
        passed = Duration.ofSeconds(599);
        assertThat(verdicts.accepted(question)).isTrue();
        assertThat(verdicts.accepted(question(Parties.SERVER.certificate(), "b")))
                .isFalse();
        passed = Duration.ofSeconds(600);
        assertThat(verdicts.accepted(question)).isFalse();
    }

    @Test
    void asksAboutWhatHasExpired() {
        var brief = TestCertificates.named("brief")
                .valid(start.minusSeconds(5), start.plusSeconds(5))
                .server()
                .issuedBy(Parties.ROOT);
        var question = question(brief.certificate(), "a");
        verdicts.accept(question);
        assertThat(verdicts.accepted(question)).isTrue();
        passed = Duration.ofSeconds(7);
        assertThat(verdicts.accepted(question)).isFalse();
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        for (int i = 0; i < 300; i++) {
            verdicts.accept(question(Parties.SERVER.certificate(), "host" + i));
        }
        assertThat(verdicts.accepted(question(Parties.SERVER.certificate(), "host43")))
                .isFalse();
        assertThat(verdicts.accepted(question(Parties.SERVER.certificate(), "host44")))
                .isTrue();
    }

    @Test
    void forgetsAllWhenIssuersAreLoadedAnew() {
        var question = question(Parties.SERVER.certificate(), "a");
        verdicts.accept(question);
        trust.issuers = new X509Certificate[] {Parties.STRANGER.certificate()};
        assertThat(verdicts.accepted(question)).isFalse();
        trust.issuers = new X509Certificate[] {Parties.ROOT.certificate()};
        assertThat(verdicts.accepted(question)).isFalse();
        trust.issuers = new X509Certificate[0];
        verdicts.accept(question);
        assertThat(verdicts.accepted(question)).isFalse();
    }
}
