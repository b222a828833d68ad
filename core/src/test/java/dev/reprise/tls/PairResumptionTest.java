package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tickets our client offers our server and keeps, and what our server makes of them. */
class PairResumptionTest {
    private static final byte[] SESSION_ID = "a fleet".getBytes(StandardCharsets.US_ASCII);

    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);

    @Test
    void offersEachTicketOnce() throws Exception {
        var client = client().ticketRequest(2, 1).build();
        var server = Parties.server(clocks).build();
        Pair.of(client, server).handshake().close();
        store.ignoreNew(true);

        var kinds = new ArrayList<HandshakeKind>();
        for (int i = 0; i < 3; i++) {
            try (var pair = Pair.of(client, server).handshake()) {
                kinds.add(pair.client().engine().info().handshakeKind());
            }
        }
        assertThat(kinds).containsExactly(HandshakeKind.RESUMED, HandshakeKind.RESUMED, HandshakeKind.FULL);
    }

    @Test
    void forgetsTheOtherTicketsOfSessionThatWasRefused() throws Exception {
        var client = client().build();
        Pair.of(client, Parties.server(clocks).build()).handshake().close();

        var stranger = Parties.server(clocks).sessionLifetime(Duration.ZERO).build();
        try (var pair = Pair.of(client, stranger).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).isEmpty();
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
        try (var pair = Pair.of(client, stranger).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.NONE);
        }
    }

    @Test
    void tellsTheServerWhyItRefused() throws Exception {
        var client = client().build();
        Pair.of(client, Parties.server(clocks).build()).handshake().close();
        try (var pair = Pair.of(client, Parties.server(clocks).build()).handshake()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        }
    }

    @Test
    void resumesAtAnotherServerWithTheSameRingAndSessionId() throws Exception {
        try (var ring = Parties.ring(clocks)) {
            var client = client().build();
            var one = fleetServer(ring).build();
            var other = fleetServer(ring).build();
            Pair.of(client, one).handshake().close();
            for (var server : List.of(other, one, other)) {
                try (var pair = Pair.of(client, server).handshake().exchange()) {
                    assertThat(pair.server().engine().info().resumed()).isTrue();
                }
            }
        }
    }

    @Test
    void dropsPskWhoseHashIsNotThatOfTheHelloRetryRequest() throws Exception {
        try (var ring = Parties.ring(clocks)) {
            var client =
                    client().groups(NamedGroup.X25519, NamedGroup.SECP256R1).build();
            Pair.of(
                            client,
                            fleetServer(ring)
                                    .cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256)
                                    .build())
                    .handshake()
                    .close();

            var other = fleetServer(ring)
                    .cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384)
                    .groups(NamedGroup.SECP256R1)
                    .build();
            var hellos = new ArrayList<Boolean>();
            var lying = Pair.lyingClient(client, message -> {
                if (message instanceof ClientHello hello) {
                    hellos.add(hello.extensions().find(OfferedPsks.class) != null);
                }
                return List.of(message);
            });
            try (var pair = Pair.of(lying, other.engine()).handshake().exchange()) {
                assertThat(pair.server().engine().info().handshakeKind()).isEqualTo(HandshakeKind.FULL_WITH_RETRY);
                assertThat(pair.client().engine().info().handshakeKind()).isEqualTo(HandshakeKind.FULL_WITH_RETRY);
            }
            assertThat(hellos).containsExactly(true, false);
        }
    }

    @Test
    void keepsTicketOfTheOtherHashByChoosingItsSuite() throws Exception {
        try (var ring = Parties.ring(clocks)) {
            var client = client().build();
            Pair.of(
                            client,
                            fleetServer(ring)
                                    .cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384)
                                    .build())
                    .handshake()
                    .close();
            try (var pair = Pair.of(client, fleetServer(ring).build()).handshake()) {
                assertThat(pair.server().engine().info().resumed()).isTrue();
                assertThat(pair.server().engine().info().cipherSuite()).isEqualTo(CipherSuite.TLS_AES_256_GCM_SHA384);
            }
        }
    }

    @Test
    void ignoresTicketsWithLifetimeZeroAndCapsThoseOverSevenDays() throws Exception {
        var config = Parties.server(clocks).build();
        var zero = Pair.lyingServer(
                config,
                message -> List.of(
                        message instanceof NewSessionTicket ticket ? Messages.withLifetime(ticket, 0) : message));
        Pair.of(Pair.engine(client().build(), Pair.NAME), zero)
                .handshake()
                .exchange()
                .close();
        assertThat(store.stored()).isZero();

        // Section 4.7.1: clients MUST NOT keep a ticket for longer than seven days, whatever it says (INT_MAX, of old
        // OpenSSL's).
        var claimed = new ArrayList<Duration>();
        var kept = new ArrayList<Instant>();
        var ages = Pair.lyingServer(
                config,
                message -> List.of(
                        message instanceof NewSessionTicket ticket
                                ? Messages.withLifetime(ticket, 0x7fff_ffffL)
                                : message));
        var listening = client().listener(new ConnectionListener() {
                    @Override
                    public void ticketLifetimeCapped(Duration lifetime) {
                        claimed.add(lifetime);
                    }

                    @Override
                    public void sessionStored(Instant expires) {
                        kept.add(expires);
                    }
                })
                .build();
        Pair.of(Pair.engine(listening, Pair.NAME), ages).handshake().exchange().close();
        assertThat(claimed).isNotEmpty().containsOnly(Duration.ofSeconds(0x7fff_ffffL));
        assertThat(kept).isNotEmpty().containsOnly(clocks.now().plusSeconds(604_800));
    }

    @ParameterizedTest
    @ValueSource(longs = {604_801, 0xffff_ffffL})
    void ignoresTicketsWhateverTheySayWhenItDoesNotResume(long lifetime) throws Exception { // RFC 9846 section 4.7.1
        var server = Pair.lyingServer(
                Parties.server(clocks).build(),
                message -> List.of(
                        message instanceof NewSessionTicket ticket
                                ? Messages.withLifetime(ticket, lifetime)
                                : message));
        var client = Pair.lyingClient(
                Parties.client(clocks).build(),
                message -> List.of(
                        message instanceof ClientHello hello
                                ? Messages.with(hello, PskKeyExchangeModes.PSK_DHE_KE)
                                : message));
        Pair.of(client, server).handshake().exchange().close();
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store);
    }

    private ServerConfig.Builder fleetServer(TicketKeyRing ring) {
        return Parties.server(clocks).ticketKeys(ring).sessionId(SESSION_ID);
    }
}
