package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramerTest {
    private static final AeadAlgorithm GCM = AeadAlgorithm.AES_128_GCM;
    private final RecordBuffer records = new RecordBuffer();

    @Test
    void putsTheMessagesOfAFlightIntoOneRecord() throws Exception { // RFC 9846 section 5.1
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.ofHex("0100000101"));
        framer.add(Bytes.ofHex("0200000102"));
        assertThat(records.isEmpty()).isTrue();
        framer.flush(null, records);
        assertThat(drained()).isEqualTo(Bytes.ofHex("160303000a" + "0100000101" + "0200000102"));
        framer.flush(null, records);
        assertThat(records.isEmpty()).isTrue();
    }

    @Test
    void fragmentsWhatIsLongerThanARecord() throws Exception { // RFC 9846 section 5.1
        var message = new byte[40000];
        Arrays.fill(message, (byte) 9);
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.wrap(message));
        try (var sealer = SealerTest.sealer(GCM, 0);
                var opener = OpenerTest.opener(GCM, 0)) {
            framer.flush(sealer, records);
            var wire = drained().toArray();
            int at = 0;
            for (int length : new int[] {16384, 16384, 7232}) {
                assertThat(opener.open(wire, at, new byte[17000], 0)).isEqualTo(length);
                assertThat(opener.type()).isEqualTo(ContentType.HANDSHAKE);
                at += RecordHeader.LENGTH + RecordHeader.length(wire, at);
            }
            assertThat(at).isEqualTo(wire.length);
        }
    }

    /** RFC 9846 section 5.1: no fragment of a handshake message is empty, so what fills its records is followed by none. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769})
    void fillsItsRecordsBeforeItBeginsAnother(int length) throws Exception {
        int needed = (length + 16_383) / 16_384;
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.wrap(new byte[length]));
        framer.flush(null, records);
        assertThat(drained().length()).isEqualTo(length + needed * RecordHeader.LENGTH);
        try (var sealer = SealerTest.sealer(GCM, 0)) {
            framer.add(Bytes.wrap(new byte[length]));
            framer.flush(sealer, records);
            assertThat(drained().length()).isEqualTo(length + needed * Sealer.OVERHEAD);
        }
    }

    @Test
    void fillsRecordsAcrossTheBoundsOfMessages() throws Exception { // RFC 9846 section 5.1
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.limitAll(4);
        framer.add(Bytes.ofHex("010203"));
        framer.add(Bytes.ofHex("04"));
        framer.add(Bytes.ofHex("05060708090a0b0c0d"));
        framer.add(Bytes.ofHex("0e"));
        framer.flush(null, records);
        assertThat(drained())
                .isEqualTo(Bytes.ofHex("1603030004" + "01020304" + "1603030004" + "05060708" + "1603030004" + "090a0b0c"
                        + "1603030002" + "0d0e"));
    }

    /** Several messages share records, whose borders fall anywhere in them (section 5.1). */
    @ParameterizedTest
    @ValueSource(ints = {4, 6_384, 6_385, 16_383, 16_384, 30_000})
    void letsMessagesCrossTheBordersOfRecords(int second) throws Exception {
        var messages = new byte[10_000 + second];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = (byte) (i % 251);
        }
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.copyOf(messages, 0, 10_000));
        framer.add(Bytes.copyOf(messages, 10_000, second));
        framer.flush(null, records);
        var wire = drained().toArray();
        var joined = new byte[messages.length];
        int at = 0;
        for (int done = 0; done < joined.length; ) {
            int length = RecordHeader.length(wire, at);
            assertThat(length).isEqualTo(Math.min(16_384, joined.length - done));
            System.arraycopy(wire, at + RecordHeader.LENGTH, joined, done, length);
            done += length;
            at += RecordHeader.LENGTH + length;
        }
        assertThat(at).isEqualTo(wire.length);
        assertThat(joined).isEqualTo(messages);
    }

    /** The array that messages are put together in is everybody's. */
    @Test
    void givesItsArrayBackWithoutTheMessages() throws Exception {
        var others = new ArrayList<byte[]>();
        for (int i = 0; i < 64; i++) {
            others.add(Scratch.take());
        }
        var only = others.removeLast();
        Arrays.fill(only, (byte) 7);
        Scratch.give(only, 0);
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.wrap(new byte[] {1, 2, 3, 4}));
        framer.flush(null, records);
        var next = Scratch.take();
        assertThat(next).isSameAs(only).startsWith(0, 0, 0, 0, 7);
        others.forEach(array -> Scratch.give(array, 0));
        Scratch.give(next, 0);
    }

    @Test
    void marksTheFirstClientHelloAsTls10Only() throws Exception { // RFC 9846 section 5.1
        var framer = new Framer(true, SealingRules.DEFAULT);
        assertThat(framer.silent()).isTrue();
        framer.add(Bytes.ofHex("01000000"));
        framer.flush(null, records);
        assertThat(framer.silent()).isFalse();
        framer.add(Bytes.ofHex("01000000"));
        framer.flush(null, records);
        assertThat(drained()).isEqualTo(Bytes.ofHex("160301000401000000" + "160303000401000000"));
    }

    @Test
    void givesAlertsAndChangeCipherSpecRecordsOfTheirOwn() throws Exception { // RFC 9846 section 5.1, appendix E.4
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.add(Bytes.ofHex("02000000"));
        framer.changeCipherSpec(null, records);
        framer.add(Bytes.ofHex("08000000"));
        framer.alert(2, 40, null, records);
        assertThat(drained())
                .isEqualTo(
                        Bytes.ofHex("160303000402000000" + "140303000101" + "160303000408000000" + "15030300020228"));
    }

    @Test
    void neverProtectsChangeCipherSpec() throws Exception { // RFC 9846 section 5
        try (var sealer = SealerTest.sealer(GCM, 0)) {
            new Framer(false, SealingRules.DEFAULT).changeCipherSpec(sealer, records);
        }
        assertThat(drained()).isEqualTo(Bytes.ofHex("140303000101"));
    }

    @Test
    void drainsInAnyPortions() throws Exception {
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.alert(1, 0, null, records);
        framer.alert(2, 40, null, records);
        var out = new byte[14];
        for (int at = 0; at < out.length; at++) {
            assertThat(records.drainTo(out, at, 1)).isEqualTo(1);
        }
        assertThat(records.isEmpty()).isTrue();
        assertThat(records.drainTo(out, 0, 14)).isZero();
        assertThat(Bytes.wrap(out)).isEqualTo(Bytes.ofHex("15030300020100" + "15030300020228"));
    }

    /** RFC 8449 section 4: the peer's limit is for protected records alone, and never above our own. */
    @Test
    void keepsThePeersLimitInProtectedRecordsAlone() throws Exception {
        var framer = new Framer(false, SealingRules.DEFAULT);
        framer.limitAll(300);
        framer.limitProtected(100);
        assertThat(framer.maxProtected()).isEqualTo(100);
        framer.add(Bytes.wrap(new byte[250]));
        framer.flush(null, records);
        assertThat(drained().length()).isEqualTo(5 + 250);
        try (var sealer = SealerTest.sealer(GCM, 0)) {
            framer.add(Bytes.wrap(new byte[250]));
            framer.flush(sealer, records);
            assertThat(drained().length()).isEqualTo(3 * (5 + 1 + 16) + 250);
            framer.limitProtected(16384);
            framer.add(Bytes.wrap(new byte[301]));
            framer.flush(sealer, records);
            assertThat(drained().length()).isEqualTo(2 * (5 + 1 + 16) + 301);
        }
    }

    @Test
    void padsWhatItProtects() throws Exception { // RFC 9846 section 5.4
        var framer = new Framer(false, SealingRules.DEFAULT.withPadTo(64));
        framer.add(Bytes.wrap(new byte[10]));
        framer.flush(null, records);
        assertThat(drained().length()).isEqualTo(5 + 10);
        try (var sealer = SealerTest.sealer(GCM, 0)) {
            framer.add(Bytes.wrap(new byte[10]));
            framer.flush(sealer, records);
            assertThat(drained().length()).isEqualTo(5 + 64 + 1 + 16);
        }
    }

    @Test
    void isSilentAsLongAsAClientHasSaidNothing() throws Exception {
        assertThat(new Framer(false, SealingRules.DEFAULT).silent()).isFalse();
        var client = new Framer(true, SealingRules.DEFAULT);
        assertThat(client.silent()).isTrue();
        client.add(Bytes.wrap(new byte[10]));
        client.discard();
        client.flush(null, records);
        assertThat(records.isEmpty()).isTrue();
        assertThat(client.silent()).isTrue();
        client.add(Bytes.wrap(new byte[10]));
        client.flush(null, records);
        assertThat(client.silent()).isFalse();
    }

    private Bytes drained() {
        var out = new byte[50000];
        int count = records.drainTo(out, 0, out.length);
        assertThat(records.isEmpty()).isTrue();
        return Bytes.copyOf(out, 0, count);
    }
}
