package dev.reprise.tls.session;

import static dev.reprise.tls.session.SealedTickets.SESSION;
import static dev.reprise.tls.session.SealedTickets.key;
import static dev.reprise.tls.session.SealedTickets.refusal;
import static dev.reprise.tls.session.SealedTickets.role;
import static dev.reprise.tls.session.SealedTickets.sealed;
import static dev.reprise.tls.session.SealedTickets.sealedOrFail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.ticket.TicketCrafting;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys given by hand. Numbers in brackets are libtls's behaviour checks. */
class TicketKeyRingTest {
    private static final long LIFETIME = 100;
    private static final int IV_BYTES = 16;

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = ring();

    private TicketKeyRing ring() {
        var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());
        ring.keys().serve(Duration.ofSeconds(LIFETIME));
        return ring;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 47, 49})
    @DisplayName("[22] 47, 49 and 0 bytes are refused")
    void refusesAnotherAmountOfKey(int length) {
        assertThatThrownBy(() -> ring.add(1, Arrays.copyOf(key(1), length)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong amount of ticket key data");
        assertThatThrownBy(() -> ring.addNext(1, Arrays.copyOf(key(1), length)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong amount of ticket key data");
    }

    @Test
    @DisplayName("[23] 48 bytes under revision 1 are taken and seal at once")
    void sealsAtOnceUnderAnAddedKey() {
        ring.add(1, key(1));
        assertThat(Arrays.copyOf(sealed(ring), 16)).isEqualTo(HexFormat.of().parseHex("00000001" + "00".repeat(12)));
        assertThat(role(ring, sealed(ring))).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    @DisplayName("[24] [38] the newest key added again changes nothing, its age included")
    void takesTheNewestKeyAgainWithoutRenewingIt() {
        ring.add(1, key(1));
        clocks.pass(LIFETIME);
        ring.add(1, key(1));
        assertThat(sealed(ring)).isNotNull();
        clocks.pass(1);
        ring.add(1, key(1));
        assertThat(ring.keys().seal(SESSION)).isNull();
    }

    @Test
    @DisplayName("[38] the newest key added again after it was forgotten changes nothing")
    void doesNotReviveAForgottenKey() {
        ring.add(1, key(1));
        clocks.pass(2 * LIFETIME + 1);
        assertThat(ring.status()).extracting(KeyStatus::role).containsExactly(KeyRole.FORGOTTEN);
        ring.add(1, key(1));
        assertThat(ring.keys().seal(SESSION)).isNull();
        assertThatThrownBy(() -> ring.add(1, key(2))).hasMessage("ticket key already present");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 47})
    @DisplayName("[25] [26] the same revision with one other byte in either half is refused")
    void refusesAKnownRevisionWithAnotherKey(int index) {
        ring.add(1, key(1));
        var other = key(1);
        other[index] ^= 1;
        assertThatThrownBy(() -> ring.add(1, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ticket key already present");
    }

    @Test
    @DisplayName("[27] an older key added again is refused")
    void refusesAnOlderKeyAgain() {
        ring.add(1, key(1));
        ring.add(2, key(2));
        assertThatThrownBy(() -> ring.add(1, key(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ticket key already present");
    }

    @Test
    @DisplayName("[28] [29] [30] four keys open, the fifth pushes out the first, which may then come again")
    void keepsFourKeys() {
        var tickets = new byte[6][];
        for (int revision = 1; revision <= 4; revision++) {
            ring.add(revision, key(revision));
            tickets[revision] = sealed(ring);
        }
        for (int revision = 1; revision <= 4; revision++) {
            assertThat(role(ring, tickets[revision])).isEqualTo(revision == 4 ? KeyRole.CURRENT : KeyRole.PREVIOUS);
        }
        ring.add(5, key(5));
        assertThat(refusal(ring, tickets[1])).isEqualTo(TicketRefusal.UNKNOWN_KEY);
        assertThat(role(ring, tickets[2])).isEqualTo(KeyRole.PREVIOUS);
        ring.add(1, key(1));
        assertThat(role(ring, tickets[1])).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    @DisplayName("[31] [35] the name is the revision in big-endian order and 12 zeros")
    void namesRevisionsBigEndian() {
        for (int revision : new int[] {0xffffffff, 0x80000000, 0x01020304}) {
            ring.add(revision, key(revision));
            assertThat(Arrays.copyOf(sealed(ring), 16))
                    .isEqualTo(ByteBuffer.allocate(16).putInt(revision).array());
        }
    }

    @Test
    @DisplayName("[32] [34] revision 0 is an ordinary revision, on a fresh ring and later")
    void takesRevisionZero() {
        ring.add(0, key(9));
        assertThat(Arrays.copyOf(sealed(ring), 16)).isEqualTo(new byte[16]);
        assertThatThrownBy(() -> ring.add(0, key(8))).hasMessage("ticket key already present");
        for (int revision = 1; revision <= 4; revision++) {
            ring.add(revision, key(revision));
        }
        ring.add(0, key(8));
        assertThat(ring.status()).hasSize(4);
    }

    @Test
    @DisplayName("[33] a key of zeros is refused as weak, whatever its revision")
    void refusesAKeyOfZeros() {
        for (int revision : new int[] {0, 1}) {
            assertThatThrownBy(() -> ring.add(revision, new byte[48]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weak");
        }
        assertThat(ring.status()).isEmpty();
    }

    @Test
    @DisplayName("[37] the first key added ends automatic rotation for good")
    void makesNoKeysAfterTheFirstIsAdded() {
        var automatic = sealed(ring);
        ring.add(1, key(1));
        assertThat(role(ring, automatic)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(3 * LIFETIME);
        assertThat(ring.keys().seal(SESSION)).isNull();
        assertThat(ring.status()).extracting(KeyStatus::role).containsOnly(KeyRole.FORGOTTEN);
    }

    @Test
    @DisplayName("[37] the newest key added again leaves automatic rotation on")
    void aKeyRefusedOrUnchangedEndsNothing() {
        var random = new LastBytes();
        var automatic = new TicketKeyRing(clocks.clocks(), random);
        automatic.keys().serve(Duration.ofSeconds(LIFETIME));
        int revision = ByteBuffer.wrap(sealed(automatic)).getInt();
        automatic.add(revision, Objects.requireNonNull(random.key));
        assertThatThrownBy(() -> automatic.add(5, new byte[48])).isInstanceOf(IllegalArgumentException.class);
        clocks.pass(3 * LIFETIME);
        assertThat(sealed(automatic)).isNotNull();
    }

    /** Remembers the last key drawn. */
    private static final class LastBytes extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private byte[] key = new byte[0];

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == TicketKey.KEY_BYTES) {
                key = bytes.clone();
            }
        }
    }

    @Test
    @DisplayName("[40] keys may be added before a lifetime is served, and take effect with it")
    void takesKeysBeforeALifetimeIsServed() {
        var fresh = new TicketKeyRing(clocks.clocks(), new SecureRandom());
        fresh.add(1, key(1));
        var ticket = ring();
        ticket.add(1, key(1));
        clocks.pass(50);
        assertThat(fresh.keys().seal(SESSION)).isNull();
        assertThat(refusal(fresh, sealed(ticket))).isEqualTo(TicketRefusal.TICKETS_OFF);
        fresh.keys().serve(Duration.ofSeconds(LIFETIME));
        assertThat(role(fresh, sealed(ticket))).isEqualTo(KeyRole.CURRENT);
        assertThat(fresh.keys().seal(SESSION)).isNotNull();
    }

    @Test
    @DisplayName("[41] the caller's array is neither changed nor kept")
    void copiesTheKey() {
        var key = key(1);
        ring.add(1, key);
        assertThat(key).isEqualTo(key(1));
        Arrays.fill(key, (byte) 0);
        var other = ring();
        other.add(1, key(1));
        assertThat(role(other, sealed(ring))).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    @DisplayName("[42] two rings given the same keys open each other's tickets")
    void sharesTicketsAmongRingsWithTheSameKeys() {
        var other = ring();
        for (int revision = 1; revision <= 3; revision++) {
            ring.add(revision, key(revision));
            other.add(revision, key(revision));
            assertThat(role(ring, sealed(other))).isEqualTo(KeyRole.CURRENT);
            assertThat(role(other, sealed(ring))).isEqualTo(KeyRole.CURRENT);
        }
    }

    @Test
    @DisplayName(
            "[54] [56] a manual key seals to age L and opens to 2 L; without one no ticket is made, until the next add")
    void answersNoTicketWhenTheNewestKeyIsTooOld() {
        ring.add(1, key(1));
        clocks.pass(LIFETIME);
        var ticket = sealed(ring);
        clocks.pass(1);
        assertThat(ring.keys().seal(SESSION)).isNull();
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(LIFETIME - 1);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(1);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
        ring.add(2, key(2));
        assertThat(role(ring, sealed(ring))).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    void anOlderKeyNeverTakesOverAgain() {
        ring.add(1, key(1));
        clocks.setWallForward(-1000);
        ring.add(2, key(2));
        clocks.setWallForward(1000 + LIFETIME / 2);
        assertThat(ring.keys().seal(SESSION)).isNull();
    }

    @Test
    void servesTheLargestLifetime() {
        ring.keys().serve(Duration.ofSeconds(10));
        ring.keys().serve(Duration.ZERO);
        ring.add(1, key(1));
        clocks.pass(LIFETIME);
        assertThat(ring.keys().seal(SESSION)).isNotNull();
        ring.keys().serve(Duration.ofDays(7));
        clocks.pass(Duration.ofDays(6).toSeconds());
        assertThat(ring.keys().seal(SESSION)).isNotNull();
        assertThatThrownBy(() -> ring.keys().serve(Duration.ofDays(7).plusSeconds(1)))
                .hasMessage("session lifetime too large");
        assertThatThrownBy(() -> ring.keys().serve(Duration.ofMillis(-1))).hasMessage("session lifetime too small");
    }

    @Test
    void listsKeysForOperatorsWithoutTheirBytes() {
        ring.add(1, key(1));
        clocks.pass(40);
        ring.add(-1, key(2));
        clocks.pass(2);
        assertThat(ring.status())
                .containsExactly(
                        new KeyStatus(-1, "ffffffff000000000000000000000000", KeyRole.CURRENT, Duration.ofSeconds(2)),
                        new KeyStatus(1, "00000001000000000000000000000000", KeyRole.PREVIOUS, Duration.ofSeconds(42)));
    }

    @Test
    void aClosedRingSealsAndOpensNothing() {
        ring.add(1, key(1));
        var ticket = sealed(ring);
        ring.close();
        ring.close();
        assertThat(ring.keys().seal(SESSION)).isNull();
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.UNKNOWN_KEY);
        assertThat(ring.status()).isEmpty();
        assertThatThrownBy(() -> ring.add(2, key(2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.addNext(2, key(2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.replaceAll(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("[57] a key that is replaced while it seals is not wiped under it, and the ticket is sealed again")
    void sealsAgainWhenItsKeyIsReplacedMeanwhile() {
        var random = new Interrupting();
        var interrupted = new TicketKeyRing(clocks.clocks(), random);
        interrupted.keys().serve(Duration.ofSeconds(LIFETIME));
        interrupted.add(1, key(1));
        random.beforeIv = () -> interrupted.replaceAll(List.of(new TicketKey(2, key(2), KeyRole.CURRENT)));
        var ticket = sealed(interrupted);
        assertThat(Arrays.copyOf(ticket, 4)).containsExactly(0, 0, 0, 2);
        assertThat(TicketCrafting.open(ticket, key(2))).isEqualTo(SESSION);
        random.beforeIv = interrupted::close;
        assertThat(interrupted.keys().seal(SESSION)).isNull();
    }

    /** Lets something happen in the middle of sealing, once. */
    private static final class Interrupting extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private transient Runnable beforeIv = () -> {};

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length == IV_BYTES) {
                var once = beforeIv;
                beforeIv = () -> {};
                once.run();
            }
            super.nextBytes(bytes);
        }
    }

    @Test
    void sealsWhatFitsATicketAndNoMore() {
        var largest = sealedOrFail(ring, new byte[KeyRing.MAX_SESSION_BYTES]);
        assertThat(largest.length).isLessThanOrEqualTo(0xffff).isGreaterThan(0xffff - 16);
        assertThat(((Opened) ring.keys().open(largest)).session()).hasSize(KeyRing.MAX_SESSION_BYTES);
        assertThatThrownBy(() -> ring.keys().seal(new byte[KeyRing.MAX_SESSION_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOpenedTicketIsWipedOnClose() {
        var opened = (Opened) ring.keys().open(sealed(ring));
        assertThat(opened.session()).isEqualTo(SESSION);
        assertThat(opened).hasToString("Opened[7 bytes, key " + opened.key() + ", current]");
        opened.close();
        assertThat(opened.session()).containsOnly(0);
    }
}
