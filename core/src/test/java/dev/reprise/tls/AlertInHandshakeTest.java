package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts before the handshake is done: what a level means, and what goes before one of ours. */
class AlertInHandshakeTest {
    private static final int HANDSHAKE = 22;

    private final RingClocks clocks = new RingClocks();

    @Test
    void inTls12AFatalUserCanceledEndsTheConnection() throws Exception { // RFC 5246 section 7.2
        try (var pair = canceled(2)) {
            assertThat(pair.client().failure())
                    .isInstanceOfSatisfying(
                            PeerAlertException.class,
                            alert -> assertThat(alert.code()).isEqualTo(AlertDescription.USER_CANCELED.code()));
            assertThat(pair.client().engine().established()).isFalse();
        }
        try (var pair = canceled(1)) {
            assertThat(pair.client().failure()).as("a warning").isNull();
            assertThat(pair.client().engine().established()).isTrue();
        }
    }

    /** Let user_canceled follow the server's first flight. */
    private Pair canceled(int level) {
        var first = new boolean[] {true};
        return Pair.of(
                        Parties.client(clocks)
                                .protocols(ProtocolVersion.TLS_1_2)
                                .build(),
                        Parties.server(clocks).build())
                .wire((direction, record) -> {
                    if (direction == Direction.TO_SERVER || !first[0]) {
                        return List.of(record);
                    }
                    first[0] = false;
                    return List.of(record, RecordPeer.plain(21, (byte) level, (byte) 90));
                })
                .run();
    }

    /** In compatibility mode a client's second flight begins with change_cipher_spec, whatever it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChangeCipherSpecGoesBeforeTheClientsFirstProtectedAlert(boolean retried) { // RFC 9846 appendix E.4
        var types = new ArrayList<Integer>();
        var other = TestCertificates.root("Another Root");
        var client = TlsConfig.client()
                .roots(List.of(other.certificate()))
                .clocks(clocks.clocks())
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        var server = Parties.server(clocks);
        if (retried) {
            server.groups(NamedGroup.SECP256R1);
        }
        try (var pair = Pair.of(client, server.build())
                .wire((direction, record) -> {
                    if (direction == Direction.TO_SERVER) {
                        types.add((int) record[0]);
                    }
                    return List.of(record);
                })
                .run()) {
            assertThat(pair.client().failure()).isNotNull();
            assertThat(pair.server().failure()).isInstanceOf(PeerAlertException.class);
        }
        assertThat(types).isEqualTo(retried ? List.of(HANDSHAKE, 20, HANDSHAKE, 23) : List.of(HANDSHAKE, 20, 23));
    }
}
