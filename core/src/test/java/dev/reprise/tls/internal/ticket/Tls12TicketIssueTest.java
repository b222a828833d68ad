package dev.reprise.tls.internal.ticket;

import static dev.reprise.tls.internal.ticket.TicketFixture.CLIENT;
import static dev.reprise.tls.internal.ticket.TicketFixture.CONTEXT;
import static dev.reprise.tls.internal.ticket.TicketFixture.LIFETIME;
import static dev.reprise.tls.internal.ticket.TicketFixture.der;
import static dev.reprise.tls.internal.ticket.TicketFixture.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketIssue.Issued;
import dev.reprise.tls.internal.ticket.TicketIssue.Withheld;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tickets of TLS 1.2, whose time and timeout are the first full handshake's, as libtls has them. */
class Tls12TicketIssueTest {
    private static final byte[] MAIN_SECRET = new byte[48];

    static {
        Arrays.fill(MAIN_SECRET, (byte) 0x5a);
    }

    private final TicketFixture server = new TicketFixture();
    private Instant pathEnd = Instant.MAX;

    private NewTls12Ticket first(@Nullable X509Certificate client) {
        return first(true, client);
    }

    private NewTls12Ticket first(boolean extendedMasterSecret, @Nullable X509Certificate client) {
        return NewTls12Ticket.first(
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                Secret.copyOf(MAIN_SECRET),
                extendedMasterSecret,
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
        var state = TicketState.parse(server.inside(issued).applicationData());
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
        var session = server.inside(issued);
        assertThat(session.protocolVersion()).isEqualTo(0x0303);
        assertThat(session.cipherSuite()).isEqualTo(0xc030);
        assertThat(session.sessionId().isEmpty()).isTrue();
        assertThat(session.secret().toArray()).isEqualTo(MAIN_SECRET);
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
        var session = server.inside(renewed);
        assertThat(session.time()).isEqualTo(begin);
        assertThat(session.timeout()).isEqualTo(LIFETIME);
        assertThat(session.secret().toArray()).isEqualTo(MAIN_SECRET);
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

        var with = (Issued) TicketIssue.issue(first(true, null), apart, server.now());
        var without = (Issued) TicketIssue.issue(first(false, null), apart, server.now());
        assertThat(server.inside(with).sessionIdContext()).isEqualTo(apart.extendedContext());
        assertThat(server.inside(without).sessionIdContext()).isEqualTo(CONTEXT);
        for (var issued : List.of(with, without)) {
            assertThat(decided(issued, apart)).isInstanceOf(Accepted.class);
        }
        // A server that has no such option takes what it knows, and so does one that had not, whose tickets are around.
        assertThat(decided(with, server.policy())).isInstanceOf(TicketDecision.Refused.class);
        var before = (Issued) TicketIssue.issue(first(true, null), server.policy(), server.now());
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
