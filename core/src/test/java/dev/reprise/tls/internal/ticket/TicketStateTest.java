package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicketStateTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @Test
    void isWrittenInAFixedForm() {
        assertThat(new TicketState(0x1_2345_6789L, 0x2_3456_789aL, true, Bytes.ofHex("aabb")).encode())
                .isEqualTo(Bytes.ofHex("02" + "0000000123456789" + "000000023456789a" + "01" + "02aabb"));
    }

    @Test
    void holdsIntermediatesInAVersionOfTheirOwn() {
        var state = new TicketState(1, 2, false, Bytes.EMPTY, List.of(Bytes.ofHex("aa"), Bytes.ofHex("bbcc")));
        assertThat(state.encode())
                .isEqualTo(Bytes.ofHex(
                        "03" + "0000000000000001" + "0000000000000002" + "00" + "00" + "0007" + "0001aa" + "0002bbcc"));
        assertThat(TicketState.parse(state.encode())).isEqualTo(state);
        for (int length = 0; length < state.encode().length(); length++) {
            assertThat(TicketState.parse(state.encode().slice(0, length))).isNull();
        }
        assertThat(TicketState.parse(Bytes.ofHex(state.encode() + "00"))).isNull();
    }

    @Test
    void survivesARoundTrip() {
        var random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            var digest = new byte[random.nextInt(256)];
            random.nextBytes(digest);
            var state = new TicketState(
                    random.nextLong(SessionData.MAX_TIME + 1),
                    random.nextLong(SessionData.MAX_TIME + 1),
                    random.nextBoolean(),
                    Bytes.wrap(digest));
            assertThat(TicketState.parse(state.encode()))
                    .as("-Dtest.seed=%d", SEED)
                    .isEqualTo(state);
        }
    }

    @Test
    void takesWhatItDidNotWriteForAnotherPrograms() {
        var encoded = new TicketState(1_700_000_000, 1_800_000_000, true, Bytes.ofHex("00".repeat(32))).encode();
        for (int length = 0; length < encoded.length(); length++) {
            assertThat(TicketState.parse(encoded.slice(0, length))).isNull();
        }
        assertThat(TicketState.parse(Bytes.ofHex(encoded + "00"))).isNull();
        assertThat(TicketState.parse(Bytes.ofHex("03" + encoded.toString().substring(2))))
                .isNull();
        var good = "0000000000000001";
        assertThat(TicketState.parse(Bytes.ofHex("02" + good + good + "01" + "00")))
                .isNotNull();
        assertThat(TicketState.parse(Bytes.ofHex("02" + good + good + "02" + "00")))
                .isNull();
        for (var outOfRange : new String[] {"8000000000000000", "0000003afff44180"}) {
            assertThat(TicketState.parse(Bytes.ofHex("02" + outOfRange + good + "01" + "00")))
                    .isNull();
            assertThat(TicketState.parse(Bytes.ofHex("02" + good + outOfRange + "01" + "00")))
                    .isNull();
        }
    }

    @Test
    void takesVersion1WhichDidNotKnowTheClientsPathForAnotherPrograms() {
        assertThat(TicketState.parse(Bytes.ofHex("01" + "0000000065000000" + "01" + "02aabb")))
                .isNull();
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(50)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(4);
            }
            TicketState.parse(Bytes.wrap(bytes));
        }
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatThrownBy(() -> new TicketState(-1, 0, false, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketState(0, -1, false, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketState(0, SessionData.MAX_TIME + 1, false, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketState(SessionData.MAX_TIME + 1, 0, false, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketState(0, 0, false, Bytes.wrap(new byte[256])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsInstantsToWhatASessionCanHold() {
        assertThat(TicketState.seconds(Instant.MIN)).isZero();
        assertThat(TicketState.seconds(Instant.MAX)).isEqualTo(SessionData.MAX_TIME);
        assertThat(TicketState.seconds(Instant.ofEpochSecond(12, 999_999_999))).isEqualTo(12);
    }
}
