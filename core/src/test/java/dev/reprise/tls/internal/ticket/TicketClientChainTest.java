package dev.reprise.tls.internal.ticket;

import static dev.reprise.tls.internal.ticket.TicketFixture.CLIENT;
import static dev.reprise.tls.internal.ticket.TicketFixture.DIGEST;
import static dev.reprise.tls.internal.ticket.TicketFixture.der;
import static dev.reprise.tls.internal.ticket.TicketFixture.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketDecision.Refused;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client sent behind its certificate: in tickets where a second look needs it, and nowhere else. */
class TicketClientChainTest {
    private static final ASN1ObjectIdentifier FILLER = new ASN1ObjectIdentifier("1.2.3.4");
    private static final int MAX_BYTES = 8_192;

    private final TicketFixture server = new TicketFixture();
    private final List<List<X509Certificate>> asked = new ArrayList<>();

    private TicketPolicy policy(boolean needed) {
        return server.policy(ClientAuthentication.REQUIRED, DIGEST, new TicketPolicy.TicketClients() {
            @Override
            public @Nullable Instant validUntil(X509Certificate leaf, Instant now) {
                return null;
            }

            @Override
            public boolean stillAccepted(List<X509Certificate> chain, ProtocolVersion version) {
                return asked.add(chain);
            }

            @Override
            public boolean needsChain() {
                return needed;
            }
        });
    }

    private List<Bytes> intermediates(TicketPolicy policy, List<X509Certificate> chain) {
        return TicketState.begin(policy, server.now(), Instant.MAX, chain).intermediates();
    }

    @Test
    void asksAboutTheClientsWholeChainWhereThePolicyNeedsIt() {
        var root = TestCertificates.root("root");
        var above = TestCertificates.named("above").authority().issuedBy(root);
        var between = TestCertificates.named("between").authority().issuedBy(above);
        var client = TestCertificates.named("client").client().issuedBy(between);
        for (boolean needed : new boolean[] {true, false}) {
            var policy = policy(needed);
            var state = TicketState.begin(policy, server.now(), Instant.MAX, client.chain())
                    .encode();
            var ticket =
                    server.ticket(server.session().applicationData(state).peerCertificate(der(client.certificate())));
            var decision = TicketAcceptance.decide(ticket, offer(), policy, server.now());
            assertThat(decision).isInstanceOf(Accepted.class);
            assertThat(((Accepted) decision).clientChain()).isEqualTo(asked.get(asked.size() - 1));
        }
        assertThat(client.chain()).hasSize(3);
        assertThat(asked).containsExactly(client.chain(), List.of(client.certificate()));
    }

    @Test
    void leavesTheChainOutUnlessAPolicyNeedsIt() {
        var policy = server.policy(ClientAuthentication.REQUIRED, DIGEST);
        assertThat(intermediates(policy, List.of(CLIENT, CLIENT))).isEmpty();
        assertThat(policy.clients().stillAccepted(List.of(CLIENT), ProtocolVersion.TLS_1_3))
                .isTrue();
    }

    @Test
    void leavesOutWhatIsTooMuchForEachClientHello() {
        var chain = new ArrayList<X509Certificate>(
                Collections.nCopies(1 + MAX_BYTES / (2 + der(CLIENT).length()), CLIENT));
        assertThat(intermediates(policy(true), chain)).hasSize(chain.size() - 1);
        chain.add(CLIENT);
        assertThat(intermediates(policy(true), chain)).isEmpty();
        assertThat(intermediates(policy(true), List.of(CLIENT, ofLength(MAX_BYTES - 2))))
                .hasSize(1);
        assertThat(intermediates(policy(true), List.of(CLIENT, ofLength(MAX_BYTES - 1))))
                .isEmpty();
    }

    /** Make a certificate with so many bytes of DER. */
    private static X509Certificate ofLength(int length) {
        int filler = length;
        for (int i = 0; i < 100; i++) { // Serial numbers are random, and of several lengths.
            var certificate = TestCertificates.named("long")
                    .key(KeyType.ED25519)
                    .extension(FILLER, false, new byte[filler])
                    .selfSigned()
                    .certificate();
            int actual = der(certificate).length();
            if (actual == length) {
                return certificate;
            }
            filler += length - actual;
        }
        throw new AssertionError("no certificate of " + length + " bytes");
    }

    @Test
    void refusesASessionWithAnIntermediateThatIsNone() {
        var state = new TicketState(
                server.seconds(), TicketState.NO_LIMIT, true, DIGEST, List.of(Bytes.ofHex("3003020101")));
        var decision = server.decide(s -> s.peerCertificate(der(CLIENT)).applicationData(state.encode()));
        assertThat(decision).isInstanceOf(Refused.class);
        assertThat(((Refused) decision).reason()).isEqualTo(TicketRefusal.BAD_CONTENT);
    }
}
