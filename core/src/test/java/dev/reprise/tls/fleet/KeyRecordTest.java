package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyRecordTest {
    private final Random random = new Random(Long.getLong("test.seed", 11));

    private Bytes bytes(int least, int most) {
        var bytes = new byte[least + random.nextInt(most - least + 1)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private KeyRecord record() {
        long revision = 1 + random.nextLong(KeyRecord.MAX_REVISION);
        return new KeyRecord(
                bytes(1, 64),
                revision,
                bytes(12, 12),
                random.nextLong(200_000_000_000_000L),
                random.nextLong(revision),
                random.nextLong(revision),
                bytes(1, KeyWrap.MAX_BYTES));
    }

    @Test
    void readsWhatItWroteAndNoPrefixOfIt() throws ProtocolException {
        for (int round = 0; round < 50; round++) {
            var record = record();
            var encoded = record.encode();
            assertThat(KeyRecord.readable(encoded)).isTrue();
            assertThat(KeyRecord.parse(encoded)).isEqualTo(record);
            for (int length = 1; length < encoded.length(); length++) {
                var prefix = encoded.slice(0, length);
                assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> KeyRecord.parse(prefix));
            }
        }
    }

    @Test
    void refusesTrailingByte() {
        var encoded = record().encode().toArray();
        var longer = Arrays.copyOf(encoded, encoded.length + 1);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> KeyRecord.parse(Bytes.wrap(longer)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TRAILING_BYTES));
    }

    @Test
    void refusesNumbersThatCannotBe() {
        var good = record();
        for (var bad : List.of(
                new KeyRecord(good.fleet(), 0, good.id(), 1, 0, 0, good.wrapped()),
                new KeyRecord(good.fleet(), 5, good.id(), -1, 0, 0, good.wrapped()),
                new KeyRecord(good.fleet(), 5, good.id(), Long.MAX_VALUE, 0, 0, good.wrapped()),
                new KeyRecord(good.fleet(), 5, good.id(), 1, 5, 0, good.wrapped()),
                new KeyRecord(good.fleet(), 5, good.id(), 1, 0, 5, good.wrapped()))) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> KeyRecord.parse(bad.encode()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_MESSAGE));
        }
    }

    @Test
    void leavesOtherVersionsUnread() {
        assertThat(KeyRecord.readable(Bytes.EMPTY)).isFalse();
        assertThat(KeyRecord.readable(Bytes.wrap(new byte[] {2, 0, 0}))).isFalse();
    }

    @Test
    void throwsOnlyProtocolExceptionForRandomValues() {
        for (int round = 0; round < 20_000; round++) {
            var bytes = bytes(0, 200).toArray();
            if (round % 2 == 0 && bytes.length > 4) {
                System.arraycopy(new byte[] {'R', 'T', 'K', 'F'}, 0, bytes, 0, 4);
            }
            try {
                for (var one : StoreValue.parse(bytes).records()) {
                    KeyRecord.parse(one);
                }
            } catch (ProtocolException expected) {
                assertThat(expected.reason()).isNotNull();
            }
        }
    }

    @Test
    void holdsSixteenRecordsAndNoMore() throws ProtocolException {
        var records = new ArrayList<Bytes>();
        for (int i = 0; i < StoreValue.MAX_RECORDS; i++) {
            records.add(record().encode());
        }
        assertThat(new StoreValue(records).encode().length).isLessThan(TicketKeyStore.MAX_BYTES);
        assertThat(StoreValue.parse(new StoreValue(records).encode()).records()).isEqualTo(records);
        records.add(record().encode());
        var tooMany = new StoreValue(records).encode();
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> StoreValue.parse(tooMany));
    }
}
