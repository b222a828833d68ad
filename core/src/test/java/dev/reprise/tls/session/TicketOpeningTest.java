package dev.reprise.tls.session;

import static dev.reprise.tls.session.SealedTickets.key;
import static dev.reprise.tls.session.SealedTickets.refusal;
import static dev.reprise.tls.session.SealedTickets.sealed;
import static dev.reprise.tls.session.SealedTickets.sealedOrFail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.ticket.KeyName;
import dev.reprise.tls.internal.ticket.TicketCrafting;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.ticket.TicketOpening.Refused;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets that are damaged or forged. Numbers in brackets are libtls's behaviour checks. */
class TicketOpeningTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final byte[] IV = new byte[16];

    private final TicketKeyRing ring = new TicketKeyRing(new RingClocks().clocks(), new SecureRandom());

    @BeforeEach
    void addKeys() {
        ring.keys().serve(Duration.ofSeconds(100));
        ring.add(1, key(1));
        ring.add(2, key(2));
    }

    @Test
    @DisplayName("[58] any bit flipped in name, iv, ciphertext or MAC refuses the ticket")
    void refusesATicketWithAnyBitFlipped() {
        var ticket = sealedOrFail(ring, new byte[100]);
        for (int index = 0; index < ticket.length; index++) {
            for (int bit = 0; bit < 8; bit++) {
                var flipped = ticket.clone();
                flipped[index] ^= (byte) (1 << bit);
                var expected = index >= 16 || flippedToOtherKey(index, flipped)
                        ? TicketRefusal.BAD_MAC
                        : TicketRefusal.UNKNOWN_KEY;
                assertThat(refusal(ring, flipped))
                        .as("byte %d, bit %d", index, bit)
                        .isEqualTo(expected);
            }
        }
    }

    private static boolean flippedToOtherKey(int index, byte[] flipped) {
        return index == 3 && flipped[3] == 1;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 63, 64, 79, 81, 95, 97, 65_535})
    @DisplayName("[59] lengths that no ticket has are malformed")
    void refusesLengthsNoTicketHas(int length) {
        assertThat(refusal(ring, new byte[length])).isEqualTo(TicketRefusal.MALFORMED);
        var ticket = Arrays.copyOf(sealed(ring), length);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.MALFORMED);
    }

    @Test
    void tellsTheNameOfWhatIsLongEnoughForOne() {
        var name = KeyName.of(7);
        for (int length = 0; length <= 17; length++) {
            assertThat(ring.keys().open(Arrays.copyOf(name.toBytes(), length)))
                    .isEqualTo(new Refused(TicketRefusal.MALFORMED, length < 16 ? null : name));
        }
    }

    @Test
    @DisplayName("[59] one byte more and one block less are refused, and so are 80 bytes")
    void refusesATicketOfAnotherLength() {
        var ticket = sealedOrFail(ring, new byte[40]);
        assertThat(refusal(ring, Arrays.copyOf(ticket, ticket.length + 1))).isEqualTo(TicketRefusal.MALFORMED);
        assertThat(refusal(ring, Arrays.copyOf(ticket, ticket.length - 1))).isEqualTo(TicketRefusal.MALFORMED);
        assertThat(refusal(ring, Arrays.copyOf(ticket, ticket.length + 16))).isEqualTo(TicketRefusal.BAD_MAC);
        assertThat(refusal(ring, Arrays.copyOf(ticket, 80))).isEqualTo(TicketRefusal.BAD_MAC);
        assertThat(refusal(ring, new byte[80])).isEqualTo(TicketRefusal.UNKNOWN_KEY);
    }

    @Test
    @DisplayName("[60] an unknown key name is refused")
    void refusesAnUnknownName() {
        var padded = padded(32, 16);
        assertThat(refusal(ring, TicketCrafting.seal(KeyName.of(3).toBytes(), key(1), IV, padded)))
                .isEqualTo(TicketRefusal.UNKNOWN_KEY);
        var longName = KeyName.of(1).toBytes();
        longName[15] = 1;
        assertThat(refusal(ring, TicketCrafting.seal(longName, key(1), IV, padded)))
                .isEqualTo(TicketRefusal.UNKNOWN_KEY);
    }

    @Test
    @DisplayName("[61] the right name with another HMAC key is refused")
    void refusesAnotherHmacKey() {
        var other = key(1);
        other[40] ^= 1;
        assertThat(refusal(ring, TicketCrafting.seal(KeyName.of(1).toBytes(), other, IV, padded(32, 16))))
                .isEqualTo(TicketRefusal.BAD_MAC);
    }

    @Test
    @DisplayName("[61] the right name with another AES key is refused, or opens to what is no session")
    void refusesAnotherAesKeyOrFindsNoSession() {
        var other = key(1);
        other[0] ^= 1;
        var ticket = TicketCrafting.seal(KeyName.of(1).toBytes(), other, IV, padded(32, 16));
        var opening = ring.keys().open(ticket);
        if (opening instanceof Refused refused) {
            assertThat(refused.reason()).isEqualTo(TicketRefusal.BAD_CONTENT);
        } else {
            assertThat(((Opened) opening).session()).isNotEqualTo(Arrays.copyOf(padded(32, 16), 16));
        }
    }

    @Test
    @DisplayName("[62] the MAC is checked before anything is decrypted")
    void checksTheMacBeforeThePadding() {
        var ticket = TicketCrafting.seal(KeyName.of(1).toBytes(), key(1), IV, padded(32, 0));
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.BAD_CONTENT);
        ticket[ticket.length - 1] ^= 1;
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.BAD_MAC);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 32, 127, 128, 255})
    void refusesPaddingOfAnImpossibleLength(int last) {
        assertThat(refusal(ring, TicketCrafting.seal(KeyName.of(1).toBytes(), key(1), IV, padded(32, last))))
                .isEqualTo(TicketRefusal.BAD_CONTENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 15, 16})
    void refusesPaddingWhoseBytesDiffer(int length) {
        for (int wrong = 2; wrong <= length; wrong++) {
            var padded = padded(32, length);
            padded[32 - wrong] ^= 1;
            assertThat(refusal(ring, TicketCrafting.seal(KeyName.of(1).toBytes(), key(1), IV, padded)))
                    .isEqualTo(TicketRefusal.BAD_CONTENT);
        }
    }

    @Test
    void sealsEveryLengthSoThatAnotherImplementationOpensIt() {
        var random = new Random(SEED);
        for (int length = 0; length <= 80; length++) {
            var session = new byte[length];
            random.nextBytes(session);
            var ticket = sealedOrFail(ring, session);
            assertThat(ticket.length).isEqualTo(64 + (length / 16 + 1) * 16);
            assertThat(TicketCrafting.authentic(ticket, key(2))).isTrue();
            assertThat(TicketCrafting.open(ticket, key(2)))
                    .as("length %d, -Dtest.seed=%d", length, SEED)
                    .isEqualTo(session);
            assertThat(((Opened) ring.keys().open(ticket)).session()).isEqualTo(session);
        }
    }

    @Test
    void takesAFreshIvForEveryTicket() {
        var first = sealed(ring);
        var second = sealed(ring);
        assertThat(Arrays.copyOfRange(first, 16, 32)).isNotEqualTo(Arrays.copyOfRange(second, 16, 32));
    }

    @Test
    void leavesTheTicketAndTheSessionAsTheyAre() {
        var session = new byte[] {1, 2, 3};
        var ticket = sealedOrFail(ring, session);
        assertThat(session).containsExactly(1, 2, 3);
        var copy = ticket.clone();
        ring.keys().open(ticket);
        assertThat(ticket).isEqualTo(copy);
    }

    private static byte[] padded(int length, int last) {
        var padded = new byte[length];
        int count = last >= 1 && last <= 16 ? last : 1;
        Arrays.fill(padded, length - count, length, (byte) last);
        return padded;
    }
}
