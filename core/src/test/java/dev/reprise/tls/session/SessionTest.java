package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.foreign;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void tellsWhatTheDerSays() throws IOException {
        try (var data = tls13(1).build();
                var session = Session.ofDer(data.encode(), SERVER.chain())) {
            assertThat(session.version()).isEqualTo(ProtocolVersion.TLS_1_3);
            assertThat(session.cipherSuite()).isEqualTo(0x1301);
            assertThat(session.hostName()).contains("example.org");
            assertThat(session.received()).isEqualTo(NOW);
            assertThat(session.expires()).isEqualTo(NOW.plusSeconds(3_600));
            assertThat(session.singleUse()).isTrue();
            assertThat(session.chain()).isEqualTo(SERVER.chain());
            assertThat(session.foreign()).isFalse();
            assertThat(session.toDer()).isEqualTo(data.encode());
        }
    }

    @Test
    void offersTls12SessionsMoreThanOnce() {
        assertThat(ours(tls12(1)).singleUse()).isFalse();
    }

    /** RFC 9846 section 4.7.1: no longer than seven days, regardless of ticket_lifetime. */
    @Test
    void endsTls13SessionsAfterSevenDays() {
        assertThat(ours(tls13(1).ticketLifetimeHint(604_801)).expires()).isEqualTo(NOW.plusSeconds(604_800));
        assertThat(ours(tls13(1).ticketLifetimeHint(604_799)).expires()).isEqualTo(NOW.plusSeconds(604_799));
    }

    /** RFC 9846 section 4.7.1: a lifetime of zero means the ticket is discarded at once; no timeout replaces it. */
    @Test
    void endsTls13SessionsOfNoLifetimeAtOnce() {
        assertThat(ours(tls13(1).ticketLifetimeHint(0)).expires()).isEqualTo(NOW);
    }

    @Test
    void takesTheTimeoutOfTls12SessionsWithoutLifetime() {
        assertThat(ours(tls12(1)).expires()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(ours(tls12(1).ticketLifetimeHint(0)).expires()).isEqualTo(NOW.plusSeconds(7_200));
        assertThat(ours(tls12(1).timeout(0)).expires()).isEqualTo(NOW.plusSeconds(3_600));
    }

    @Test
    void endsTls12SessionsWithTheirTimeoutWhateverTheHint() {
        assertThat(ours(tls12(1).ticketLifetimeHint(86_400)).expires()).isEqualTo(NOW.plusSeconds(7_200));
    }

    @Test
    void endsTls12SessionsAfterSevenDays() {
        assertThat(ours(tls12(1).ticketLifetimeHint(0xffff_ffffL).timeout(0)).expires())
                .isEqualTo(NOW.plusSeconds(604_800));
        assertThat(ours(tls12(1).ticketLifetimeHint(0).timeout(Long.MAX_VALUE)).expires())
                .isEqualTo(NOW.plusSeconds(604_800));
    }

    @Test
    void neverExpiresBeyondTheLastTimeThereIs() {
        assertThat(ours(tls12(1).time(SessionData.MAX_TIME - 5)).expires())
                .isEqualTo(Instant.ofEpochSecond(SessionData.MAX_TIME));
    }

    @Test
    void hasTheLeafAloneWhenAnotherProgramWroteIt() {
        var session = foreign(tls13(1));
        assertThat(session.foreign()).isTrue();
        assertThat(session.chain()).containsExactly(SERVER.certificate());
    }

    @Test
    void dropsAChainThatStartsWithAnotherLeaf() throws IOException {
        var other = TestCertificates.named("other.example").dns("other.example").selfSigned();
        try (var data = tls13(1).build()) {
            assertThat(Session.ofDer(data.encode(), other.chain()).chain()).containsExactly(SERVER.certificate());
        }
    }

    @Test
    void keepsTheChainWhenTheDerHasNoLeaf() {
        assertThat(ours(tls13(1).peerCertificate(null)).chain()).isEqualTo(SERVER.chain());
        assertThat(foreign(tls13(1).peerCertificate(null)).chain()).isEmpty();
    }

    @Test
    void refusesWhatIsNoSession() {
        assertThatIOException()
                .isThrownBy(() -> Session.ofDer(new byte[] {0x30, 0}, List.of()))
                .withMessageStartingWith("failed to parse session");
    }

    @Test
    @DisplayName("[89] a certificate that is none is refused")
    void refusesASessionWhoseCertificateIsNone() {
        try (var data = tls13(1).peerCertificate(Bytes.ofHex("3003020105")).build()) {
            assertThatIOException()
                    .isThrownBy(() -> Session.ofDer(data.encode(), List.of()))
                    .withMessageStartingWith("failed to parse session");
        }
    }

    @Test
    @DisplayName("[88] a session of a protocol other than 1.2 and 1.3 is refused")
    void refusesOtherProtocolVersions() {
        try (var data = tls12(1).protocolVersion(0x0302).build()) {
            assertThatIOException()
                    .isThrownBy(() -> Session.ofDer(data.encode(), List.of()))
                    .withMessageStartingWith("failed to set session");
        }
    }

    @Test
    @DisplayName("[103] a session that has nothing to resume by, or no secret of the right length, is refused")
    void refusesWhatCannotResume() {
        for (var useless : List.of(
                tls13(1).ticket(Bytes.EMPTY),
                tls12(1).ticket(Bytes.EMPTY).sessionId(Bytes.EMPTY),
                tls13(1).ticket(Bytes.wrap(new byte[SessionData.MAX_OFFERED_TICKET + 1])),
                tls13(1).secret(Secret.take(new byte[0])),
                tls13(1).secret(Secret.take(new byte[48])),
                tls12(1).secret(Secret.take(new byte[32])),
                tls13(1).cipherSuite(0xc02b),
                tls12(1).cipherSuite(0x1302))) {
            try (var data = useless.build()) {
                assertThatIOException()
                        .isThrownBy(() -> Session.ofDer(data.encode(), List.of()))
                        .withMessageStartingWith("failed to set session: ");
            }
        }
    }

    @Test
    void takesSessionsOfSuitesItDoesNotKnow() {
        assertThat(foreign(tls12(1).cipherSuite(0xc024).secret(Secret.take(new byte[32])))
                        .cipherSuite())
                .isEqualTo(0xc024);
        assertThat(foreign(tls13(1).cipherSuite(0x1304).secret(Secret.take(new byte[16])))
                        .cipherSuite())
                .isEqualTo(0x1304);
    }

    @Test
    void isEqualByTicketOrElseBySessionId() {
        assertThat(ours(tls13(1))).isEqualTo(foreign(tls13(1).time(5))).hasSameHashCodeAs(foreign(tls13(1)));
        assertThat(ours(tls13(1))).isNotEqualTo(ours(tls13(2))).isNotEqualTo(ours(tls12(1)));
        assertThat(ours(tls12(1).ticket(Bytes.EMPTY))).isEqualTo(ours(tls12(2).ticket(Bytes.EMPTY)));
        // A connection keeps no more than hashes of what it received, to drop no other session when it fails.
        assertThat(ours(tls13(1))).doesNotHaveSameHashCodeAs(ours(tls13(2)));
    }

    /** OpenSSL's programs verify nothing without it. */
    @Test
    void writesTheLeafOfItsChainIntoTheDer() throws Exception {
        var leaf = Bytes.wrap(SERVER.certificate().getEncoded());
        for (var chain : List.of(SERVER.chain(), List.<X509Certificate>of())) {
            try (var session = SessionAccess.inside()
                            .session(tls13(1).peerCertificate(null).build(), chain);
                    var read = SessionData.parse(Bytes.wrap(session.toDer()))) {
                assertThat(read.peerCertificate()).isEqualTo(chain.isEmpty() ? null : leaf);
            }
        }
    }

    @Test
    void tellsWhetherTheMainSecretIsAnExtendedOne() {
        assertThat(ours(tls12(1)).extendedMasterSecret()).isTrue();
        assertThat(ours(tls12(1).flags(0)).extendedMasterSecret()).isFalse();
    }

    @Test
    void copiesAreClosedOnTheirOwn() {
        var session = ours(tls13(1));
        var copy = session.copy();
        session.close();
        assertThatIllegalStateException().isThrownBy(session::toDer);
        assertThat(copy.toDer()).isNotEmpty();
        assertThat(copy).isEqualTo(session);
    }

    @Test
    void ownsItsBytes() throws IOException {
        try (var data = tls13(1).build()) {
            var der = data.encode();
            var session = Session.ofDer(der, SERVER.chain());
            der[20] ^= 1;
            assertThat(session.toDer()).isEqualTo(data.encode());
            session.toDer()[20] ^= 1;
            assertThat(session.toDer()).isEqualTo(data.encode());
        }
    }

    @Test
    void neverPrintsSecretOrTicket() {
        assertThat(ours(tls13(1)).toString())
                .doesNotContain("7777")
                .doesNotContain("eeee")
                .contains("TLSv1.3");
    }
}
