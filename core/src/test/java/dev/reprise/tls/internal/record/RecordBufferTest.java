package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordBufferTest {
    private final RecordBuffer records = new RecordBuffer();

    @Test
    void tellsHowManyBytesAreWholeRecords() {
        assertThat(records.wholeRecords(100)).isZero();
        write(10, 1); // 15 bytes
        write(20, 2); // 25 bytes
        assertThat(records.isEmpty()).isFalse();
        assertThat(records.wholeRecords(14)).isZero();
        assertThat(records.wholeRecords(15)).isEqualTo(15);
        assertThat(records.wholeRecords(39)).isEqualTo(15);
        assertThat(records.wholeRecords(40)).isEqualTo(40);
        assertThat(records.wholeRecords(1000)).isEqualTo(40);
    }

    @Test
    void countsTheRestOfACutRecordAsOne() {
        write(10, 1);
        write(20, 2);
        var out = new byte[100];
        assertThat(records.drainTo(out, 0, 4)).isEqualTo(4);
        assertThat(records.wholeRecords(10)).isZero();
        assertThat(records.wholeRecords(11)).isEqualTo(11);
        assertThat(records.wholeRecords(36)).isEqualTo(36);
        assertThat(records.drainTo(out, 0, 11)).isEqualTo(11);
        assertThat(records.wholeRecords(24)).isZero();
        assertThat(records.wholeRecords(25)).isEqualTo(25);
        assertThat(records.drainTo(out, 0, 24)).isEqualTo(24);
        assertThat(records.wholeRecords(1)).isEqualTo(1);
        assertThat(records.drainTo(out, 0, 1)).isEqualTo(1);
        assertThat(records.isEmpty()).isTrue();
        assertThat(records.drainTo(out, 0, 1)).isZero();
    }

    @Test
    void forgetsTheCutWithTheRest() {
        write(10, 1);
        records.drainTo(new byte[4], 0, 4);
        records.clear();
        assertThat(records.isEmpty()).isTrue();
        write(10, 1);
        assertThat(records.wholeRecords(15)).isEqualTo(15);
        records.drainTo(new byte[15], 0, 15);
        assertThat(records.isEmpty()).isTrue();
    }

    /** Records are added and taken in any portions; nothing is lost, doubled or moved. */
    @Test
    void keepsTheOrderOfBytesHoweverItGrows() {
        var random = new Random(7);
        var in = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        var target = new byte[3000];
        for (int i = 0; i < 2000; i++) {
            if (random.nextBoolean()) {
                int length = 1 + random.nextInt(300);
                in.writeBytes(write(length, i));
            } else {
                int room = random.nextInt(target.length);
                int offset = random.nextInt(target.length - room);
                int whole = records.wholeRecords(room);
                boolean cut = random.nextInt(4) == 0;
                int count = records.drainTo(target, offset, cut ? room : whole);
                assertThat(count).isGreaterThanOrEqualTo(cut ? whole : 0).isLessThanOrEqualTo(room);
                out.write(target, offset, count);
            }
        }
        while (!records.isEmpty()) {
            int count = records.drainTo(target, 0, target.length);
            out.write(target, 0, count);
        }
        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    }

    /** Write a record of so much content; the array reserved is longer than it needs, as a sealer's is. */
    private byte[] write(int length, int value) {
        var array = records.reserve(RecordHeader.LENGTH + length + 30);
        int end = records.end();
        RecordHeader.write(ContentType.APPLICATION_DATA, length, array, end);
        for (int i = 0; i < length; i++) {
            array[end + RecordHeader.LENGTH + i] = (byte) value;
        }
        records.written(RecordHeader.LENGTH + length);
        var written = new byte[RecordHeader.LENGTH + length];
        System.arraycopy(array, end, written, 0, written.length);
        return written;
    }
}
