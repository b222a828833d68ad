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
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketIssue.Issued;
import dev.reprise.tls.internal.ticket.TicketIssue.Withheld;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TicketWithheld;
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

    @Test
    @DisplayName("[12] the lifetime of a first ticket is the lifetime set")
    void sealsTheSessionAsOpensslWouldReadIt() throws ProtocolException {
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        var issued = issued(content(state, null), server.policy());
        assertThat(issued.lifetimeSeconds()).isEqualTo(LIFETIME);
        var session = server.inside(issued);
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
        assertThat(server.inside(issued).peerCertificate()).isEqualTo(der(certificate));
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
    void issuesForTheLastSecondOfAChain() {
        var state = TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of());
        server.clocks.pass(LIFETIME - 1);
        assertThat(issued(content(state, null), server.policy()).lifetimeSeconds())
                .isEqualTo(1);
        server.clocks.pass(1);
        assertThat(TicketIssue.issue(content(state, null), server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.CHAIN_OVER));
    }

    /** A ticket has at most 65,535 bytes, whole blocks of them, and the longest session that fits is issued. */
    @Test
    void issuesUpToTheLastByteThatFits() throws ProtocolException {
        int length = 64_000;
        int rest = KeyRing.MAX_SESSION_BYTES - encoded(issued(named(length), server.policy()));
        var longest = issued(named(length + rest), server.policy());
        assertThat(encoded(longest)).isEqualTo(KeyRing.MAX_SESSION_BYTES);
        assertThat(longest.ticket().length()).isLessThanOrEqualTo(0xffff).isGreaterThan(0xffff - 16);
        assertThat(TicketIssue.issue(named(length + rest + 1), server.policy(), server.now()))
                .isEqualTo(new Withheld(TicketWithheld.TOO_LARGE));
    }

    private int encoded(Issued issued) throws ProtocolException {
        return server.inside(issued).encode().length;
    }

    private NewTicket named(int length) {
        return new NewTicket(
                CipherSuite.TLS_AES_256_GCM_SHA384,
                Secret.copyOf(PSK),
                1,
                TicketState.begin(server.policy(), server.now(), Instant.MAX, List.of()),
                "a".repeat(length),
                null,
                NamedGroup.SECP256R1,
                null);
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
}
