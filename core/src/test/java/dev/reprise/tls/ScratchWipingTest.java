package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.session.RingClocks;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrays that all connections share hold no data of any. */
class ScratchWipingTest {
    private static final int POOLED = 64;
    private static final byte MARK = 0x5a;
    private static final int LENGTH = 500;
    private static final int ROOM = 20_000;

    enum Way {
        DIRECT,
        GATHERED,
        TOO_LITTLE_ROOM,
        /** Room for the data but not for its content type, with which it is opened. */
        JUST_ROOM
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void dataIsWipedBeforeAnArrayIsGivenBack(Way way) throws Exception {
        var clocks = new RingClocks();
        try (var pair = Pair.of(
                        Parties.client(clocks).build(), Parties.server(clocks).build())
                .handshake()) {
            var data = marked();
            var record = ByteBuffer.allocateDirect(ROOM);
            var client = pair.client().engine();
            if (way == Way.GATHERED) {
                var parts = new ByteBuffer[] {
                    data.duplicate().limit(LENGTH / 2), data.duplicate().position(LENGTH / 2)
                };
                client.writeRecord(parts, 0, 2, record);
            } else {
                client.write(data, record);
            }
            record = heap(record.flip());
            var taken = way == Way.JUST_ROOM ? ByteBuffer.allocate(LENGTH) : ByteBuffer.allocateDirect(ROOM);
            int room = way == Way.TOO_LITTLE_ROOM ? LENGTH / 3 : taken.capacity();
            while (taken.position() < LENGTH) {
                taken.limit(Math.min(taken.capacity(), taken.position() + room));
                pair.server().engine().read(record, taken);
            }
            assertThat(marks(array(taken))).isEqualTo(LENGTH);
        }
        var lent = new byte[POOLED][];
        for (int i = 0; i < POOLED; i++) {
            lent[i] = Scratch.take();
        }
        try {
            for (var array : lent) {
                assertThat(marks(array)).as("bytes in a row that are data").isLessThan(16);
            }
        } finally {
            for (var array : lent) {
                Scratch.give(array, array.length);
            }
        }
    }

    /** Return a direct buffer, so that the data goes through an array of the pool. */
    private static ByteBuffer marked() {
        var data = new byte[LENGTH];
        Arrays.fill(data, MARK);
        return ByteBuffer.allocateDirect(LENGTH).put(data).flip();
    }

    /** Copy what was sealed into an array, which is opened where it is. */
    private static ByteBuffer heap(ByteBuffer record) {
        return ByteBuffer.allocate(record.remaining()).put(record).flip();
    }

    private static byte[] array(ByteBuffer filled) {
        var bytes = new byte[filled.flip().remaining()];
        filled.get(bytes);
        return bytes;
    }

    /** Return the length of the longest run of marks. */
    private static int marks(byte[] array) {
        int longest = 0;
        int run = 0;
        for (byte b : array) {
            run = b == MARK ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
