package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Remains.Form;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When both sides of a connection are closed, none of the secrets that a key log gets is left in memory. */
class ConnectionRemainsTest {
    private static final Peer PEER = new Peer("everybody", 0, Optional.empty(), "", "");

    private final RingClocks clocks = new RingClocks();
    private int logged;
    private Pair pair;

    @ParameterizedTest
    @EnumSource
    void closedConnectionsLeaveNoSecret(ProtocolVersion version) throws Exception {
        assertThat(Remains.after(secret -> {
                    try (var ring = Parties.ring(clocks)) {
                        ring.add(1, secret.bytes(48));
                        var store = new CountingStore(new SessionCache(4, clocks.clocks()));
                        store.takeAllFor(PEER);
                        var server = Parties.server(clocks)
                                .protocols(version)
                                .sessionId(new byte[] {1})
                                .ticketKeys(ring)
                                .build();
                        var client = Parties.client(clocks)
                                .protocols(version)
                                .sessions(store)
                                .insecureKeyLog(watched(secret))
                                .build();
                        full(client, server);
                        store.remove(PEER, session -> true);
                    }
                }))
                .isEmpty();
        assertThat(logged).isPositive();
    }

    /** RFC 9846 section 6: the secrets and keys of a failed connection MUST be forgotten, whether anybody closes it or not. */
    @ParameterizedTest
    @EnumSource
    void failedConnectionsLeaveNoSecretEvenUnclosed(ProtocolVersion version) throws Exception {
        assertThat(Remains.after(secret -> {
                    var client = Parties.client(clocks)
                            .protocols(version)
                            .insecureKeyLog(watched(secret))
                            .build();
                    pair = Pair.of(
                                    client,
                                    Parties.server(clocks).protocols(version).build())
                            .handshake()
                            .exchange();
                    pair.wire((direction, record) -> {
                        if (direction == Direction.TO_SERVER) {
                            record[record.length - 1] ^= 1;
                        }
                        return List.of(record);
                    });
                    pair.client().send(new byte[10]);
                    pair.run();
                    assertThat(pair.server().failure()).isInstanceOf(ProtocolException.class);
                    assertThat(pair.client().failure()).isInstanceOf(PeerAlertException.class);
                }))
                .isEmpty();
        pair.close();
    }

    @ParameterizedTest
    @EnumSource
    void openConnectionsHoldTheirSecrets(ProtocolVersion version) throws Exception {
        assertThat(Remains.after(secret -> {
                    pair = Pair.of(
                                    Parties.client(clocks)
                                            .protocols(version)
                                            .insecureKeyLog(watched(secret))
                                            .build(),
                                    Parties.server(clocks).protocols(version).build())
                            .handshake();
                }))
                .containsKey(Form.BYTES);
        pair.close();
    }

    private KeyLog watched(Remains secret) {
        return (label, random, value) -> {
            logged++;
            secret.watch(value.clone());
        };
    }

    private static void full(ClientConfig client, ServerConfig server) throws TlsException {
        boolean resumed = false;
        for (int i = 0; i < 2; i++) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
            }
            resumed = true;
        }
    }
}
