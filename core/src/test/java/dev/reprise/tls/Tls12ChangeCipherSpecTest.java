package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When TLS 1.2 changes keys, and the Finished that follows: each breach has its reason and alert. */
class Tls12ChangeCipherSpecTest {
    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

    private LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void refusesChangeCipherSpecBeforeItsTime() { // CVE-2014-0224
        var early = pair(Direction.TO_SERVER, 22, record -> List.of(record, CHANGE_CIPHER_SPEC));
        assertAborted(early.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, early.client());
        var before = pair(Direction.TO_CLIENT, 22, record -> List.of(CHANGE_CIPHER_SPEC, record));
        assertAborted(before.client(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, before.server());
    }

    @Test
    void refusesChangeCipherSpecTwice() {
        // The second one is not protected, as all that follows the first one must be.
        var server = pair(Direction.TO_SERVER, 20, record -> List.of(record, record));
        assertAborted(server.server(), Reason.BAD_RECORD, server.client());
        var client = pair(Direction.TO_CLIENT, 20, record -> List.of(record, record));
        assertAborted(client.client(), Reason.BAD_RECORD, client.server());
    }

    @ParameterizedTest
    @ValueSource(strings = {"140303000102", "140303000100", "14030300020101", "1403030000"})
    void refusesChangeCipherSpecWithOtherContent(String record) {
        var bad = Bytes.ofHex(record).toArray();
        var server = pair(Direction.TO_SERVER, 20, r -> List.of(bad));
        assertAborted(server.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, server.client());
    }

    @Test
    void refusesFinishedBeforeChangeCipherSpec() {
        var finished = HandshakeMessage.encode(new Finished(Bytes.wrap(new byte[12])));
        var record = Bytes.ofHex("16030300" + "10" + finished).toArray();
        var server = pair(Direction.TO_SERVER, 20, r -> List.of(record));
        assertAborted(server.server(), Reason.UNEXPECTED_MESSAGE, server.client());
        var noTickets = Pair.of(
                        peers.client().build(),
                        peers.server().sessionLifetime(Duration.ZERO).build())
                .wire((direction, r) -> List.of(direction == Direction.TO_CLIENT && r[0] == 20 ? record : r))
                .run();
        assertAborted(noTickets.client(), Reason.UNEXPECTED_MESSAGE, noTickets.server());
    }

    @Test
    void refusesProtectedRecordsBeforeChangeCipherSpec() {
        for (var direction : Direction.values()) {
            var pair = pair(direction, 20, record -> List.of());
            var end = direction == Direction.TO_SERVER ? pair.server() : pair.client();
            assertThat(end.failure()).isInstanceOf(ProtocolException.class);
            assertThat(end.received()).isEmpty();
        }
    }

    @Test
    void refusesChangeCipherSpecInsideMessage() {
        var half = Bytes.ofHex("1603030005" + "10000021" + "20").toArray();
        var server = pair(Direction.TO_SERVER, 20, record -> List.of(half, record));
        assertAborted(server.server(), Reason.KEY_CHANGE_INSIDE_RECORD, server.client());
        assertThat(Reason.KEY_CHANGE_INSIDE_RECORD.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void refusesFinishedThatDoesNotVerify() throws Exception {
        Lie wrong = m ->
                List.of(m instanceof Finished finished ? new Finished(Messages.flipped(finished.verifyData())) : m);
        for (boolean resumed : new boolean[] {false, true}) {
            assertThat(peers.store.stored() > 0).isEqualTo(resumed);
            peers.serverLie(Reason.BAD_FINISHED, wrong);
            peers.clientLie(Reason.BAD_FINISHED, wrong);
            peers.visit();
        }
    }

    @Test
    void refusesFinishedReplayed() throws Exception {
        peers.visit();
        peers.clientLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Finished ? List.of(m, m) : List.of(m));
        peers = new LyingPeers(ProtocolVersion.TLS_1_2);
        peers.serverLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Finished ? List.of(m, m) : List.of(m));
    }

    private Pair pair(Direction where, int type, Function<byte[], List<byte[]>> change) {
        return Pair.of(peers.client().build(), peers.server().build())
                .wire((direction, record) ->
                        direction == where && record[0] == type ? change.apply(record) : List.of(record))
                .run();
    }
}
