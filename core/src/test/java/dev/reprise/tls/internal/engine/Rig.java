package dev.reprise.tls.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A server's engine over a {@link ScriptedServer}, and the peer that talks to it. */
final class Rig {
    static final byte[] HELLO = RecordPeer.plain(22, RecordPeer.HELLO);
    static final byte[] CHANGE_CIPHER_SPEC = RecordPeer.plain(20, (byte) 1);

    final ScriptedServer server;
    final Engine engine;
    final RecordPeer peer = new RecordPeer();

    Rig(ScriptedServer server) {
        this.server = server;
        this.engine = Engines.server(server.first());
    }

    Rig() {
        this(ScriptedServer.prompt());
    }

    /** A rig after its handshake. */
    static Rig established() throws TlsException {
        var rig = new Rig();
        rig.handshakeKeys();
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        rig.applicationKeys();
        return rig;
    }

    /** Give the hello, and move the peer on to handshake keys. */
    void handshakeKeys() throws TlsException {
        give(HELLO);
        assertThat(output())
                .extracting(RecordPeer.Received::type)
                .containsExactly(ContentType.HANDSHAKE, ContentType.CHANGE_CIPHER_SPEC, ContentType.HANDSHAKE);
        peer.writeWith(ScriptedServer.secret(1));
    }

    /** Move the peer on to application keys. */
    void applicationKeys() {
        peer.writeWith(ScriptedServer.secret(3));
        peer.readWith(ScriptedServer.secret(4));
    }

    /** Give one record to the engine; answer the application data in it. */
    Bytes give(byte[] record) throws TlsException {
        int length = engine.recordLength(record, 0, record.length);
        assertThat(length).isEqualTo(record.length);
        var out = new byte[RecordHeader.MAX_RECORD];
        int count = engine.read(record, 0, out, 0, out.length);
        assertThat(count).isNotNegative();
        return Bytes.copyOf(out, 0, count);
    }

    /** Run the task that is due; what a scripted state asserts is the test's, not the connection's. */
    static void runTask(Engine engine) {
        requireNonNull(engine.task()).run();
        var failure = engine.failure();
        if (failure != null && failure.getCause() instanceof AssertionError asserted) {
            throw asserted;
        }
    }

    /** Take all output and read it as the peer. */
    List<RecordPeer.Received> output() throws TlsException {
        return peer.read(drain());
    }

    byte[] drain() throws TlsException {
        var out = new byte[1 << 17];
        int count = engine.drain(out, 0, out.length);
        assertThat(engine.hasOutput()).isFalse();
        return Arrays.copyOf(out, count);
    }

    /** Give a record that must end the connection: for this reason, with its alert, and for good. */
    void refuses(byte[] record, Reason reason) throws TlsException {
        var thrown = catchThrowableOfType(ProtocolException.class, () -> give(record));
        assertThat(thrown).isNotNull();
        assertThat(thrown.reason()).isEqualTo(reason);
        assertEnded(thrown);
    }

    /** Whatever is tried throws a new exception caused by the first; the one alert came out and nothing more will. */
    void assertEnded(ProtocolException thrown) throws TlsException {
        var alert = Bytes.wrap(new byte[] {2, (byte) thrown.alert().code()});
        var output = output();
        assertThat(output).isNotEmpty();
        assertThat(output.get(output.size() - 1).type()).isEqualTo(ContentType.ALERT);
        assertThat(output.get(output.size() - 1).content()).isEqualTo(alert);
        assertEndedSilently(thrown);
    }

    void assertEndedSilently(TlsException thrown) throws TlsException {
        assertThat(engine.failure()).isSameAs(thrown);
        var again = Set.of(
                catchThrowableOfType(TlsException.class, () -> give(HELLO)),
                catchThrowableOfType(TlsException.class, () -> engine.seal(new byte[1], 0, 1, new byte[99], 0)),
                catchThrowableOfType(TlsException.class, engine::endOfInput));
        assertThat(again).hasSize(3).doesNotContain(thrown).allSatisfy(next -> {
            assertThat(next)
                    .hasSameClassAs(thrown)
                    .hasMessage(thrown.getMessage())
                    .hasCause(thrown);
            if (next instanceof ProtocolException ours) {
                assertThat(ours.reason()).isEqualTo(((ProtocolException) thrown).reason());
            }
            if (next instanceof PeerAlertException theirs) {
                assertThat(theirs.code()).isEqualTo(((PeerAlertException) thrown).code());
            }
        });
        engine.closeOutput();
        engine.close();
        assertThat(drain()).isEmpty();
    }

    /** Seal data with the engine, whatever it wants to send before. */
    List<RecordPeer.Received> send(byte... data) throws TlsException {
        var out = new byte[data.length + 99];
        int sealed = engine.seal(data, 0, data.length, out, 0);
        var before = new byte[0];
        while (sealed == 0) {
            before = RecordPeer.join(before, drain());
            sealed = engine.seal(data, 0, data.length, out, 0);
        }
        return peer.read(RecordPeer.join(before, Arrays.copyOf(out, sealed)));
    }
}
