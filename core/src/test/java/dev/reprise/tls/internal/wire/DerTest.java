package dev.reprise.tls.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @ParameterizedTest
    @CsvSource({
        "0, 020100",
        "1, 020101",
        "127, 02017f",
        "128, 02020080",
        "255, 020200ff",
        "256, 02020100",
        "32767, 02027fff",
        "32768, 0203008000",
        "4294967295, 020500ffffffff",
        "9223372036854775807, 02087fffffffffffffff"
    })
    void integersHaveOneMinimalForm(long value, String hex) throws ProtocolException {
        assertThat(Bytes.wrap(new DerWriter(1).integer(value).toArray())).isEqualTo(Bytes.ofHex(hex));
        assertThat(reader(hex).integer(Long.MAX_VALUE)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0200", // no content
                "020180", // negative
                "0208ffffffffffffffff", // negative
                "02020001", // needless leading zero
                "02020000",
                "0209008000000000000000", // beyond a long
                "02810101", // a length in long form for no reason
                "0282000101",
                "028001010000", // indefinite length
                "028400000001ff", // length of four bytes
                "040101", // an octet string
                "1f0101" // a long tag
            })
    void refusesIntegersInAnyOtherForm(String hex) {
        refused(hex, Reason.MALFORMED_MESSAGE, reader -> reader.integer(Long.MAX_VALUE));
    }

    @Test
    void refusesIntegersBeyondTheirBound() throws ProtocolException {
        assertThat(reader("020500ffffffff").integer(0xffffffffL)).isEqualTo(0xffffffffL);
        refused("02050100000000", Reason.MALFORMED_MESSAGE, reader -> reader.integer(0xffffffffL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "0202", "020201", "0281", "028200", "02820100", "0283ffffff"})
    void tellsTruncationFromMalformation(String hex) {
        refused(hex, Reason.TRUNCATED_MESSAGE, reader -> reader.integer(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 20})
    void octetStringsOfAnyLengthComeBackInsideNestedElements(int length) throws ProtocolException {
        var content = new byte[length];
        new Random(SEED).nextBytes(content);
        var writer = new DerWriter(1);
        int outer = writer.open(DerReader.SEQUENCE);
        int inner = writer.open(DerReader.context(18));
        writer.octetString(content).close(inner).integer(7).close(outer);

        var sequence = new DerReader(Bytes.wrap(writer.toArray()));
        var elements = sequence.enter(DerReader.SEQUENCE);
        sequence.end();
        assertThat(elements.nextTag()).isEqualTo(0xb2);
        assertThat(elements.enter(DerReader.context(18)).octetString(length, length))
                .as("-Dtest.seed=%d", SEED)
                .isEqualTo(Bytes.wrap(content));
        assertThat(elements.integer(7)).isEqualTo(7);
        assertThat(elements.nextTag()).isEqualTo(-1);
        elements.end();
    }

    @Test
    void returnsWholeElementsAsTheyStand() throws ProtocolException {
        var reader = reader("30030201050404aabbccdd");
        assertThat(reader.element()).isEqualTo(Bytes.ofHex("3003020105"));
        assertThat(reader.element()).isEqualTo(Bytes.ofHex("0404aabbccdd"));
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void refusesWhatFollowsTheLastElement() {
        refused("02010100", Reason.MALFORMED_MESSAGE, reader -> {
            reader.integer(1);
            reader.end();
        });
    }

    @Test
    void holdsOctetStringsToTheirBounds() {
        refused("04020000", Reason.MALFORMED_MESSAGE, reader -> reader.octetString(0, 1));
        refused("04020000", Reason.MALFORMED_MESSAGE, reader -> reader.octetString(3, 9));
    }

    @Test
    void writerRefusesWhatHasNoEncodingHere() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DerWriter(1).integer(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> DerReader.context(31));
        assertThatIllegalArgumentException().isThrownBy(() -> new DerWriter(1).octetString(new byte[1 << 24]));
    }

    @Test
    void wipedWriterStartsAgain() {
        var writer = new DerWriter(8).octetString(new byte[] {1, 2, 3});
        writer.wipe();
        assertThat(writer.integer(5).toArray()).containsExactly(2, 1, 5);
    }

    @Test
    void randomBytesThrowNothingElse() {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            var reader = new DerReader(Bytes.wrap(bytes));
            try {
                while (reader.hasNext()) {
                    switch (random.nextInt(3)) {
                        case 0 -> reader.integer(Long.MAX_VALUE);
                        case 1 -> reader.octetString(0, 8);
                        default -> reader.element();
                    }
                }
            } catch (ProtocolException e) {
                assertThat(e.reason())
                        .as("-Dtest.seed=%d", SEED)
                        .isIn(Reason.MALFORMED_MESSAGE, Reason.TRUNCATED_MESSAGE);
            }
        }
    }

    private interface Reading {
        void from(DerReader reader) throws ProtocolException;
    }

    private static DerReader reader(String hex) {
        return new DerReader(Bytes.ofHex(hex));
    }

    private static void refused(String hex, Reason reason, Reading reading) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> reading.from(reader(hex)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
