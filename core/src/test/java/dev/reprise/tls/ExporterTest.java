package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported keying material (RFC 9846 section 7.5): equal at both ends, different for all else. */
class ExporterTest {
    private static final String LABEL = "EXPERIMENTAL reprise";

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(
            value = CipherSuite.class,
            names = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"})
    void agreesAtBothEndsAndDiffersByEverythingElse(CipherSuite suite) throws Exception {
        var client = Parties.client(clocks)
                .cipherSuites(suite)
                .sessions(new SessionCache(4, clocks.clocks()))
                .build();
        var server = Parties.server(clocks).build();
        Set<String> seen = new HashSet<>();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
                assertThat(seen.add(agreed(pair, LABEL, null, 32))).isTrue();
                assertThat(seen.add(agreed(pair, LABEL, new byte[] {1}, 32))).isTrue();
                assertThat(seen.add(agreed(pair, LABEL + "2", null, 32))).isTrue();
                assertThat(seen.add(agreed(pair, LABEL, null, 33))).isTrue();
                assertThat(agreed(pair, LABEL, null, 33).substring(0, 64)).isNotIn(seen);
                // Section 7.5: no context is the same as an empty one.
                assertThat(agreed(pair, LABEL, new byte[0], 32)).isEqualTo(agreed(pair, LABEL, null, 32));
            }
        }
    }

    private static String agreed(Pair pair, String label, byte @Nullable [] context, int length) {
        var client = pair.client().engine().exportKeyingMaterial(label, context, length);
        assertThat(client).hasSize(length);
        assertThat(pair.server().engine().exportKeyingMaterial(label, context, length))
                .isEqualTo(client);
        return HexFormat.of().formatHex(client);
    }

    @Test
    void refusesWhatIsOutOfRange() throws Exception {
        try (var pair = Pair.of(
                        Parties.client(clocks).build(), Parties.server(clocks).build())
                .handshake()) {
            var engine = pair.client().engine();
            assertThatThrownBy(() -> engine.exportKeyingMaterial("", null, 32))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.exportKeyingMaterial("x".repeat(250), null, 32))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.exportKeyingMaterial("\u00e9", null, 32))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.exportKeyingMaterial(LABEL, null, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.exportKeyingMaterial(LABEL, null, 255 * 48 + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void agreesInTls12WhereNoContextIsNotAnEmptyOne() throws Exception { // RFC 5705 section 4
        var client = Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_2)
                .sessions(new SessionCache(4, clocks.clocks()))
                .build();
        var server = Parties.server(clocks).build();
        Set<String> seen = new HashSet<>();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
                assertThat(seen.add(agreed(pair, LABEL, null, 32))).isTrue();
                assertThat(seen.add(agreed(pair, LABEL, new byte[0], 32))).isTrue();
                assertThat(seen.add(agreed(pair, LABEL, new byte[] {1}, 32))).isTrue();
                assertThatThrownBy(() -> pair.client().engine().exportKeyingMaterial("key expansion", null, 32))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void isNotThereWithoutExtendedMasterSecret() throws Exception { // RFC 7627 section 5.4
        var client = Pair.lyingClient(
                Parties.client(clocks).protocols(ProtocolVersion.TLS_1_2).build(),
                m -> List.of(
                        m instanceof ClientHello hello
                                ? Messages.with(hello, Messages.without(hello.extensions(), ExtendedMasterSecret.class))
                                : m));
        try (var pair = Pair.of(client, Parties.server(clocks).build().engine()).handshake()) {
            for (var end : new End[] {pair.client(), pair.server()}) {
                assertThatThrownBy(() -> end.engine().exportKeyingMaterial(LABEL, null, 32))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void isThereFromHandshakeToClose() throws Exception {
        var pair =
                Pair.of(Parties.client(clocks).build(), Parties.server(clocks).build());
        assertThatThrownBy(() -> pair.client().engine().exportKeyingMaterial(LABEL, null, 32))
                .isInstanceOf(IllegalStateException.class);
        pair.handshake();
        pair.server().engine().closeOutput();
        pair.run();
        assertThat(agreed(pair, LABEL, null, 32)).hasSize(64);
        pair.close();
        for (var end : new End[] {pair.client(), pair.server()}) {
            assertThatThrownBy(() -> end.engine().exportKeyingMaterial(LABEL, null, 32))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void endsWithConnectionThatFails() throws Exception {
        var pair = Pair.of(
                        Parties.client(clocks).build(), Parties.server(clocks).build())
                .handshake();
        pair.cut(Pair.Direction.TO_CLIENT);
        // Truncation ends reading only; what both sides know stays known.
        assertThat(agreed(pair, LABEL, null, 32)).hasSize(64);
        pair.wire((direction, record) -> {
            record[record.length - 1] ^= 1;
            return List.of(record);
        });
        pair.client().send(new byte[1]);
        pair.run();
        assertThat(pair.server().failure()).isNotNull();
        assertThatThrownBy(() -> pair.server().engine().exportKeyingMaterial(LABEL, null, 32))
                .isInstanceOf(IllegalStateException.class);
    }
}
