package dev.reprise.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Sealer;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls that move one whole record or nothing, between several buffers of any kind. */
class RecordByRecordTest {
    private static final ByteBuffer[] NOTHING = {};
    private static final byte[] HELLO = RecordPeer.plain(22, RecordPeer.HELLO);

    private final RecordPeer peer = new RecordPeer();

    /** How the buffers of a call lie, in turn. */
    enum Mix {
        HEAP,
        DIRECT,
        READ_ONLY,
        ALL;

        /** Cut some bytes into sources. */
        ByteBuffer[] sources(byte[] data, int... sizes) {
            var buffers = new ByteBuffer[sizes.length];
            int at = 0;
            for (int i = 0; i < sizes.length; i++) {
                var buffer = direct(i) ? ByteBuffer.allocateDirect(sizes[i]) : ByteBuffer.allocate(sizes[i]);
                buffer.put(data, at, sizes[i]).flip();
                at += sizes[i];
                buffers[i] = this == READ_ONLY || (this == ALL && i % 3 == 2) ? buffer.asReadOnlyBuffer() : buffer;
            }
            return buffers;
        }

        ByteBuffer[] targets(int... sizes) {
            var buffers = new ByteBuffer[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                buffers[i] = direct(i) ? ByteBuffer.allocateDirect(sizes[i]) : ByteBuffer.allocate(sizes[i]);
            }
            return buffers;
        }

        private boolean direct(int i) {
            return this == DIRECT || (this == ALL && i % 3 == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gathersOneRecordACall(Mix mix) throws Exception {
        var engine = established();
        var data = numbered(40_000);
        var sources = mix.sources(data, 0, 10, 0, 16_000, 400, 23_590);
        var expected = new int[] {16_384, 16_384, 7_232};
        var received = new ByteArrayOutputStream();
        for (int length : expected) {
            var out = mix.targets(0, TlsEngine.MAX_RECORD_BYTES)[1];
            assertThat(engine.writeRecord(sources, 0, sources.length, out)).isEqualTo(Status.OK);
            var records = peer.read(taken(out));
            assertThat(records).hasSize(1);
            assertThat(records.get(0).content().length()).isEqualTo(length);
            received.writeBytes(records.get(0).content().toArray());
        }
        assertThat(received.toByteArray()).isEqualTo(data);
        var out = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
        assertThat(engine.writeRecord(sources, 0, sources.length, out)).isEqualTo(Status.OK);
        assertThat(out.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void gathersTheBuffersThatAreNamedAndNoOthers(Mix mix) throws Exception {
        var engine = established();
        var sources = mix.sources(numbered(9), 2, 3, 4);
        var out = ByteBuffer.allocate(99);
        assertThat(engine.writeRecord(sources, 1, 1, out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .extracting(RecordPeer.Received::content)
                .containsExactly(Bytes.wrap(new byte[] {2, 3, 4}));
        assertThat(sources[0].remaining()).isEqualTo(2);
        assertThat(sources[2].remaining()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void consumesNothingThatFindsNoRoom(Mix mix) throws Exception {
        var engine = established();
        var sources = mix.sources(numbered(10), 4, 6);
        var small = mix.targets(9 + Sealer.MAX_OVERHEAD)[0];
        assertThat(engine.writeRecord(sources, 0, 2, small)).isEqualTo(Status.NEED_ROOM);
        assertThat(small.position()).isZero();
        assertThat(sources[0].remaining() + sources[1].remaining()).isEqualTo(10);
    }

    @Test
    void refusesBuffersBeforeItConsumes() throws Exception {
        var engine = established();
        var array = new byte[300];
        var sources = new ByteBuffer[] {ByteBuffer.allocate(5), ByteBuffer.wrap(array, 100, 100)};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.writeRecord(sources, 0, 2, ByteBuffer.wrap(array, 150, 150)));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.writeRecord(sources, 0, 2, sources[0]));
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> engine.writeRecord(
                        sources, 0, 2, ByteBuffer.allocate(999).asReadOnlyBuffer()));
        assertThat(sources[0].remaining() + sources[1].remaining()).isEqualTo(105);
        var record = ByteBuffer.wrap(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1}));
        var targets =
                new ByteBuffer[] {ByteBuffer.allocate(5), ByteBuffer.allocate(5).asReadOnlyBuffer()};
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> engine.readRecord(record, targets, 0, 2));
        assertThat(record.position()).isZero();
        assertThat(engine.readRecord(record, targets, 0, 1)).isEqualTo(Status.OK);
    }

    @Test
    void answersAKeyUpdateInTheCallThatSendsData() throws Exception { // RFC 9846 section 4.7.3
        var engine = established();
        engine.readRecord(ByteBuffer.wrap(peer.keyUpdate(true)), new ByteBuffer[] {ByteBuffer.allocate(99)}, 0, 1);
        var out = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
        var sources = Mix.HEAP.sources(numbered(3), 3);
        assertThat(engine.writeRecord(sources, 0, 1, out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .extracting(RecordPeer.Received::type)
                .containsExactly(ContentType.HANDSHAKE, ContentType.APPLICATION_DATA);
    }

    /** A flight comes out in whole records, however much room there is, once a record fits. */
    @Test
    void cutsNoRecordOfAFlight() throws Exception {
        var clocks = new RingClocks();
        var client = Parties.client(clocks).build().engine(Pair.NAME, Pair.PORT);
        requireNonNull(client.task()).run();
        var server = Parties.server(clocks).build().engine();
        var hello = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
        client.writeRecord(NOTHING, 0, 0, hello);
        server.readRecord(hello.flip(), NOTHING, 0, 0);
        requireNonNull(server.task()).run();
        var sizes = new ArrayList<Integer>();
        int room = 1;
        while (server.want() == TlsEngine.Want.OUTPUT) {
            var out = ByteBuffer.allocate(room);
            var status = server.writeRecord(NOTHING, 0, 0, out);
            if (status == Status.NEED_ROOM) {
                assertThat(out.position()).isZero();
                room++;
                continue;
            }
            for (var record : RecordPeer.split(taken(out))) {
                sizes.add(record.length);
            }
        }
        assertThat(room).isEqualTo(sizes.stream().mapToInt(i -> i).max().orElseThrow());
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void bringsOutTheRestOfARecordThatWasCut() throws Exception {
        var engine = established();
        engine.closeOutput();
        var out = ByteBuffer.allocate(99).limit(7);
        assertThat(engine.write(ByteBuffer.allocate(0), out)).isEqualTo(Status.OK);
        out.limit(23);
        assertThat(engine.writeRecord(NOTHING, 0, 0, out))
                .as("16 of the 17 bytes")
                .isEqualTo(Status.NEED_ROOM);
        out.limit(24);
        assertThat(engine.writeRecord(NOTHING, 0, 0, out)).isEqualTo(Status.OK);
        assertThat(peer.read(taken(out)))
                .extracting(RecordPeer.Received::content)
                .containsExactly(Bytes.ofHex("0100"));
        assertThat(engine.writeRecord(NOTHING, 0, 0, out)).isEqualTo(Status.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void scattersARecordOverSeveralTargets(Mix mix) throws Exception {
        if (mix == Mix.READ_ONLY) {
            return; // Of sources alone.
        }
        var engine = established();
        var data = numbered(1_000);
        var record = mix.sources(peer.sealed(ContentType.APPLICATION_DATA, data), 1_022)[0];
        var targets = mix.targets(0, 7, 0, 900, 92, 1);
        assertThat(engine.readRecord(record, targets, 0, 5))
                .as("999 bytes of room")
                .isEqualTo(Status.NEED_ROOM);
        assertThat(record.position()).isZero();
        assertThat(engine.readRecord(record, targets, 0, 6)).isEqualTo(Status.OK);
        assertThat(record.hasRemaining()).isFalse();
        var received = new ByteArrayOutputStream();
        for (var target : targets) {
            assertThat(target.hasRemaining()).isFalse();
            received.writeBytes(taken(target));
        }
        assertThat(received.toByteArray()).isEqualTo(data);
    }

    /** The bound is that of this record, and exact without padding: as much as data has been sent. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "TLS_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
            })
    void needsNoMoreRoomThanTheRecordHasData(CipherSuite suite) throws Exception {
        var clocks = new RingClocks();
        try (var pair = Pair.of(
                        Parties.client(clocks).cipherSuites(suite).build(),
                        Parties.server(clocks).build())
                .handshake()) {
            for (int length : new int[] {1, 100, 16_384}) {
                var record = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
                pair.client().engine().writeRecord(new ByteBuffer[] {ByteBuffer.wrap(numbered(length))}, 0, 1, record);
                record.flip();
                var engine = pair.server().engine();
                var small = new ByteBuffer[] {ByteBuffer.allocate(length - 1)};
                assertThat(engine.readRecord(record, small, 0, 1)).isEqualTo(Status.NEED_ROOM);
                assertThat(record.position()).isZero();
                var exact = new ByteBuffer[] {ByteBuffer.allocate(length)};
                assertThat(engine.readRecord(record, exact, 0, 1)).isEqualTo(Status.OK);
                assertThat(exact[0].array()).isEqualTo(numbered(length));
            }
        }
    }

    /** In the handshake, and in TLS 1.2 for what is no application data, targets without any room are as good as others. */
    @ParameterizedTest
    @EnumSource
    void needsNoRoomInTheHandshake(ProtocolVersion version) throws Exception {
        var clocks = new RingClocks();
        var client = Parties.client(clocks).protocols(version).build().engine(Pair.NAME, Pair.PORT);
        var server = Parties.server(clocks).build().engine();
        for (int i = 0; i < 20 && !(client.established() && server.established()); i++) {
            move(client, server);
            move(server, client);
        }
        assertThat(client.established() && server.established()).isTrue();
        if (version == ProtocolVersion.TLS_1_2) {
            client.closeOutput();
            move(client, server);
            assertThat(server.readRecord(ByteBuffer.allocate(0), NOTHING, 0, 0)).isEqualTo(Status.CLOSED);
        }
    }

    private static void move(TlsEngine from, TlsEngine to) throws TlsException {
        var wire = ByteBuffer.allocate(1 << 16);
        for (var task = from.task(); task != null; task = from.task()) {
            task.run();
        }
        while (from.want() == TlsEngine.Want.OUTPUT) {
            assertThat(from.writeRecord(NOTHING, 0, 0, wire)).isEqualTo(Status.OK);
        }
        wire.flip();
        boolean more = true;
        for (int i = 0; more && wire.hasRemaining(); i++) {
            assertThat(i).isLessThan(50);
            // Data needs room, and in TLS 1.3 a ticket looks like data.
            more = to.readRecord(wire, NOTHING, 0, 0) == Status.OK;
            for (var task = to.task(); task != null; task = to.task()) {
                task.run();
            }
        }
    }

    private TlsEngine established() throws TlsException {
        var engine =
                new TlsEngine(Engines.server(ScriptedServer.prompt().first()), SessionSink.NONE, new Announcer(null));
        engine.readRecord(ByteBuffer.wrap(HELLO), NOTHING, 0, 0);
        assertThat(engine.writeRecord(NOTHING, 0, 0, ByteBuffer.allocate(9_999)))
                .isEqualTo(Status.OK);
        peer.writeWith(ScriptedServer.secret(1));
        engine.readRecord(ByteBuffer.wrap(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED)), NOTHING, 0, 0);
        peer.writeWith(ScriptedServer.secret(3));
        peer.readWith(ScriptedServer.secret(4));
        return engine;
    }

    private static byte[] numbered(int length) {
        var data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    private static byte[] taken(ByteBuffer buffer) {
        var bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }
}
