package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeJoinerTest {
    private static final int MAX = 2000;

    @Test
    void givesTheMessagesBackHoweverTheyAreCut() throws Exception {
        long seed = Long.getLong("test.seed", 20260724);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var messages = new ArrayList<Bytes>();
            var stream = new byte[0];
            for (int i = random.nextInt(6); i >= 0; i--) {
                var message = message(random.nextInt(random.nextBoolean() ? 8 : MAX + 1), (byte) i);
                messages.add(Bytes.wrap(message));
                stream = join(stream, message);
            }
            var joiner = new HandshakeJoiner(MAX);
            var found = new ArrayList<Bytes>();
            int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 3000);
            for (int at = 0; at < stream.length; ) {
                int count = Math.min(stream.length - at, 1 + random.nextInt(most));
                var fragment = new byte[count + 2];
                System.arraycopy(stream, at, fragment, 1, count);
                joiner.add(fragment, 1, count);
                Arrays.fill(fragment, (byte) 0xee); // The record's array is used again.
                takeAll(joiner, found);
                at += count;
            }
            assertThat(found).as("-Dtest.seed=" + seed).isEqualTo(messages);
            assertThat(joiner.isEmpty()).isTrue();
        }
    }

    @Test
    void isEmptyOnlyWhereNoMessageIsCut() throws Exception { // RFC 9846 section 5.1
        var message = message(10, (byte) 1);
        for (int cut = 1; cut < message.length; cut++) {
            var joiner = new HandshakeJoiner(MAX);
            joiner.add(message, 0, cut);
            assertThat(joiner.next()).isNull();
            assertThat(joiner.isEmpty()).isFalse();
            joiner.add(message, cut, message.length - cut);
            assertThat(joiner.isEmpty()).isFalse();
            assertThat(joiner.next()).isEqualTo(Bytes.wrap(message));
            assertThat(joiner.isEmpty()).isTrue();
        }
    }

    @Test
    void refusesEmptyFragments() { // RFC 9846 section 5.1
        var joiner = new HandshakeJoiner(MAX);
        assertThat(catchThrowableOfType(ProtocolException.class, () -> joiner.add(new byte[3], 1, 0))
                        .reason())
                .isEqualTo(Reason.EMPTY_RECORD);
    }

    @Test
    void refusesOversizedMessagesByTheirHeader() throws Exception {
        var joiner = new HandshakeJoiner(MAX);
        joiner.add(new byte[] {11, 0, MAX >> 8, (byte) MAX}, 0, 4);
        assertThat(joiner.next()).isNull();
        var other = new HandshakeJoiner(MAX);
        other.add(new byte[] {11, 0, (MAX + 1) >> 8, (byte) (MAX + 1)}, 0, 4);
        assertThat(catchThrowableOfType(ProtocolException.class, other::next).reason())
                .isEqualTo(Reason.OVERSIZED_MESSAGE);
    }

    @Test
    void takesAMessageOfARecordsSizeByteByByteAndAsManyAfterIt() throws Exception {
        var joiner = new HandshakeJoiner(1 << 16);
        var message = message(1 << 14, (byte) 1);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < message.length; i++) {
                assertThat(joiner.next()).isNull();
                joiner.add(message, i, 1);
            }
            assertThat(joiner.next()).isEqualTo(Bytes.wrap(message));
        }
    }

    @Test
    void readsAllThreeBytesOfALength() throws Exception {
        int length = 0x12345;
        var joiner = new HandshakeJoiner(length);
        var message = new byte[4 + length];
        message[0] = 11;
        message[1] = 0x01;
        message[2] = 0x23;
        message[3] = 0x45;
        joiner.add(message, 0, message.length - 1);
        assertThat(joiner.next()).isNull();
        joiner.add(message, message.length - 1, 1);
        assertThat(joiner.next()).isEqualTo(Bytes.wrap(message));
        var smaller = new HandshakeJoiner(length - 1);
        smaller.add(message, 0, 4);
        assertThat(catchThrowableOfType(ProtocolException.class, smaller::next).reason())
                .isEqualTo(Reason.OVERSIZED_MESSAGE);
    }

    @Test
    void refusesAMessageInTooManyRecords() throws Exception {
        var joiner = new HandshakeJoiner(1 << 16);
        var message = message(1 << 15, (byte) 1);
        for (int i = 0; i < 20_000; i++) {
            joiner.add(message, i, 1);
        }
        assertThat(catchThrowableOfType(ProtocolException.class, () -> joiner.add(message, 20_000, 1))
                        .reason())
                .isEqualTo(Reason.TOO_MANY_FRAGMENTS);
    }

    /** A message that was handed out stays as it is while the next one grows behind it. */
    @Test
    void writesToNoMessageThatItHandedOut() throws Exception {
        var joiner = new HandshakeJoiner(1 << 16);
        var first = message(300, (byte) 1);
        var second = message(40, (byte) 2);
        for (int i = 0; i < first.length - 1; i++) {
            joiner.add(first, i, 1);
        }
        joiner.add(join(Arrays.copyOfRange(first, first.length - 1, first.length), Arrays.copyOf(second, 3)), 0, 4);
        var taken = joiner.next();
        for (int i = 3; i < second.length; i++) {
            joiner.add(second, i, 1);
        }
        assertThat(joiner.next()).isEqualTo(Bytes.wrap(second));
        assertThat(taken).isEqualTo(Bytes.wrap(first));
    }

    @Test
    void forgetsWhatItHeld() throws Exception {
        var joiner = new HandshakeJoiner(MAX);
        joiner.add(new byte[] {11, 0}, 0, 2);
        joiner.clear();
        assertThat(joiner.isEmpty()).isTrue();
        assertThat(joiner.next()).isNull();
    }

    private static void takeAll(HandshakeJoiner joiner, List<Bytes> found) throws ProtocolException {
        for (var message = joiner.next(); message != null; message = joiner.next()) {
            found.add(message);
        }
    }

    private static byte[] message(int length, byte fill) {
        var message = new byte[4 + length];
        Arrays.fill(message, fill);
        message[1] = 0;
        message[2] = (byte) (length >>> 8);
        message[3] = (byte) length;
        return message;
    }

    private static byte[] join(byte[] a, byte[] b) {
        var joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
