package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.HandshakeCounts.Established;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a config counts of its connections. */
class HandshakeCountsTest {
    private final RingClocks clocks = new RingClocks();
    private final ClientConfig client = Parties.client(clocks).build();
    private final ServerConfig server = Parties.server(clocks).build();

    @Test
    void countsHandshakes() throws Exception {
        for (int i = 0; i < 2; i++) {
            Pair.of(client, server).handshake().close();
        }
        var kinds = Map.of(new Established(ProtocolVersion.TLS_1_3, HandshakeKind.FULL), 2L);
        assertThat(client.counts().established()).isEqualTo(kinds);
        assertThat(server.counts().established()).isEqualTo(kinds);
        assertThat(client.counts().notOffered()).isEqualTo(Map.of(NotOffered.NO_STORE, 2L));
        assertThat(client.counts().done()).isEqualTo(2);
        assertThat(client.counts().resumed()).isZero();
    }

    @Test
    void countsFailuresByWhoEndedTheHandshake() throws Exception {
        Pair.of(client, server, "example.com").run();
        assertThat(client.counts().failed()).isEqualTo(Map.of(Reason.NAME_MISMATCH, 1L));
        assertThat(server.counts().failedByPeer()).isEqualTo(Map.of("bad_certificate", 1L));
        assertThat(client.counts().done() + server.counts().done()).isZero();
    }

    @Test
    void countsAHandshakeThatEndsWithItsTransport() {
        var engine = server.engine();
        assertThat(catchThrowable(engine::endOfInput)).isNotNull();
        assertThat(server.counts().failedByEnd()).isEqualTo(1);
    }
}
