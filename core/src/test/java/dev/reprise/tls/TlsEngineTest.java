package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.TlsEngine.Want;
import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.engine.ScriptedState;
import dev.reprise.tls.internal.engine.TestSessions;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Sealer;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsEngineTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] HELLO = RecordPeer.plain(22, RecordPeer.HELLO);

    /** How a buffer can lie. */
    enum Kind {
        HEAP,
        SLICE,
        DIRECT,
        LITTLE_ENDIAN;

        ByteBuffer of(int size) {
            return switch (this) {
                case HEAP -> ByteBuffer.allocate(size);
                case SLICE ->
                    ByteBuffer.allocate(size + 20)
                            .slice(7, size + 3)
                            .position(3)
                            .slice();
                case DIRECT -> ByteBuffer.allocateDirect(size);
                case LITTLE_ENDIAN -> ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            };
        }

        ByteBuffer of(byte[] content) {
            return of(content.length).put(content).flip();
        }
    }

    private final RecordPeer peer = new RecordPeer();

    @ParameterizedTest
    @EnumSource
    void carriesDataBetweenBuffersOfEveryKind(Kind kind) throws Exception {
        var engine = established();
        var data = new byte[40000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        var out = kind.of(50000);
        var in = kind.of(data);
        while (in.hasRemaining()) {
            assertThat(engine.write(in, out)).isEqualTo(Status.OK);
        }
        assertThat(peer.read(taken(out)))
                .extracting(received -> received.content().length())
                .containsExactly(16384, 16384, 7232);

        var record = peer.sealed(ContentType.APPLICATION_DATA, 3, new byte[] {1, 2, 3});
        var plaintext = kind.of(2000);
        var ciphertext = kind.of(record);
        assertThat(engine.read(ciphertext, plaintext)).isEqualTo(Status.OK);
        assertThat(ciphertext.hasRemaining()).isFalse();
        assertThat(taken(plaintext)).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatFindsNoRoom(Kind kind) throws Exception {
        var engine = established();
        var both = RecordPeer.join(
                peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3, 4}),
                peer.sealed(ContentType.APPLICATION_DATA, new byte[] {5}));
        var ciphertext = kind.of(both);
        var small = kind.of(3);
        assertThat(engine.read(ciphertext, small)).isEqualTo(Status.OK);
        assertThat(engine.read(ciphertext, small)).isEqualTo(Status.NEED_ROOM);
        assertThat(taken(small)).containsExactly(1, 2, 3);
        small.clear();
        assertThat(engine.read(ciphertext, small)).isEqualTo(Status.OK);
        assertThat(ciphertext.remaining()).isEqualTo(27 - 4);
        assertThat(engine.read(ciphertext, small)).isEqualTo(Status.OK);
        assertThat(taken(small)).containsExactly(4, 5);
    }

    @ParameterizedTest
    @EnumSource
    void consumesWholeRecordsOnly(Kind kind) throws Exception {
        var engine = established();
        var record = peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1});
        var plaintext = kind.of(99);
        for (int length = 0; length < record.length; length++) {
            var part = kind.of(record).limit(length);
            assertThat(engine.read(part, plaintext)).isEqualTo(Status.NEED_INPUT);
            assertThat(part.position()).isZero();
        }
        assertThat(engine.read(kind.of(record), plaintext)).isEqualTo(Status.OK);
        assertThat(plaintext.position()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void writesAsFarAsThereIsRoom(Kind kind) throws Exception {
        var engine = established();
        assertThat(engine.write(kind.of(new byte[10]), kind.of(9 + Sealer.MAX_OVERHEAD)))
                .isEqualTo(Status.NEED_ROOM);
        assertThat(engine.write(kind.of(new byte[10]), kind.of(10 + Sealer.MAX_OVERHEAD)))
                .isEqualTo(Status.OK);
        engine.closeOutput();
        var one = kind.of(1);
        assertThat(engine.write(NOTHING, kind.of(0))).isEqualTo(Status.NEED_ROOM);
        for (int i = 0; i < 24; i++) {
            assertThat(engine.write(NOTHING, one.clear())).isEqualTo(Status.OK);
        }
        assertThat(engine.write(NOTHING, one.clear())).isEqualTo(Status.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTargetsThatCannotTakeAnythingBeforeItConsumes(Kind kind) throws Exception {
        var engine = established();
        var data = kind.of(new byte[] {7, 8});
        var out = kind.of(200);
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> engine.write(data, out.asReadOnlyBuffer()));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.write(data, data));
        assertThat(engine.write(data.asReadOnlyBuffer(), out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .extracting(RecordPeer.Received::content)
                .containsExactly(Bytes.ofHex("0708"));

        var in = kind.of(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3}));
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> engine.read(in, kind.of(99).asReadOnlyBuffer()));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.read(in, in));
        var plaintext = kind.of(99);
        assertThat(engine.read(in.asReadOnlyBuffer(), plaintext)).isEqualTo(Status.OK);
        assertThat(taken(plaintext)).containsExactly(1, 2, 3);
    }

    @Test
    void refusesToSealOverWhatItReadsFrom() throws Exception {
        var engine = established();
        var array = new byte[300];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) i;
        }
        for (int at : new int[] {0, 95, 100, 105, 199}) {
            var data = ByteBuffer.wrap(array, 100, 100);
            var out = ByteBuffer.wrap(array, at, 101);
            assertThatIllegalArgumentException().isThrownBy(() -> engine.write(data, out));
            assertThat(data.remaining()).isEqualTo(100);
        }
        // Side by side in one array, and a source with nothing in it, are no overlap.
        var out = ByteBuffer.wrap(array, 150, 150).slice();
        assertThat(engine.write(ByteBuffer.wrap(array, 200, 0), out)).isEqualTo(Status.OK);
        assertThat(engine.write(ByteBuffer.wrap(array, 50, 100), out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .singleElement()
                .satisfies(received -> assertThat(received.content().at(0)).isEqualTo(50));
    }

    @Test
    void refusesToOpenOverWhatItHasNotReadYet() throws Exception {
        var engine = established();
        var array = new byte[300];
        var record = peer.sealed(ContentType.APPLICATION_DATA, new byte[100]);
        System.arraycopy(record, 0, array, 50, record.length);
        var in = ByteBuffer.wrap(array, 50, 150); // and what follows it
        for (int at : new int[] {56, 60, 50 + record.length, 199}) {
            var out = ByteBuffer.wrap(array, at, 300 - at).slice();
            assertThatIllegalArgumentException().isThrownBy(() -> engine.read(in, out));
        }
        assertThat(engine.read(in, ByteBuffer.wrap(array, 200, 10))).isEqualTo(Status.OK);
        assertThat(in.position()).isEqualTo(50 + record.length);
        // 90 bytes are kept, and would run over what comes next.
        for (int at : new int[] {100, in.position(), 199}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.read(in, ByteBuffer.wrap(array, at, 300 - at)));
        }
        var rest = ByteBuffer.wrap(array, 0, 90);
        assertThat(engine.read(in, rest)).isEqualTo(Status.OK);
        assertThat(rest.hasRemaining()).isFalse();
    }

    @Test
    void opensInPlace() throws Exception {
        var engine = established();
        for (int at : new int[] {105, 100, 97, 0}) {
            var array = new byte[300];
            var record = peer.sealed(ContentType.APPLICATION_DATA, "in place".getBytes(US_ASCII));
            System.arraycopy(record, 0, array, 100, record.length);
            var plaintext = ByteBuffer.wrap(array, at, 195);
            assertThat(engine.read(ByteBuffer.wrap(array, 100, record.length), plaintext))
                    .isEqualTo(Status.OK);
            assertThat(new String(array, at, plaintext.position() - at, US_ASCII))
                    .isEqualTo("in place");
        }
    }

    @Test
    void tellsWhatItWants() throws Exception {
        var engine = engine(ScriptedServer.costly().first(), SessionSink.NONE);
        assertThat(engine.want()).isEqualTo(Want.INPUT);
        assertThat(engine.task()).isNull();
        assertThat(engine.write(ByteBuffer.allocate(1), ByteBuffer.allocate(99)))
                .isEqualTo(Status.NEED_INPUT);
        var hello = ByteBuffer.wrap(HELLO);
        assertThat(engine.read(hello, NOTHING)).isEqualTo(Status.OK);
        assertThat(engine.want()).isEqualTo(Want.TASK);
        var early = ByteBuffer.wrap(HELLO);
        assertThat(engine.read(early, NOTHING)).isEqualTo(Status.OK);
        assertThat(early.position()).isZero();
        requireNonNull(engine.task()).run();
        assertThat(engine.want()).isEqualTo(Want.OUTPUT);
        drain(engine);
        assertThat(engine.want()).isEqualTo(Want.INPUT);
        peer.writeWith(ScriptedServer.secret(1));
        engine.read(ByteBuffer.wrap(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED)), NOTHING);
        assertThat(engine.established()).isTrue();
        assertThat(engine.want()).isEqualTo(Want.NOTHING);
        assertThat(engine.info().handshakeKind()).isEqualTo(HandshakeKind.FULL);
        peer.writeWith(ScriptedServer.secret(3));
        engine.read(ByteBuffer.wrap(peer.keyUpdate(true)), NOTHING);
        assertThat(engine.want()).isEqualTo(Want.OUTPUT);
        engine.close();
        assertThat(engine.want()).isEqualTo(Want.OUTPUT);
        drain(engine);
        assertThat(engine.want()).isEqualTo(Want.NOTHING);
        assertThat(engine.read(ByteBuffer.wrap(HELLO), NOTHING)).isEqualTo(Status.CLOSED);
    }

    @Test
    void bringsTheAlertOutBeforeItThrowsFromWrite() throws Exception {
        var engine = established();
        var out = ByteBuffer.allocate(999);
        var thrown = catchThrowableOfType(
                ProtocolException.class, () -> engine.read(ByteBuffer.wrap(RecordPeer.plain(99)), NOTHING));
        assertThat(thrown.reason()).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
        assertThat(engine.want()).isEqualTo(Want.OUTPUT);
        assertThat(engine.write(ByteBuffer.allocate(5), out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .containsExactly(new RecordPeer.Received(ContentType.ALERT, Bytes.ofHex("020a"), true));
        assertThat(engine.want()).isEqualTo(Want.NOTHING);
        assertThat(catchThrowableOfType(ProtocolException.class, () -> engine.write(NOTHING, out)))
                .isNotSameAs(thrown)
                .hasCause(thrown)
                .extracting(ProtocolException::reason)
                .isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
    }

    @Test
    void givesTicketsToTheStoreBesideTheConnection() throws Exception {
        var stored = new ArrayList<Session>();
        var refused = new ArrayList<Boolean>();
        var sink = new SessionSink() {
            @Override
            public void offered(Session session) {}

            @Override
            public void tickets(List<Session> sessions) {
                stored.addAll(sessions);
            }

            @Override
            public void refused() {
                refused.add(true);
            }

            @Override
            public void failed(boolean established) {
                throw new AssertionError("nothing failed");
            }
        };
        var sessions = List.of(TestSessions.session(1), TestSessions.session(2));
        var engine = engine(reporting(sessions), sink);
        engine.read(ByteBuffer.wrap(HELLO), NOTHING);
        assertThat(engine.want()).as("no task after the handshake").isEqualTo(Want.NOTHING);
        assertThat(engine.task()).isNull();
        assertThat(stored).isEmpty();
        var work = requireNonNull(engine.deferred());
        assertThat(engine.deferred()).as("handed out already").isNull();
        work.run();
        assertThat(stored).isEqualTo(sessions);
        assertThat(refused).hasSize(1);
        assertThat(engine.want()).isEqualTo(Want.NOTHING);
        assertThat(engine.deferred()).isNull();
        assertThat(engine.info().storeFailure()).isEmpty();
    }

    @Test
    void goesOnWhenTheStoreFails() throws Exception {
        for (var failure : new Exception[] {new IOException("disk full"), new IllegalStateException("disk full")}) {
            var offered = new ArrayList<Session>();
            var sink = new SessionSink() {
                @Override
                public void offered(Session session) {}

                @Override
                public void tickets(List<Session> sessions) throws IOException {
                    offered.addAll(sessions);
                    refused();
                }

                @Override
                public void refused() throws IOException {
                    if (failure instanceof IOException io) {
                        throw io;
                    }
                    throw (IllegalStateException) failure;
                }

                @Override
                public void failed(boolean established) {
                    throw new AssertionError("nothing failed");
                }
            };
            var sessions = List.of(TestSessions.session(1), TestSessions.session(2));
            var engine = engine(reporting(sessions), sink);
            engine.read(ByteBuffer.wrap(HELLO), NOTHING);
            requireNonNull(engine.deferred()).run();
            assertThat(engine.want()).isEqualTo(Want.NOTHING);
            assertThat(offered).isEqualTo(sessions);
            assertThat(engine.info().storeFailure()).contains("disk full");
        }
    }

    private static ScriptedState reporting(List<Session> sessions) {
        return ScriptedState.waiting((incoming, output) -> {
            output.report(new Event.Established(
                    ProtocolVersion.TLS_1_3,
                    ScriptedServer.SUITE,
                    NamedGroup.X25519,
                    null,
                    null,
                    HandshakeKind.FULL,
                    true,
                    null,
                    List.of()));
            output.report(new Event.SessionRefused());
            sessions.forEach(session -> output.report(new Event.TicketReceived(session)));
            return ScriptedState.established((i, o) -> {
                throw new AssertionError();
            });
        });
    }

    private TlsEngine established() throws TlsException {
        var engine = engine(ScriptedServer.prompt().first(), SessionSink.NONE);
        engine.read(ByteBuffer.wrap(HELLO), NOTHING);
        drain(engine);
        peer.writeWith(ScriptedServer.secret(1));
        engine.read(ByteBuffer.wrap(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED)), NOTHING);
        peer.writeWith(ScriptedServer.secret(3));
        peer.readWith(ScriptedServer.secret(4));
        return engine;
    }

    private static TlsEngine engine(ScriptedState first, SessionSink sink) {
        return new TlsEngine(Engines.server(first), sink, new Announcer(null));
    }

    private static void drain(TlsEngine engine) throws TlsException {
        assertThat(engine.write(NOTHING, ByteBuffer.allocate(9999))).isEqualTo(Status.OK);
    }

    private static byte[] taken(ByteBuffer buffer) {
        var bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }
}
