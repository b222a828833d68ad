package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TicketWithheld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TLS 1.2 beside peers that have no extended master secret (RFC 7627), as LibreSSL's libtls has not. */
class ExtendedMasterSecretTest {
    private static final byte[] ID = {1, 2, 3};

    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final TicketKeyRing ring = Parties.ring(clocks);
    private final List<TicketWithheld> withheld = new ArrayList<>();
    private final List<NotStored> notStored = new ArrayList<>();

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void sessionNotStored(NotStored reason) {
            notStored.add(reason);
        }
    };

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).listener(listener);
    }

    private ServerConfig.Builder server() {
        var key = new byte[48];
        Arrays.fill(key, (byte) 7);
        if (ring.status().isEmpty()) {
            ring.add(1, key);
        }
        return Parties.server(clocks)
                .protocols(ProtocolVersion.TLS_1_2)
                .ticketKeys(ring)
                .sessionId(ID)
                .listener(new ConnectionListener() {
                    @Override
                    public void ticketWithheld(TicketWithheld reason) {
                        withheld.add(reason);
                    }
                });
    }

    /** Connect with a hello from which the extension is gone, as an old client sends it. */
    private Pair oldClient(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        var lying = Pair.lyingClient(
                client.build(),
                message -> List.of(
                        message instanceof ClientHello hello
                                ? Messages.with(hello, Messages.without(hello.extensions(), ExtendedMasterSecret.class))
                                : message));
        return Pair.of(lying, server.build().engine()).handshake().exchange();
    }

    @Test
    void tellsTheServerWhyClientWithoutItGetsNoTicket() throws Exception {
        oldClient(client().protocols(ProtocolVersion.TLS_1_2), server()).close();
        assertThat(withheld).containsExactly(TicketWithheld.EXTENDED_MASTER_SECRET);
        withheld.clear();
        Pair.of(client().protocols(ProtocolVersion.TLS_1_2).build(), server().build())
                .handshake()
                .exchange()
                .close();
        oldClient(Parties.client(clocks).protocols(ProtocolVersion.TLS_1_2), server())
                .close();
        assertThat(withheld).as("with it, and of who asks for none").isEmpty();
    }

    @Test
    void tellsTheClientThatItsSessionIsNotKept() throws Exception {
        Lie old = message -> List.of(
                message instanceof ClientHello hello
                        ? Messages.with(hello, Messages.without(hello.extensions(), ExtendedMasterSecret.class))
                        : message);
        var config = client().protocols(ProtocolVersion.TLS_1_2).build();
        var server = server().insecureAllowResumptionWithoutExtendedMasterSecret();
        Pair.of(Pair.heardClient(config, listener, old), server.build().engine())
                .handshake()
                .exchange()
                .close();
        assertThat(notStored).containsExactly(NotStored.EXTENDED_MASTER_SECRET);
        assertThat(store.stored()).isZero();
    }

    /** A server that knows nothing of RFC 7627 resumes whatever its key opens and its id fits, and the client must abort. */
    @Test
    void sealsSessionsThatHaveItApartWhereOthersAreResumedToo() throws Exception {
        var client = client().protocols(ProtocolVersion.TLS_1_2);
        Pair.of(
                        client.build(),
                        server().insecureAllowResumptionWithoutExtendedMasterSecret()
                                .build())
                .handshake()
                .close();
        // A server of the same id that knows one context alone refuses it, quietly.
        try (var pair = Pair.of(client.build(), server().build()).handshake()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.SESSION_ID_CONTEXT);
        }
    }

    @Test
    void resumesEitherKindUnderItsOwnContextAndOpensslsUnderTheOne() throws Exception {
        var client =
                client().insecureAllowResumptionWithoutExtendedMasterSecret().protocols(ProtocolVersion.TLS_1_2);
        var lenient = server().insecureAllowResumptionWithoutExtendedMasterSecret();
        Pair.of(client.build(), lenient.build()).handshake().close();
        try (var pair = Pair.of(client.build(), lenient.build()).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
        // As OpenSSL seals it: with the extension, under the plain id.
        var strict = Parties.store(clocks);
        var other = Parties.client(clocks).sessions(strict).protocols(ProtocolVersion.TLS_1_2);
        Pair.of(other.build(), server().build()).handshake().close();
        try (var pair = Pair.of(other.build(), lenient.build()).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
    }

    @Test
    void sessionWithoutItPinsTls12AsLibtlsDoes() throws Exception {
        var client = client().insecureAllowResumptionWithoutExtendedMasterSecret();
        var tls12 = server().insecureAllowResumptionWithoutExtendedMasterSecret();
        oldClient(client, tls12).close();
        assertThat(store.stored()).isEqualTo(1);
        // A server of both versions sets the downgrade sentinel, which means nothing to whom offers TLS 1.2 alone.
        var both = server().insecureAllowResumptionWithoutExtendedMasterSecret().protocols(ProtocolVersion.values());
        try (var pair = oldClient(client, both)) {
            var info = pair.client().engine().info();
            assertThat(info.version()).isEqualTo(ProtocolVersion.TLS_1_2);
            assertThat(info.resumed()).isTrue();
        }
    }

    @Test
    void sessionWithItPinsNothing() throws Exception {
        var client = client();
        Pair.of(client.build(), server().build()).handshake().close();
        var both = server().protocols(ProtocolVersion.values());
        try (var pair = Pair.of(client.build(), both.build()).handshake()) {
            assertThat(pair.client().engine().info().version()).isEqualTo(ProtocolVersion.TLS_1_3);
        }
    }
}
