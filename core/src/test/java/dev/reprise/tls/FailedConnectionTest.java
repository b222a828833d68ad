package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client's failed connection leaves to resume from: nothing of its own, and all of others'. */
class FailedConnectionTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final ServerConfig server = Parties.server(clocks).build();

    @ParameterizedTest
    @CsvSource({"TLS_1_2, TO_CLIENT", "TLS_1_2, TO_SERVER", "TLS_1_3, TO_CLIENT", "TLS_1_3, TO_SERVER"})
    @DisplayName(
            "RFC 5246 section 7.2.2, RFC 9846 section 6: no session of a connection that a fatal alert ended resumes")
    void forgetsTheSessionsOfAConnectionThatAFatalAlertEnded(ProtocolVersion version, Direction damaged) {
        var client = client(version);
        assertThat(failAfterHandshake(client, damaged).client().failure()).isNotNull();
        assertThat(store.stored()).isPositive();
        assertFull(client, NotOffered.NONE);
    }

    @Test
    void forgetsATls12SessionWhoseResumedConnectionFails() {
        var client = client(ProtocolVersion.TLS_1_2);
        visit(client, HandshakeKind.FULL);
        var pair = failAfterHandshake(client, Direction.TO_CLIENT);
        assertThat(pair.client().engine().info().resumed()).isTrue();
        assertFull(client, NotOffered.NONE);
    }

    @Test
    void keepsTheTls13TicketsOfOtherConnections() {
        var client = client(ProtocolVersion.TLS_1_3);
        visit(client, HandshakeKind.FULL);
        int fromTheFirst = store.stored();
        failAfterHandshake(client, Direction.TO_CLIENT);
        assertThat(store.stored()).isGreaterThan(fromTheFirst);
        store.ignoreNew(true);
        for (int left = fromTheFirst - 1; left > 0; left--) {
            visit(client, HandshakeKind.RESUMED);
        }
        assertFull(client, NotOffered.NONE);
    }

    @Test
    @DisplayName(
            "RFC 7627 section 5.3: a session the server no longer takes with extended master secret fails one connection")
    void failsOneConnectionOverASessionAndNoMore() {
        var client = client(ProtocolVersion.TLS_1_2);
        visit(client, HandshakeKind.FULL);
        var forgetful = Pair.lyingServer(
                server,
                message -> List.of(
                        message instanceof ServerHello hello
                                ? Messages.without(hello, ExtendedMasterSecret.class)
                                : message));
        var pair = Pair.of(Pair.engine(client, Pair.NAME), forgetful).run();
        assertThat(pair.client().failure()).isInstanceOf(ProtocolException.class);
        assertFull(client, NotOffered.NONE);
    }

    @Test
    void forgetsTheCompanionsOfATicketOverWhichAHandshakeFailed() {
        var client = client(ProtocolVersion.TLS_1_3);
        visit(client, HandshakeKind.FULL);
        var wrong = Pair.lyingServer(server, message -> {
            var zeros = Bytes.wrap(new byte[48]); // as long as TLS_AES_256_GCM_SHA384's
            return List.of(message instanceof Finished ? new Finished(zeros) : message);
        });
        var pair = Pair.of(Pair.engine(client, Pair.NAME), wrong).run();
        assertAborted(pair.client(), Reason.BAD_FINISHED, pair.server());
        assertFull(client, NotOffered.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheSessionsOfATruncatedConnection(ProtocolVersion version) throws Exception {
        var client = client(version);
        Pair.of(client, server).handshake().exchange().cut(Direction.TO_CLIENT).close();
        visit(client, HandshakeKind.RESUMED);
    }

    @Test
    void keepsATls12SessionThroughATimeoutWhichIsAWarning() throws Exception {
        var client = client(ProtocolVersion.TLS_1_2);
        visit(client, HandshakeKind.FULL);
        var slow = Pair.engine(client, Pair.NAME);
        slow.engine().abort(Reason.HANDSHAKE_TIMEOUT, "too slow");
        assertThat(Pair.of(slow, server.engine()).run().client().failure()).isInstanceOf(ProtocolException.class);
        visit(client, HandshakeKind.RESUMED);
    }

    @Test
    void tellsOfAStoreThatCannotForget() {
        var client = client(ProtocolVersion.TLS_1_3);
        var damage = new boolean[1];
        var pair = damaging(client, Direction.TO_CLIENT, damage);
        store.fail("read-only");
        fail(pair, Direction.TO_CLIENT, damage);
        assertThat(pair.client().engine().info().storeFailure()).contains("read-only");
    }

    private ClientConfig client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version).sessions(store).build();
    }

    private void visit(ClientConfig client, HandshakeKind kind) {
        try (var pair = Pair.of(client, server).run().exchange()) {
            assertThat(pair.client().failure()).isNull();
            assertThat(pair.client().engine().info().handshakeKind()).isEqualTo(kind);
        }
    }

    private void assertFull(ClientConfig client, NotOffered why) {
        try (var pair = Pair.of(client, server).run().exchange()) {
            assertThat(pair.client().failure()).isNull();
            assertThat(pair.client().engine().info().handshakeKind()).isEqualTo(HandshakeKind.FULL);
            assertThat(pair.client().engine().info().notOffered()).isEqualTo(Optional.of(why));
        }
    }

    private Pair failAfterHandshake(ClientConfig client, Direction damaged) {
        var damage = new boolean[1];
        return fail(damaging(client, damaged, damage), damaged, damage);
    }

    private Pair damaging(ClientConfig client, Direction damaged, boolean[] damage) {
        return Pair.of(client, server)
                .wire((direction, record) -> {
                    if (damage[0] && direction == damaged) {
                        record[record.length - 1] ^= 1;
                    }
                    return List.of(record);
                })
                .run()
                .exchange();
    }

    private static Pair fail(Pair pair, Direction damaged, boolean[] damage) {
        damage[0] = true;
        (damaged == Direction.TO_CLIENT ? pair.server() : pair.client()).send(new byte[10]);
        return pair.run();
    }
}
