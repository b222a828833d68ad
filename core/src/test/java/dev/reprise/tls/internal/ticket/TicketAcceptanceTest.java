package dev.reprise.tls.internal.ticket;

import static dev.reprise.tls.internal.ticket.TicketFixture.CLIENT;
import static dev.reprise.tls.internal.ticket.TicketFixture.DIGEST;
import static dev.reprise.tls.internal.ticket.TicketFixture.LIFETIME;
import static dev.reprise.tls.internal.ticket.TicketFixture.OTHER_DIGEST;
import static dev.reprise.tls.internal.ticket.TicketFixture.der;
import static dev.reprise.tls.internal.ticket.TicketFixture.offer;
import static dev.reprise.tls.spec.CipherSuite.TLS_AES_128_GCM_SHA256;
import static dev.reprise.tls.spec.CipherSuite.TLS_AES_256_GCM_SHA384;
import static dev.reprise.tls.spec.CipherSuite.TLS_CHACHA20_POLY1305_SHA256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketDecision.Refused;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each rule of acceptance alone. Numbers in brackets are libtls's behaviour checks. */
class TicketAcceptanceTest {
    private static final CipherSuite TLS12 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite OTHER_TLS12 = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;

    private final TicketFixture server = new TicketFixture();

    private static Accepted accepted(TicketDecision decision) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return (Accepted) decision;
    }

    private static void assertRefused(TicketDecision decision, TicketRefusal reason) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static Bytes state(long first, boolean asked, Bytes digest) {
        return new TicketState(first, TicketState.NO_LIMIT, asked, digest).encode();
    }

    @Test
    void acceptsItsOwnTicket() {
        var accepted = accepted(server.decide(UnaryOperator.identity()));
        assertThat(accepted.session().secret().toArray()).isEqualTo(new byte[32]);
        assertThat(accepted.session().hostName()).isEqualTo("example.org");
        assertThat(accepted.session().ticketAgeAdd()).isEqualTo(0xfedcba98L);
        assertThat(accepted.state()).isEqualTo(new TicketState(server.seconds(), TicketState.NO_LIMIT, false, DIGEST));
        assertThat(accepted.suite()).isEqualTo(TLS_AES_128_GCM_SHA256);
        assertThat(accepted.clientCertificate()).isNull();
        assertThat(accepted.currentKey()).isTrue();
    }

    @Test
    @DisplayName("[10] [70] with lifetime 0 no ticket is looked at")
    void refusesEveryTicketWhenTicketsAreOff() {
        var decision = server.decide(UnaryOperator.identity(), offer(), server.policy(Duration.ZERO));
        assertRefused(decision, TicketRefusal.TICKETS_OFF);
    }

    @Test
    @DisplayName("RFC 9846 section 4.3.9: no resumption without psk_dhe_ke")
    void refusesAClientWithoutPskDheKe() {
        var offer = new TicketOffer(ProtocolVersion.TLS_1_3, List.of(TLS_AES_128_GCM_SHA256), "example.org", false);
        assertRefused(server.decide(UnaryOperator.identity(), offer, server.policy()), TicketRefusal.NO_COMMON_MODE);
    }

    @Test
    @DisplayName("[58] [59] [60] a ticket that does not open is refused with the ring's reason")
    void passesOnWhyATicketDoesNotOpen() {
        var good = server.ticket(server.session()).toArray();
        assertRefused(decide(new byte[5]), TicketRefusal.MALFORMED);
        assertRefused(decide(new byte[96]), TicketRefusal.UNKNOWN_KEY);
        var flipped = good.clone();
        flipped[flipped.length - 1] ^= 1;
        assertRefused(decide(flipped), TicketRefusal.BAD_MAC);
        server.clocks.pass(Duration.ofDays(14).toSeconds());
        assertRefused(decide(good), TicketRefusal.EXPIRED_KEY);
    }

    private TicketDecision decide(byte[] ticket) {
        return TicketAcceptance.decide(Bytes.wrap(ticket), offer(), server.policy(), server.now());
    }

    @Test
    void refusesAnAuthenticTicketThatHoldsNoSession() {
        for (var hex : List.of("", "00", "3000", "305f020101", "ff".repeat(100))) {
            assertRefused(decide(server.ticket(Bytes.ofHex(hex).toArray()).toArray()), TicketRefusal.BAD_CONTENT);
        }
    }

    @Test
    void refusesASessionOfAnotherVersionBeforeAllElse() {
        assertRefused(server.decide(s -> s.protocolVersion(0x0303).time(1).cipherSuite(0xc02f)), TicketRefusal.VERSION);
        assertRefused(server.decide(s -> s.protocolVersion(0x0302)), TicketRefusal.VERSION);
        var tls12 = new TicketOffer(ProtocolVersion.TLS_1_2, List.of(TLS_AES_128_GCM_SHA256), "example.org", false);
        assertRefused(server.decide(UnaryOperator.identity(), tls12, server.policy()), TicketRefusal.VERSION);
    }

    @Test
    @DisplayName("[51] a ticket is good to the last second of its lifetime")
    void refusesATicketWhoseOwnLifetimeIsOver() {
        accepted(server.decide(s -> s.time(server.seconds() - 50).timeout(50)));
        assertRefused(server.decide(s -> s.time(server.seconds() - 51).timeout(50)), TicketRefusal.EXPIRED);
        assertRefused(server.decide(s -> s.time(0)), TicketRefusal.EXPIRED);
        assertRefused(server.decide(s -> s.time(server.seconds() - 1).timeout(0)), TicketRefusal.EXPIRED);
    }

    @Test
    @DisplayName("[51] no chain of tickets resumes more than L seconds after the full handshake")
    void refusesAChainWhoseFirstHandshakeIsTooLongAgo() {
        long first = server.seconds() - LIFETIME;
        accepted(server.decide(s -> s.applicationData(state(first, false, DIGEST))));
        assertRefused(server.decide(s -> s.applicationData(state(first - 1, false, DIGEST))), TicketRefusal.EXPIRED);
    }

    @Test
    void refusesATicketOlderThanALifetimeThatWasShortened() {
        var old = server.ticket(server.session());
        server.clocks.pass(61);
        assertRefused(
                TicketAcceptance.decide(old, offer(), server.policy(Duration.ofSeconds(60)), server.now()),
                TicketRefusal.EXPIRED);
        accepted(TicketAcceptance.decide(old, offer(), server.policy(Duration.ofSeconds(61)), server.now()));
    }

    @Test
    void refusesASessionWhoseClientCertificateHasExpired() {
        var certificate = TestCertificates.named("client")
                .valid(server.now().minusSeconds(1000), server.now().plusSeconds(10))
                .selfSigned()
                .certificate();
        var ticket = server.ticket(server.session().peerCertificate(der(certificate)));
        server.clocks.pass(10);
        assertThat(accepted(TicketAcceptance.decide(ticket, offer(), server.policy(), server.now()))
                        .clientCertificate())
                .isEqualTo(certificate);
        server.clocks.pass(1);
        assertRefused(TicketAcceptance.decide(ticket, offer(), server.policy(), server.now()), TicketRefusal.EXPIRED);
    }

    @Test
    void refusesASessionOfWhoseClientsPathACertificateHasExpired() {
        for (var clients : ClientAuthentication.values()) {
            var policy = server.policy(clients, DIGEST);
            var state = new TicketState(server.seconds(), server.seconds() + 60, true, DIGEST).encode();
            var ticket = server.ticket(server.session().applicationData(state).peerCertificate(der(CLIENT)));
            server.clocks.pass(60);
            accepted(TicketAcceptance.decide(ticket, offer(), policy, server.now()));
            server.clocks.pass(1);
            assertRefused(TicketAcceptance.decide(ticket, offer(), policy, server.now()), TicketRefusal.EXPIRED);
        }
    }

    @Test
    void refusesASessionWhoseClientCertificateIsNone() {
        assertRefused(server.decide(s -> s.peerCertificate(Bytes.ofHex("3003020101"))), TicketRefusal.BAD_CONTENT);
    }

    @Test
    void refusesATicketFromTheFutureBeyondTheSkewOfClocks() {
        accepted(server.decide(s -> s.time(server.seconds() + 300)));
        assertRefused(server.decide(s -> s.time(server.seconds() + 301)), TicketRefusal.FROM_THE_FUTURE);
        accepted(server.decide(s -> s.applicationData(state(server.seconds() + 300, false, DIGEST))));
        assertRefused(
                server.decide(s -> s.applicationData(state(server.seconds() + 301, false, DIGEST))),
                TicketRefusal.FROM_THE_FUTURE);
    }

    @Test
    @DisplayName("[17] [19] a session of another context is refused")
    void refusesAnotherSessionIdContext() {
        assertRefused(
                server.decide(s -> s.sessionIdContext(Bytes.ofHex("c1".repeat(32)))), TicketRefusal.SESSION_ID_CONTEXT);
        assertRefused(
                server.decide(s -> s.sessionIdContext(Bytes.ofHex("c0".repeat(31)))), TicketRefusal.SESSION_ID_CONTEXT);
        assertRefused(server.decide(s -> s.sessionIdContext(Bytes.EMPTY)), TicketRefusal.SESSION_ID_CONTEXT);
    }

    @Test
    @DisplayName("[65] [66] names are equal whatever their case, and absent equals only absent")
    void refusesAnotherServerName() {
        var suites = List.of(TLS_AES_128_GCM_SHA256);
        accepted(server.decide(s -> s.hostName("Example.ORG")));
        accepted(server.decide(s -> s.hostName(null), offer(suites, null), server.policy()));
        assertRefused(server.decide(s -> s.hostName("example.com")), TicketRefusal.SERVER_NAME);
        assertRefused(server.decide(s -> s.hostName("")), TicketRefusal.SERVER_NAME);
        assertRefused(server.decide(s -> s.hostName(null)), TicketRefusal.SERVER_NAME);
        assertRefused(
                server.decide(UnaryOperator.identity(), offer(suites, null), server.policy()),
                TicketRefusal.SERVER_NAME);
    }

    @Test
    @DisplayName("RFC 9846 section 4.3.11: any mutual suite with the session's hash will do")
    void takesThePreferredSuiteWithTheSessionsHash() {
        var offer = offer(
                List.of(TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256), "example.org");
        assertThat(accepted(server.decide(UnaryOperator.identity(), offer, server.policy()))
                        .suite())
                .isEqualTo(TLS_CHACHA20_POLY1305_SHA256);
        var sha384 = accepted(
                server.decide(s -> s.cipherSuite(0x1302).secret(Secret.take(new byte[48])), offer, server.policy()));
        assertThat(sha384.suite()).isEqualTo(TLS_AES_256_GCM_SHA384);
    }

    @Test
    void refusesASessionWhoseHashNoMutualSuiteHas() {
        var offer = offer(List.of(TLS_AES_256_GCM_SHA384), "example.org");
        assertRefused(server.decide(UnaryOperator.identity(), offer, server.policy()), TicketRefusal.CIPHER_SUITE);
        assertRefused(
                server.decide(UnaryOperator.identity(), offer(List.of(), "example.org"), server.policy()),
                TicketRefusal.CIPHER_SUITE);
        assertRefused(server.decide(s -> s.cipherSuite(0xc02f)), TicketRefusal.CIPHER_SUITE);
    }

    @Test
    void refusesASessionWhoseSecretIsNotAsLongAsItsHash() {
        for (int length : new int[] {0, 31, 33, 48}) {
            assertRefused(server.decide(s -> s.secret(Secret.take(new byte[length]))), TicketRefusal.BAD_CONTENT);
        }
    }

    @Test
    @DisplayName("[69] a server that requires client certificates takes no session made without")
    void requiresAClientCertificateInTheSession() {
        var required = server.policy(ClientAuthentication.REQUIRED, DIGEST);
        var asked = state(server.seconds(), true, DIGEST);
        assertThat(accepted(server.decide(
                                s -> s.applicationData(asked).peerCertificate(der(CLIENT)), offer(), required))
                        .clientCertificate())
                .isEqualTo(CLIENT);
        assertRefused(
                server.decide(s -> s.applicationData(asked), offer(), required), TicketRefusal.CLIENT_CERTIFICATE);
        assertRefused(
                server.decide(s -> s.peerCertificate(der(CLIENT)), offer(), required),
                TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    @DisplayName("[69] a server that asks for client certificates takes no session that was not asked")
    void optionalNeedsASessionThatWasAsked() {
        var optional = server.policy(ClientAuthentication.OPTIONAL, DIGEST);
        var asked = state(server.seconds(), true, DIGEST);
        accepted(server.decide(s -> s.applicationData(asked), offer(), optional));
        accepted(server.decide(s -> s.applicationData(asked).peerCertificate(der(CLIENT)), offer(), optional));
        assertRefused(server.decide(UnaryOperator.identity(), offer(), optional), TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    void clientPoliciesNeedTheSameAnchors() {
        var other = state(server.seconds(), true, OTHER_DIGEST);
        for (var clients : List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
            assertRefused(
                    server.decide(
                            s -> s.applicationData(other).peerCertificate(der(CLIENT)),
                            offer(),
                            server.policy(clients, DIGEST)),
                    TicketRefusal.CLIENT_CERTIFICATE);
        }
        var accepted = accepted(server.decide(s -> s.applicationData(other)));
        assertThat(accepted.state().policyDigest()).isEqualTo(OTHER_DIGEST);
    }

    @Test
    void takesACServersTicketWhereNoClientCertificateIsWanted() {
        var accepted = accepted(server.decide(s -> s.applicationData(Bytes.EMPTY)));
        assertThat(accepted.state()).isEqualTo(new TicketState(server.seconds(), TicketState.NO_LIMIT, false, DIGEST));
    }

    @Test
    void takesACServersTicketOnlyWithAClientCertificateThatVerifiesNow() {
        for (var clients : List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
            var until = server.now().plusSeconds(50);
            var trusting = server.policy(
                    clients, DIGEST, (leaf, now) -> leaf.equals(CLIENT) && now.equals(server.now()) ? until : null);
            var accepted = accepted(
                    server.decide(s -> s.applicationData(Bytes.EMPTY).peerCertificate(der(CLIENT)), offer(), trusting));
            assertThat(accepted.state())
                    .isEqualTo(new TicketState(server.seconds(), server.seconds() + 50, true, DIGEST));
            assertRefused(
                    server.decide(s -> s.applicationData(Bytes.EMPTY), offer(), trusting),
                    TicketRefusal.CLIENT_CERTIFICATE);
            assertRefused(
                    server.decide(
                            s -> s.applicationData(Bytes.EMPTY).peerCertificate(der(CLIENT)),
                            offer(),
                            server.policy(clients, DIGEST)),
                    TicketRefusal.CLIENT_CERTIFICATE);
        }
    }

    @Test
    void aChainBegunByACServerEndsNoLaterThanItsTicket() {
        long issued = server.seconds() - 20;
        var shorter = accepted(
                server.decide(s -> s.applicationData(Bytes.EMPTY).time(issued).timeout(100)));
        assertThat(shorter.state().firstFullHandshake() + LIFETIME).isEqualTo(issued + 100);
        var longer = accepted(
                server.decide(s -> s.applicationData(Bytes.EMPTY).time(issued).timeout(Long.MAX_VALUE)));
        assertThat(longer.state().firstFullHandshake()).isEqualTo(issued);
        assertRefused(
                server.decide(s -> s.applicationData(Bytes.EMPTY)
                        .time(server.seconds() - LIFETIME - 1)
                        .timeout(Long.MAX_VALUE)),
                TicketRefusal.EXPIRED);
    }

    @Test
    void tellsWhenTheTicketsKeyIsNoLongerCurrent() {
        var ticket = server.ticket(server.session());
        server.clocks.pass(10);
        server.ring.add(5, TicketFixture.key(5));
        var accepted = accepted(TicketAcceptance.decide(ticket, offer(), server.policy(), server.now()));
        assertThat(accepted.currentKey()).isFalse();
        assertThat(accepted.key()).isEqualTo(KeyName.of(ticket.toArray())).isNotEqualTo(KeyName.of(5));
    }

    @Test
    void tellsTheNameOfTheKeyOfTicketThatIsRefused() {
        assertThat(decide(new byte[5])).isEqualTo(new Refused(TicketRefusal.MALFORMED, null));
        assertThat(decide(new byte[96])).isEqualTo(new Refused(TicketRefusal.UNKNOWN_KEY, KeyName.of(0)));
        server.ring.add(5, TicketFixture.key(5));
        assertThat(server.decide(s -> s.hostName("example.net")))
                .isEqualTo(new Refused(TicketRefusal.SERVER_NAME, KeyName.of(5)));
        assertThat(server.decide(s -> s.hostName("example.net"), offer(), server.policy(Duration.ZERO)))
                .isEqualTo(new Refused(TicketRefusal.TICKETS_OFF, null));
    }

    @Test
    @DisplayName("RFC 5246 section 7.4.1.3: in TLS 1.2 the session's own suite is needed, not one with its hash")
    void tls12NeedsTheVerySuite() {
        var accepted = accepted(tls12(UnaryOperator.identity(), List.of(OTHER_TLS12, TLS12)));
        assertThat(accepted.suite()).isEqualTo(TLS12);
        assertThat(accepted.session().secret().length()).isEqualTo(48);
        assertRefused(tls12(UnaryOperator.identity(), List.of(OTHER_TLS12)), TicketRefusal.CIPHER_SUITE);
        assertRefused(
                tls12(s -> s.cipherSuite(TLS_AES_128_GCM_SHA256.code()), List.of(TLS12)), TicketRefusal.CIPHER_SUITE);
        assertRefused(tls12(s -> s.secret(Secret.take(new byte[32])), List.of(TLS12)), TicketRefusal.BAD_CONTENT);
    }

    @Test
    @DisplayName("RFC 7627 section 5.3: a TLS 1.2 session without extended master secret is not resumed")
    void tls12NeedsExtendedMasterSecretInTheSession() {
        assertRefused(tls12(s -> s.flags(0), List.of(TLS12)), TicketRefusal.EXTENDED_MASTER_SECRET);
    }

    private TicketDecision tls12(UnaryOperator<SessionBuilder> change, List<CipherSuite> mutual) {
        var offer = new TicketOffer(ProtocolVersion.TLS_1_2, mutual, "example.org", false);
        return server.decide(
                s -> change.apply(s.protocolVersion(0x0303)
                        .cipherSuite(TLS12.code())
                        .secret(Secret.take(new byte[48]))
                        .flags(SessionData.FLAG_EXTENDED_MASTER_SECRET)),
                offer,
                server.policy());
    }
}
