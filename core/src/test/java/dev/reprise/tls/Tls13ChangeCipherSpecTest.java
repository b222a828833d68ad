package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When change_cipher_spec has no place in TLS 1.3 (RFC 9846 section 5). */
class Tls13ChangeCipherSpecTest {
    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_3);

    @Test
    void refusesChangeCipherSpecAfterTheHandshake() throws Exception {
        for (boolean toServer : new boolean[] {true, false}) {
            var late = new boolean[1];
            var pair = Pair.of(peers.client().build(), peers.server().build())
                    .wire((direction, record) -> {
                        boolean now = late[0];
                        late[0] = false;
                        return now ? List.of(CHANGE_CIPHER_SPEC, record) : List.of(record);
                    })
                    .handshake();
            late[0] = true;
            var from = toServer ? pair.client() : pair.server();
            var to = toServer ? pair.server() : pair.client();
            from.send(new byte[] {1});
            pair.run();
            assertAborted(to, Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, from);
            assertThat(to.received()).isEmpty();
        }
    }

    @Test
    void refusesChangeCipherSpecBeforeTheClientHello() {
        var pair = Pair.of(peers.client().build(), peers.server().build())
                .wire((direction, record) -> List.of(CHANGE_CIPHER_SPEC, record))
                .run();
        assertAborted(pair.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, pair.client());
    }
}
