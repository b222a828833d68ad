package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What builders refuse instead of building what does nothing or fails late. */
class ConfigRefusalTest {
    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());

    @Test
    void ticketOptionsWithoutLifetimeAreRefusedWhenItIsBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().ticketKeys(ring).build())
                .withMessageStartingWith("ticketKeys does nothing without sessionLifetime: 4 s to 24 h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().sessionId(new byte[] {1}).build())
                .withMessageStartingWith("sessionId does nothing without sessionLifetime: 4 s to 24 h");
    }

    @Test
    void ticketOptionsStandBeforeAndAfterTheLifetimeAndBesideNone() {
        for (var lifetime : List.of(Duration.ZERO, Parties.LIFETIME)) {
            server().ticketKeys(ring)
                    .sessionId(new byte[] {1})
                    .sessionLifetime(lifetime)
                    .build();
            server().sessionLifetime(lifetime)
                    .ticketKeys(ring)
                    .sessionId(new byte[] {1})
                    .build();
        }
        assertThat(SessionAccess.inside().keys(ring).seal(new byte[] {1}))
                .as("a ticket under the ring served")
                .isNotNull();
    }

    @Test
    void earlyDataToPassOverIsRefusedOutOfItsRange() {
        for (int bytes : new int[] {-1, (1 << 24) + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server().skippedEarlyData(bytes))
                    .withMessageEndingWith("legal are 0 to 16777216");
        }
    }

    @Test
    void closedRingIsRefusedWhenItIsBuilt() {
        ring.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> server().sessionLifetime(Parties.LIFETIME)
                        .ticketKeys(ring)
                        .build())
                .withMessage("the ticket key ring is closed");
    }

    @Test
    void clientWithoutAnyRootIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.client().roots(List.of()))
                .withMessage("no root to verify servers with: at least one is needed");
    }

    @Test
    void nullIsRefusedByTheNameOfTheOption() {
        var client = TlsConfig.client();
        assertNullRefused("sessions", () -> client.sessions(null));
        assertNullRefused("listener", () -> client.listener(null));
        assertNullRefused("random", () -> client.random(null));
        assertNullRefused("clocks", () -> client.clocks(null));
        assertNullRefused("roots", () -> client.roots(null));
        assertNullRefused("identity", () -> client.identity(null));
        assertNullRefused("insecureKeyLog", () -> client.insecureKeyLog(null));
        assertNullRefused("alpn", () -> client.alpn((String[]) null));
        assertNullRefused("protocols", () -> client.protocols((ProtocolVersion[]) null));
        assertNullRefused("protocols", () -> client.protocols((List<ProtocolVersion>) null));
        var server = server();
        assertNullRefused("listener", () -> server.listener(null));
        assertNullRefused("random", () -> server.random(null));
        assertNullRefused("clocks", () -> server.clocks(null));
        assertNullRefused("ticketKeys", () -> server.ticketKeys(null));
        assertNullRefused("sessionId", () -> server.sessionId(null));
        assertNullRefused("sessionIdFromPolicy", () -> server.sessionIdFromPolicy(null));
        assertNullRefused("sessionLifetime", () -> server.sessionLifetime(null));
        assertNullRefused("groups", () -> server.groups((NamedGroup[]) null));
        assertNullRefused("server", () -> TlsConfig.server((Identities) null));
        assertNullRefused("the config", () -> TlsClient.of(null));
        assertNullRefused("the list", () -> TlsConfig.parseProtocols(null));
        assertNullRefused("the list", () -> TlsConfig.parseCiphers(null));
        assertNullRefused("the list", () -> TlsConfig.parseGroups(null));
        assertNullRefused("the key", () -> ring.add(1, null));
        assertNullRefused("the key", () -> ring.addNext(1, null));
        assertNullRefused("the list of keys", () -> ring.replaceAll(null));
        assertNullRefused("the path", () -> SessionFile.open(null));
        assertNullRefused("the path", () -> SessionFile.list(null));
        assertNullRefused("the DER", () -> Session.ofDer(null, List.of()));
        assertNullRefused("the config", () -> TlsServer.listen(null, new InetSocketAddress(0)));
    }

    private static void assertNullRefused(String option, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessageStartingWith(option);
    }

    @Test
    void valuesOutOfRangeAreNamedWithWhatIsLegal() {
        for (var counts : new int[][] {{256, 0}, {0, 256}, {-1, 0}, {0, -1}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsConfig.client().ticketRequest(counts[0], counts[1]))
                    .withMessage("a ticket request of " + counts[0] + " after a full handshake and " + counts[1]
                            + " after a resumed one, legal are 0 to 255");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.client().alpn("h2", "hé€"))
                .withMessage("alpn protocol 'hé€' has a character over U+00FF; legal are those up to it, a byte each");
        TlsConfig.client().alpn("hé").ticketRequest(0, 255);
    }

    @Test
    void protocolsAreTakenAsTheyAreRead() throws Exception {
        var server =
                server().protocols(TlsConfig.parseProtocols("all,!tlsv1.3")).build();
        var client = Parties.client(clocks)
                .protocols(TlsConfig.parseProtocols("all"))
                .build();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().version()).isEqualTo(ProtocolVersion.TLS_1_2);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().protocols(TlsConfig.parseProtocols("tlsv1.1")))
                .withMessage("no protocol versions: at least one is needed");
    }

    private ServerConfig.Builder server() {
        return TlsConfig.server(Parties.identity(Parties.SERVER)).clocks(clocks.clocks());
    }
}
