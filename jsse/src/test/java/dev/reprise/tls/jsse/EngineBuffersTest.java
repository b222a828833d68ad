package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What wrap and unwrap do with the buffers they are given. */
class EngineBuffersTest {
    private static final int HEADER = 5;

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 8] unwrap consumes one whole record per call, however many there are")
    void unwrapTakesOneRecord(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            end.wrap("one".getBytes());
            end.wrap("two".getBytes());
            end.wrap("three".getBytes());
            for (var expected : List.of("one", "two", "three")) {
                var result = end.peer.unwrap();
                assertThat(result.getStatus()).isEqualTo(Status.OK);
                assertThat(result.bytesProduced()).isEqualTo(expected.length());
                assertThat(end.peer.takeReceived()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 8] after the handshake a record is consumed also while output is pending")
    void recordIsTakenWhileOutputIsPending(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ours()) {
            end.peer.wrap("data".getBytes());
            end.engine.closeOutbound();
            assertThat(end.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            var result = end.unwrap();
            assertThat(result.bytesConsumed()).isPositive();
            assertThat(end.takeReceived()).isEqualTo("data");
            return;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 9] less than a record is BUFFER_UNDERFLOW and consumes nothing, in and after the handshake")
    void underflow(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.beginHandshake();
        pair.client.wrap();
        var hello = pair.server.takeIncoming();
        for (int length : new int[] {0, 1, HEADER - 1, HEADER, hello.length - 1}) {
            var part = pair.buffer(Arrays.copyOf(hello, length));
            var result = pair.server.engine.unwrap(part, pair.buffer(1 << 15));
            assertThat(result.getStatus()).as("%d bytes", length).isEqualTo(Status.BUFFER_UNDERFLOW);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(result.bytesProduced()).isZero();
            assertThat(part.position()).isZero();
        }
        pair.server.deliver(hello);
        pair.run();

        pair.client.wrap("data".getBytes());
        var record = pair.server.takeIncoming();
        var part = pair.buffer(Arrays.copyOf(record, record.length - 1));
        var result = pair.server.engine.unwrap(part, pair.buffer(1 << 15));
        assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(part.position()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 9] a record may begin anywhere in its buffer and be followed by a part of the next")
    void recordInTheMiddle(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.client.wrap("data".getBytes());
        var record = pair.server.takeIncoming();
        var buffer = pair.buffer(7 + record.length + 3);
        buffer.position(7).put(record).put(record, 0, 3).position(7);
        var target = pair.buffer(1 << 15);
        target.position(11);
        var result = pair.server.engine.unwrap(buffer, target);
        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isEqualTo(record.length);
        assertThat(buffer.position()).isEqualTo(7 + record.length);
        assertThat(target.position()).isEqualTo(11 + 4);
        assertThat(pair.server.engine.unwrap(buffer, target).getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 10] too small a target is BUFFER_OVERFLOW, consumes nothing, and a larger one gets the record")
    void overflowOfUnwrap(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            var data = new byte[1000];
            Arrays.fill(data, (byte) 'x');
            end.wrap(data);
            var record = pair.buffer(end.peer.takeIncoming());
            for (int room : new int[] {0, 1, 999}) {
                var target = pair.buffer(room);
                var result = end.peer.engine.unwrap(record, target);
                assertThat(result.getStatus()).as("%d bytes", room).isEqualTo(Status.BUFFER_OVERFLOW);
                assertThat(result.bytesConsumed()).isZero();
                assertThat(result.bytesProduced()).isZero();
                assertThat(record.position()).isZero();
                assertThat(target.position()).isZero();
            }
            var target = pair.buffer(record.remaining());
            var result = end.peer.engine.unwrap(record, target);
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesProduced()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 10] never BUFFER_OVERFLOW with getApplicationBufferSize() free, nor with a record's length")
    void noOverflowWithRoomForARecord(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            for (int length : new int[] {1, 100, 16384}) {
                end.wrap(new byte[length]);
                var record = pair.buffer(end.peer.takeIncoming());
                while (record.hasRemaining()) {
                    var room = length == 16384
                            ? end.peer.engine.getSession().getApplicationBufferSize()
                            : record.remaining();
                    var result = end.peer.engine.unwrap(record, pair.buffer(room));
                    assertThat(result.getStatus()).isEqualTo(Status.OK);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 10] a handshake is done with targets of length 0")
    void handshakeNeedsNoTarget(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        var none = ByteBuffer.allocate(0);
        for (int i = 0; i < 100 && (pair.client.finished() == 0 || pair.server.finished() == 0); i++) {
            for (var end : pair.ends()) {
                if (end.finished() > 0) {
                    continue;
                }
                if (end.engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
                    end.step();
                    continue;
                }
                var source = pair.buffer(end.takeIncoming());
                var result = end.note("unwrap", end.engine.unwrap(source, none));
                assertThat(result.getStatus()).isNotEqualTo(Status.BUFFER_OVERFLOW);
                var rest = new byte[source.remaining()];
                source.get(rest);
                end.deliver(rest);
            }
        }
        pair.run();
        pair.exchange();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 11] never BUFFER_OVERFLOW of wrap with getPacketBufferSize() free; else nothing is consumed")
    void overflowOfWrap(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var small = pair.buffer(HEADER);
        var result = pair.client.engine.wrap(pair.buffer(0), small);
        assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
        assertThat(result.bytesProduced()).isZero();
        assertThat(small.position()).isZero();
        pair.handshake();
        for (var end : pair.ends()) {
            var data = pair.buffer(1 << 14);
            result = end.engine.wrap(data, small);
            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(data.position()).isZero();
            var target = pair.buffer(end.engine.getSession().getPacketBufferSize());
            result = end.engine.wrap(data, target);
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesConsumed()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName("[JSSE 12] the sizes never change, and are those of the handshake session, too")
    void sizesAreConstant(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        for (var end : pair.ours()) {
            assertThat(end.engine.getSession().getPacketBufferSize()).isGreaterThanOrEqualTo(16_645);
            assertThat(end.engine.getSession().getApplicationBufferSize()).isGreaterThanOrEqualTo(16_401);
        }
        int packet = pair.ours().get(0).engine.getSession().getPacketBufferSize();
        int application = pair.ours().get(0).engine.getSession().getApplicationBufferSize();
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        for (int i = 0; i < 100 && pair.client.step() | pair.server.step(); i++) {
            for (var end : pair.ours()) {
                for (var session : Arrays.asList(end.engine.getSession(), end.engine.getHandshakeSession())) {
                    if (session != null) {
                        assertThat(session.getPacketBufferSize()).isEqualTo(packet);
                        assertThat(session.getApplicationBufferSize()).isEqualTo(application);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 13] wrap takes at most one record of data, from several sources, and leaves the sources' bytes")
    void wrapTakesOneRecord(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            var data = new byte[40_000];
            Arrays.fill(data, (byte) 'y');
            var source = pair.buffer(data);
            var target = pair.buffer(80_000);
            var result = end.engine.wrap(source, target);
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesConsumed()).isBetween(1, 1 << 14).isEqualTo(source.position());
            target.flip();
            assertThat(target.get(0)).isEqualTo((byte) 23);
            assertThat(target.remaining()).isLessThanOrEqualTo(HEADER + (1 << 14) + 256);
            source.rewind();
            for (int i = 0; i < data.length; i++) {
                assertThat(source.get(i)).isEqualTo((byte) 'y');
            }
            // What was wrapped is not for the peer of this test: the next is out of order for it, so the pair ends
            // here.
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 13] sources are gathered into one record, and unwrap scatters over targets")
    void gatheringAndScattering(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            var sources = new ByteBuffer[] {
                pair.buffer("not".getBytes()),
                pair.buffer("ab".getBytes()),
                pair.buffer(0),
                pair.buffer("cde".getBytes()),
                pair.buffer("nor".getBytes())
            };
            var target = pair.buffer(1 << 15);
            var result = end.engine.wrap(sources, 1, 3, target);
            assertThat(result.bytesConsumed()).isEqualTo(5);
            assertThat(sources[0].position()).isZero();
            assertThat(sources[4].position()).isZero();
            target.flip();
            var targets = new ByteBuffer[] {
                pair.buffer(8), pair.buffer(2), pair.buffer(0), pair.buffer(1), pair.buffer(1 << 14), pair.buffer(8)
            };
            result = end.peer.engine.unwrap(target, targets, 1, 4);
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesProduced()).isEqualTo(5);
            assertThat(text(targets[1]) + text(targets[3]) + text(targets[4])).isEqualTo("abcde");
            assertThat(targets[0].position()).isZero();
            assertThat(targets[5].position()).isZero();
        }
    }

    private static String text(ByteBuffer buffer) {
        var bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return new String(bytes);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 13] a wrap of nothing with nothing pending is OK and yields nothing")
    void wrapOfNothing(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ours()) {
            var result = end.wrap();
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(result.bytesProduced()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 14] null buffers, wrong offsets and read-only targets are refused in SunJSSE's order")
    void arguments(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        var some = ByteBuffer.allocate(100);
        var array = new ByteBuffer[] {some};
        var readOnly = ByteBuffer.allocate(0).asReadOnlyBuffer();
        // Before the mode is set, that comes first, but for what the calls of SSLEngine itself check.
        assertThatThrownBy(() -> engine.wrap(array, 0, 1, readOnly)).isInstanceOf(IllegalStateException.class);
        engine.setUseClientMode(true);
        assertThatThrownBy(() -> engine.wrap((ByteBuffer) null, some)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.wrap((ByteBuffer[]) null, some)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.wrap(some, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.unwrap(null, some)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.unwrap(some, (ByteBuffer) null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.unwrap(some, (ByteBuffer[]) null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.unwrap(some, new ByteBuffer[] {null}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.wrap(new ByteBuffer[] {null}, some))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.wrap(array, 1, 1, some)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> engine.wrap(array, -1, 1, some)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> engine.unwrap(some, array, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> engine.wrap(some, readOnly)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> engine.unwrap(some, readOnly)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 14] read-only sources are legal")
    void readOnlySources(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            var target = pair.buffer(1 << 15);
            end.engine.wrap(pair.buffer("data".getBytes()).asReadOnlyBuffer(), target);
            var plain = pair.buffer(1 << 15);
            var result = end.peer.engine.unwrap(target.flip().asReadOnlyBuffer(), plain);
            assertThat(result.bytesProduced()).isEqualTo(4);
        }
    }
}
