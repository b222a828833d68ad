package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts reads and looks at the arrays that are held; the network gives as much as the test says. */
class ReadAheadTest {
    private static final int TINY = 64;
    private static final int SMALL = 512;
    private static final int FLIGHT = 2_048;
    private static final int POOLED = 64;
    private static final int RECORD = 16_406;

    private int reads;
    private int gives = Integer.MAX_VALUE;
    private boolean late;
    private int next;
    private final ReadAhead ahead = new ReadAhead(this::read);

    private int read(byte[] target, int offset, int length) throws IOException {
        if (late) {
            throw new SocketTimeoutException();
        }
        reads++;
        int count = Math.min(length, gives);
        for (int i = 0; i < count; i++) {
            target[offset + i] = (byte) next++;
        }
        return count;
    }

    @Test
    void smallRecordCostsOneReadAndNoBorrowedArray() throws Exception {
        takeInOneReadEach(31, 3);
    }

    @Test
    void aRequestOfAFewHundredBytesCostsOneReadAndNoBorrowedArray() throws Exception {
        takeInOneReadEach(500, 3);
        assertThat(ahead.array()).as("held while waiting for the next").hasSize(SMALL);
    }

    @Test
    void waitsInTheSmallestArrayAfterNextToNothing() throws Exception {
        takeInOneReadEach(31, 2);
        assertThat(ahead.array()).hasSize(TINY);
        gives = 500;
        ahead.await(5, true);
        ahead.await(500, true);
        assertThat(reads).as("the surprise costs one more").isEqualTo(4);
        ahead.take(500);
        takeInOneReadEach(500, 2);
    }

    @Test
    void manySmallRecordsAtOnceDoNotCostAReadEach() throws Exception {
        for (int i = 0; i < 100; i++) {
            ahead.await(5, true);
            ahead.await(31, true);
            ahead.take(31);
        }
        assertThat(reads).isLessThanOrEqualTo(100 * 31 / SMALL + 2);
    }

    @Test
    void bulkCostsAReadForFourRecords() throws Exception {
        takeRecords(100, true);
        assertThat(ahead.array()).hasSize(Scratch.FOUR_RECORDS);
        assertThat(reads).isLessThan(30);
    }

    @Test
    void aClientHelloWithAHybridShareCostsOneRead() throws Exception {
        gives = 1_800;
        ahead.await(5, false);
        ahead.await(1_800, false);
        assertThat(reads).isOne();
        ahead.take(1_800);
        gives = 31;
        ahead.await(5, true);
        assertThat(ahead.array()).as("held while waiting for data").hasSize(SMALL);
    }

    @Test
    void beforeTheHandshakeIsDoneNoMoreThanARecordIsHeld() throws Exception {
        takeRecords(10, false);
        assertThat(ahead.array()).hasSize(RecordHeader.MAX_RECORD);
    }

    /** What just fits into an array needs no larger one. */
    @Test
    void borrowsNothingForWhatJustFits() throws Exception {
        ahead.await(SMALL, true);
        assertThat(ahead.array()).hasSize(SMALL);
        ahead.take(SMALL);
        ahead.await(FLIGHT, false);
        assertThat(ahead.array()).hasSize(FLIGHT);
    }

    /** That a small array was filled says nothing of how much there is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneFilledSmallArrayIsNoFlow(boolean established) throws Exception {
        gives = established ? SMALL : FLIGHT;
        ahead.await(5, established);
        assertThat(ahead.length()).isEqualTo(gives);
        late = true;
        assertThatThrownBy(() -> ahead.await(RECORD, true)).isInstanceOf(SocketTimeoutException.class);
        assertThat(ahead.array()).hasSize(RecordHeader.MAX_RECORD);
    }

    @Test
    void aFlowOfSingleRecordsGoesOn() throws Exception {
        takeRecords(10, true);
        gives = RecordHeader.MAX_RECORD;
        takeRecords(30, true);
        assertThat(ahead.array()).hasSize(Scratch.FOUR_RECORDS);
        gives = RecordHeader.MAX_RECORD - 1;
        takeRecords(30, true);
        assertThat(ahead.array()).hasSize(RecordHeader.MAX_RECORD);
    }

    @Test
    void givesTheArrayBackForOthersToBorrow() throws Exception {
        gives = RECORD;
        ahead.await(RECORD, true);
        var borrowed = ahead.array();
        var others = new ArrayList<byte[]>();
        for (int i = 0; i < POOLED; i++) {
            others.add(Scratch.take());
            assertThat(others.get(i)).as("while it is in use").isNotSameAs(borrowed);
        }
        ahead.take(RECORD);
        assertThat(Scratch.take()).as("when all in it is taken").isSameAs(borrowed);
        others.forEach(array -> Scratch.give(array, 0));
    }

    @Test
    void borrowsAlsoWhenThePoolIsEmpty() {
        var lent = new ArrayList<byte[]>();
        for (int i = 0; i < POOLED; i++) {
            lent.add(Scratch.takeFour());
            assertThat(lent.get(i)).hasSize(Scratch.FOUR_RECORDS);
        }
        lent.forEach(array -> Scratch.give(array, 0));
    }

    @Test
    void givesAllBackWhenAllIsTaken() throws Exception {
        takeRecords(10, true);
        ahead.take(ahead.length());
        assertThat(ahead.array()).hasSize(SMALL);
    }

    @Test
    void aPeerThatSendsDropByDropHoldsOneRecord() throws Exception {
        takeRecords(10, true);
        gives = 1;
        ahead.take(ahead.length() - 7);
        ahead.await(9, true);
        assertThat(ahead.array()).hasSizeLessThan(Scratch.FOUR_RECORDS);
        ahead.await(RECORD, true);
        assertThat(ahead.array()).hasSize(RecordHeader.MAX_RECORD);
    }

    @Test
    void anExceptionLosesNothing() throws Exception {
        gives = 3;
        ahead.await(3, false);
        late = true;
        assertThatThrownBy(() -> ahead.await(700, true)).isInstanceOf(SocketTimeoutException.class);
        assertThat(ahead.length()).isEqualTo(3);
        late = false;
        ahead.await(700, true);
        assertThat(Arrays.copyOfRange(ahead.array(), ahead.offset(), ahead.offset() + 3))
                .containsExactly(0, 1, 2);
    }

    @Test
    void passesAllBytesOnHoweverTheyCome() throws Exception {
        var random = new Random(Long.getLong("test.seed", 13));
        var got = new ByteArrayOutputStream();
        while (got.size() < 2_000_000) {
            gives = 1 + random.nextInt(random.nextBoolean() ? 20 : 90_000);
            int count = 5 + random.nextInt(random.nextBoolean() ? 40 : RecordHeader.MAX_RECORD - 4);
            boolean established = got.size() > 1_000_000;
            ahead.await(5, established);
            ahead.await(count, established);
            got.write(ahead.array(), ahead.offset(), count);
            ahead.take(count);
        }
        var bytes = got.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isEqualTo((byte) i);
        }
    }

    private void takeInOneReadEach(int length, int count) throws IOException {
        gives = length;
        int before = reads;
        for (int i = 0; i < count; i++) {
            ahead.await(5, true);
            ahead.await(length, true);
            assertThat(ahead.array()).hasSizeLessThanOrEqualTo(SMALL);
            ahead.take(length);
        }
        assertThat(reads - before).isEqualTo(count);
    }

    private void takeRecords(int count, boolean established) throws IOException {
        for (int i = 0; i < count; i++) {
            ahead.await(5, established);
            ahead.await(RECORD, established);
            ahead.take(RECORD);
        }
    }
}
