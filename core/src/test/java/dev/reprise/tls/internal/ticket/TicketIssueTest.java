package dev.reprise.tls.internal.ticket;

import static dev.reprise.tls.internal.ticket.TicketFixture.CLIENT;
import static dev.reprise.tls.internal.ticket.TicketFixture.CONTEXT;
import static dev.reprise.tls.internal.ticket.TicketFixture.DIGEST;
import static dev.reprise.tls.internal.ticket.TicketFixture.LIFETIME;
import static dev.reprise.tls.internal.ticket.TicketFixture.der;
import static dev.reprise.tls.internal.ticket.TicketFixture.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketIssue.Issued;
import dev.reprise.tls.internal.ticket.TicketIssue.Withheld;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TicketWithheld;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TicketIssueTest {
    private static final byte[] PSK = new byte[48];

    static {
        Arrays.fill(PSK, (byte) 0x5a);
    }

    private final TicketFixture server = new TicketFixture();
    private Instant pathEnd = Instant.MAX;

    private static NewTicket content(TicketState state, @Nullable X509Certificate client) {
        return new NewTicket(
                CipherSuite.TLS_AES_256_GCM_SHA384,
                Secret.copyOf(PSK),
                0x89abcdefL,
                state,
                "Example.org",
                Bytes.ofHex("6832"),
                NamedGroup.SECP256R1,
                client);
    }

    private Issued issued(NewTicket content, TicketPolicy policy) {
        var issue = TicketIssue.issue(content, policy, server.now());
        assertThat(issue).isInstanceOf(Issued.class);
        return (Issued) issue;
    }

    private SessionData inside(Issued issued) throws ProtocolException {
        try (var opened = (Opened) server.ring.open(issued.ticket().toArray())) {
            return SessionData.parse(Bytes.wrap(opened.session()));
        }
    }

    @Test
    @DisplayName("[12] the lifetime of a first ticket is the lifetime set")
    void sealsTheSessionAsOpensslWouldReadIt() throws ProtocolException {
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        var issued = issued(content(state, null), server.policy());
        assertThat(issued.lifetimeSeconds()).isEqualTo(LIFETIME);
        var session = inside(issued);
        assertThat(session.protocolVersion()).isEqualTo(0x0304);
        assertThat(session.cipherSuite()).isEqualTo(0x1302);
        assertThat(session.sessionId().isEmpty()).isTrue();
        assertThat(session.secret().toArray()).isEqualTo(PSK);
        assertThat(session.time()).isEqualTo(server.seconds());
        assertThat(session.timeout()).isEqualTo(LIFETIME);
        assertThat(session.peerCertificate()).isNull();
        assertThat(session.sessionIdContext()).isEqualTo(CONTEXT);
        assertThat(session.verifyResult()).isZero();
        assertThat(session.hostName()).isEqualTo("Example.org");
        assertThat(session.ticketLifetimeHint()).isZero();
        assertThat(session.ticket().isEmpty()).isTrue();
        assertThat(session.flags()).isZero();
        assertThat(session.ticketAgeAdd()).isEqualTo(0x89abcdefL);
        assertThat(session.maxEarlyData()).isZero();
        assertThat(session.alpn()).isEqualTo(Bytes.ofHex("6832"));
        assertThat(TicketState.parse(session.applicationData())).isEqualTo(state);
        assertThat(session.keyExchangeGroup()).isEqualTo(0x17);
    }

    @Test
    void leavesThePskToTheCaller() {
        var content = content(TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of()), null);
        issued(content, server.policy());
        assertThat(content.psk().toArray()).isEqualTo(PSK);
    }

    @Test
    void remembersWhetherACertificateWasAskedFor() {
        assertThat(TicketState.begin(
                        server.policy(ClientAuthentication.NONE, DIGEST), server.now(), Instant.MAX, List.of()))
                .isEqualTo(new TicketState(server.seconds(), TicketState.NO_LIMIT, false, DIGEST));
        for (var clients : List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
            assertThat(TicketState.begin(server.policy(clients, DIGEST), server.now(), Instant.MAX, List.of()))
                    .isEqualTo(new TicketState(server.seconds(), TicketState.NO_LIMIT, true, DIGEST));
        }
    }

    @Test
    @DisplayName("[51] a chain of tickets ends one lifetime after its full handshake (RFC 9846 section 4.7.1)")
    void aChainOfTicketsEndsOneLifetimeAfterItsFullHandshake() {
        var first = server.now();
        var issued = issued(
                content(TicketState.begin(server.policy(), first, Instant.MAX, List.of()), null), server.policy());
        var suites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        for (int step = 1; step <= 8; step++) {
            server.clocks.pass(step < 8 ? LIFETIME / 7 : LIFETIME % 7);
            var decision = TicketAcceptance.decide(
                    issued.ticket(), offer(suites, "example.org"), server.policy(), server.now());
            assertThat(decision).as("step %d", step).isInstanceOf(Accepted.class);
            var state = ((Accepted) decision).state();
            assertThat(state.firstFullHandshake()).isEqualTo(first.getEpochSecond());
            long left = LIFETIME - Duration.between(first, server.now()).toSeconds();
            if (left == 0) {
                assertThat(TicketIssue.issue(content(state, null), server.policy(), server.now()))
                        .isEqualTo(new Withheld(TicketWithheld.CHAIN_OVER));
                return;
            }
            issued = issued(content(state, null), server.policy());
            assertThat(issued.lifetimeSeconds()).isEqualTo(left);
        }
        throw new AssertionError("the chain did not end");
    }

    @Test
    void neverOutlivesTheClientCertificate() throws ProtocolException {
        var certificate = clientUntil(server.now().plusSeconds(100));
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        var issued = issued(content(state, certificate), server.policy());
        assertThat(issued.lifetimeSeconds()).isEqualTo(100);
        assertThat(inside(issued).peerCertificate()).isEqualTo(der(certificate));
        server.clocks.pass(99);
        assertThat(issued(content(state, certificate), server.policy()).lifetimeSeconds())
                .isEqualTo(1);
        server.clocks.pass(1);
        assertThat(TicketIssue.issue(content(state, certificate), server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.CLIENT_CERTIFICATE_OVER));
    }

    @Test
    void neverOutlivesTheCertificatesTheClientWasVerifiedBy() {
        var certificate = clientUntil(server.now().plusSeconds(1000));
        var state =
                TicketState.begin(server.policy(), server.now(), server.now().plusSeconds(60), List.of());
        var issued = issued(content(state, certificate), server.policy());
        assertThat(issued.lifetimeSeconds()).isEqualTo(60);
        server.clocks.pass(40);
        var decision = TicketAcceptance.decide(
                issued.ticket(),
                offer(List.of(CipherSuite.TLS_AES_256_GCM_SHA384), "example.org"),
                server.policy(),
                server.now());
        var next = content(((Accepted) decision).state(), certificate);
        assertThat(issued(next, server.policy()).lifetimeSeconds())
                .as("the ticket after it has not forgotten")
                .isEqualTo(20);
        server.clocks.pass(20);
        assertThat(TicketIssue.issue(next, server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.CLIENT_CERTIFICATE_OVER));
    }

    private X509Certificate clientUntil(Instant end) {
        return TestCertificates.named("client")
                .valid(server.now().minusSeconds(1000), end)
                .selfSigned()
                .certificate();
    }

    @Test
    @DisplayName("[10] with lifetime 0 no ticket is issued")
    void issuesNoneWhenTicketsAreOff() {
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        assertThat(TicketIssue.issue(content(state, null), server.policy(Duration.ZERO), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.TICKETS_OFF));
        assertThat(TicketIssue.issue(content(state, null), server.policy(Duration.ofMillis(999)), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.TICKETS_OFF));
    }

    @Test
    @DisplayName("[54] without a key that may seal no ticket is issued and nothing fails")
    void issuesNoneWithoutAKey() {
        server.ring.replaceAll(List.of());
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        assertThat(TicketIssue.issue(content(state, CLIENT), server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.NO_KEY));
    }

    @Test
    void issuesNoneThatWouldNotFit() {
        var builder = TestCertificates.named("client");
        for (int i = 0; i < 330; i++) {
            builder.name(new GeneralName(GeneralName.dNSName, "a".repeat(200) + i));
        }
        var large = builder.selfSigned().certificate();
        assertThat(der(large).length()).isGreaterThan(0x10000);
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        assertThat(TicketIssue.issue(content(state, large), server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.TOO_LARGE));
    }

    @Test
    void worksWhateverTheClockSays() {
        for (var now : List.of(Instant.MIN, Instant.EPOCH.minusSeconds(5), Instant.MAX)) {
            var state = TicketState.begin(server.policy(), now, Instant.MAX, List.of());
            assertThat(TicketIssue.issue(content(state, null), server.policy(), now))
                    .isInstanceOf(Issued.class);
        }
    }

    @Test
    void refusesPoliciesOutOfRange() {
        assertThatThrownBy(() -> server.policy(Duration.ofDays(7).plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("session lifetime too large");
        assertThatThrownBy(() -> server.policy(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("session lifetime too small");
        assertThatThrownBy(() -> server.policy(ClientAuthentication.NONE, Bytes.wrap(new byte[256])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketPolicy(
                        server.ring,
                        Bytes.EMPTY,
                        Duration.ofHours(2),
                        ClientAuthentication.NONE,
                        DIGEST,
                        (leaf, now) -> null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // TLS 1.2: time and timeout are the first full handshake's, as libtls has them.

    private NewTls12Ticket first(@Nullable X509Certificate client) {
        return NewTls12Ticket.first(
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                Secret.copyOf(PSK),
                true,
                server.policy(),
                TicketState.begin(server.policy(), server.now(), pathEnd, List.of()),
                "example.org",
                NamedGroup.SECP256R1,
                client);
    }

    @Test
    void tls12TicketNeverOutlivesTheCertificatesTheClientWasVerifiedBy() throws ProtocolException {
        pathEnd = server.now().plusSeconds(60);
        var issued = issued(first(CLIENT));
        assertThat(issued.lifetimeSeconds()).isEqualTo(60);
        var state = TicketState.parse(inside(issued).applicationData());
        assertThat(state).isNotNull();
        assertThat(state.clientValidUntil()).isEqualTo(pathEnd.getEpochSecond());
        var content = first(CLIENT);
        server.clocks.pass(60);
        assertThat(TicketIssue.issue(content, server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.CLIENT_CERTIFICATE_OVER));
    }

    private Issued issued(NewTls12Ticket content) {
        var issue = TicketIssue.issue(content, server.policy(), server.now());
        assertThat(issue).isInstanceOf(Issued.class);
        return (Issued) issue;
    }

    @Test
    @DisplayName("[12] the lifetime hint of a first TLS 1.2 ticket is the lifetime set")
    void sealsTls12SessionAsLibtlsWouldReadIt() throws ProtocolException {
        var issued = issued(first(null));
        assertThat(issued.lifetimeSeconds()).isEqualTo(LIFETIME);
        var session = inside(issued);
        assertThat(session.protocolVersion()).isEqualTo(0x0303);
        assertThat(session.cipherSuite()).isEqualTo(0xc030);
        assertThat(session.sessionId().isEmpty()).isTrue();
        assertThat(session.secret().toArray()).isEqualTo(PSK);
        assertThat(session.time()).isEqualTo(server.seconds());
        assertThat(session.timeout()).isEqualTo(LIFETIME);
        assertThat(session.sessionIdContext()).isEqualTo(CONTEXT);
        assertThat(session.hostName()).isEqualTo("example.org");
        assertThat(session.ticketLifetimeHint()).isZero();
        assertThat(session.ticket().isEmpty()).isTrue();
        assertThat(session.extendedMasterSecret()).isTrue();
        assertThat(session.alpn()).isNull();
        assertThat(session.keyExchangeGroup()).isEqualTo(0x17);
        assertThat(TicketState.parse(session.applicationData()))
                .isEqualTo(TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of()));
    }

    @Test
    @DisplayName("[50] [51] a TLS 1.2 renewal has the hint 0 and keeps the first session's begin")
    void renewsTls12TicketWithoutANewBegin() throws ProtocolException {
        long begin = server.seconds();
        var ticket = issued(first(CLIENT)).ticket();
        server.clocks.pass(LIFETIME - 1);
        var offer = new TicketOffer(
                ProtocolVersion.TLS_1_2,
                List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
                "example.org",
                false);
        var accepted = (Accepted) TicketAcceptance.decide(ticket, offer, server.policy(), server.now());
        var renewed = issued(NewTls12Ticket.renewal(accepted));
        assertThat(renewed.lifetimeSeconds()).isZero();
        var session = inside(renewed);
        assertThat(session.time()).isEqualTo(begin);
        assertThat(session.timeout()).isEqualTo(LIFETIME);
        assertThat(session.secret().toArray()).isEqualTo(PSK);
        assertThat(session.peerCertificate()).isEqualTo(der(CLIENT));
        assertThat(session.keyExchangeGroup()).isEqualTo(0x17);
        assertThat(TicketState.parse(session.applicationData())).isEqualTo(accepted.state());
        server.clocks.pass(2);
        assertThat(TicketAcceptance.decide(renewed.ticket(), offer, server.policy(), server.now()))
                .isInstanceOf(TicketDecision.Refused.class);
    }

    @Test
    void tellsHowLongATls12TicketWillBeTaken() {
        var content = first(null);
        assertThat(issued(content).goodForSeconds()).isEqualTo(LIFETIME);
        server.clocks.pass(100);
        assertThat(issued(content).goodForSeconds()).isEqualTo(LIFETIME - 100);
    }

    @Test
    void issuesATls12TicketForALastSecond() {
        pathEnd = server.now().plusSeconds(2);
        var content = first(CLIENT);
        server.clocks.pass(1);
        assertThat(issued(content).lifetimeSeconds()).isEqualTo(1);
        assertThat(issued(content).goodForSeconds()).isEqualTo(1);
    }

    @Test
    void issuesNoTls12TicketWhenTicketsAreOff() {
        assertThat(TicketIssue.issue(first(null), server.policy(Duration.ZERO), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.TICKETS_OFF));
    }

    @Test
    void acceptsPoliciesAtTheEndsOfTheRange() {
        assertThat(server.policy(ClientAuthentication.NONE, Bytes.wrap(new byte[255]))
                        .digest()
                        .length())
                .isEqualTo(255);
        assertThat(server.policy(Duration.ofDays(7)).lifetime()).isEqualTo(Duration.ofDays(7));
        assertThat(context(1).sessionIdContext().length()).isEqualTo(1);
        assertThatThrownBy(() -> context(33)).isInstanceOf(IllegalArgumentException.class);
    }

    private TicketPolicy context(int length) {
        return new TicketPolicy(
                server.ring,
                Bytes.wrap(new byte[length]),
                Duration.ofHours(2),
                ClientAuthentication.NONE,
                DIGEST,
                (leaf, now) -> null);
    }

    /** RFC 7627 section 5.3: who does not know the extension must not resume such a session, and so not take its ticket. */
    @Test
    void sealsSessionsWithExtendedMasterSecretApartWhereThoseWithoutAreResumed() throws Exception {
        var sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("reprise extended master secret".getBytes(StandardCharsets.US_ASCII));
        CONTEXT.update(sha256);
        var apart = server.policy().apart();
        assertThat(apart.extendedContext()).isEqualTo(Bytes.wrap(sha256.digest()));
        assertThat(apart.with(Duration.ofSeconds(9), ClientAuthentication.OPTIONAL)
                        .extendedContext())
                .isEqualTo(apart.extendedContext());

        var with = (Issued) TicketIssue.issue(tls12(true), apart, server.now());
        var without = (Issued) TicketIssue.issue(tls12(false), apart, server.now());
        assertThat(inside(with).sessionIdContext()).isEqualTo(apart.extendedContext());
        assertThat(inside(without).sessionIdContext()).isEqualTo(CONTEXT);
        for (var issued : List.of(with, without)) {
            assertThat(decided(issued, apart)).isInstanceOf(Accepted.class);
        }
        // A server that has no such option takes what it knows, and so does one that had not, whose tickets are around.
        assertThat(decided(with, server.policy())).isInstanceOf(TicketDecision.Refused.class);
        var before = (Issued) TicketIssue.issue(tls12(true), server.policy(), server.now());
        assertThat(decided(before, apart)).isInstanceOf(Accepted.class);
    }

    /** The context apart is that of sessions with the extension alone, and of TLS 1.2's. */
    @Test
    void takesTheContextApartFromNoOtherSession() throws ProtocolException {
        var apart = server.policy().apart();
        for (int version : List.of(0x0303, 0x0304)) {
            var session = server.session()
                    .protocolVersion(version)
                    .sessionIdContext(apart.extendedContext())
                    .flags(version == 0x0304 ? SessionData.FLAG_EXTENDED_MASTER_SECRET : 0);
            var offer = new TicketOffer(
                    version == 0x0304 ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2,
                    List.of(CipherSuite.TLS_AES_128_GCM_SHA256),
                    "example.org",
                    true);
            assertThat(TicketAcceptance.decide(server.ticket(session), offer, apart, server.now()))
                    .isInstanceOfSatisfying(
                            TicketDecision.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(TicketRefusal.SESSION_ID_CONTEXT));
        }
    }

    private NewTls12Ticket tls12(boolean extendedMasterSecret) {
        return NewTls12Ticket.first(
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                Secret.copyOf(new byte[48]),
                extendedMasterSecret,
                server.policy(),
                TicketState.begin(server.policy(), server.now(), pathEnd, List.of()),
                "example.org",
                NamedGroup.SECP256R1,
                null);
    }

    private TicketDecision decided(Issued issued, TicketPolicy policy) {
        var offer = new TicketOffer(
                ProtocolVersion.TLS_1_2,
                List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
                "example.org",
                true,
                true);
        return TicketAcceptance.decide(issued.ticket(), offer, policy, server.now());
    }
}
