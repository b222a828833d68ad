package dev.reprise.tls.session;

import static dev.reprise.tls.session.SealedTickets.refusal;
import static dev.reprise.tls.session.SealedTickets.role;
import static dev.reprise.tls.session.SealedTickets.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.spec.TicketRefusal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys the ring makes itself. Numbers in brackets are libtls's behaviour checks. */
class TicketKeyRotationTest {
    private final RingClocks clocks = new RingClocks();

    private TicketKeyRing ring(long lifetime) {
        var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());
        ring.keys().serve(Duration.ofSeconds(lifetime));
        return ring;
    }

    private static int revision(byte[] ticket) {
        return ByteBuffer.wrap(ticket).getInt();
    }

    @Test
    @DisplayName("[44] the first ticket of a fresh ring is sealed under a key made for it")
    void makesTheFirstKeyByItself() {
        var ring = ring(100);
        assertThat(ring.status()).isEmpty();
        var ticket = sealed(ring);
        assertThat(Arrays.copyOfRange(ticket, 4, 16)).containsOnly(0);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.CURRENT);
        assertThat(ring.status()).hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("[45] [46] at age 3*(L/4) the key still seals, one second later there is a new one")
    @CsvSource({"4,3", "5,3", "6,3", "7,3", "8,6", "100,75", "103,75", "7200,5400", "86400,64800"})
    void rotatesOneSecondAfterThreeQuarters(long lifetime, long threshold) {
        var ring = ring(lifetime);
        var first = sealed(ring);
        clocks.pass(threshold);
        assertThat(revision(sealed(ring))).isEqualTo(revision(first));
        clocks.pass(1);
        assertThat(revision(sealed(ring))).isNotEqualTo(revision(first));
        assertThat(role(ring, first)).isEqualTo(KeyRole.PREVIOUS);
    }

    @Test
    @DisplayName("[47] successive keys have revisions that differ by 1, modulo 2^32")
    void countsRevisionsUpAndAround() {
        var random = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt() {
                return -2;
            }
        };
        var ring = new TicketKeyRing(clocks.clocks(), random);
        ring.keys().serve(Duration.ofSeconds(100));
        for (int revision = -2; revision <= 3; revision++) {
            assertThat(revision(sealed(ring))).isEqualTo(revision);
            clocks.pass(76);
        }
    }

    @Test
    void passesOverARevisionThatIsTaken() {
        var ring = ring(100);
        int first = revision(sealed(ring));
        ring.addNext(first + 1, SealedTickets.key(1));
        clocks.pass(76);
        assertThat(revision(sealed(ring))).isEqualTo(first + 2);
        clocks.pass(76);
        assertThat(revision(sealed(ring))).isEqualTo(first + 3);
    }

    @Test
    @DisplayName("[48] a ticket under the previous key opens, and says that a replacement is due")
    void tellsThatAReplacementIsDue() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.pass(76);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        assertThat(role(ring, sealed(ring))).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    @DisplayName("[49] a ticket under the newest key opens as current")
    void tellsThatNoReplacementIsDue() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.pass(75);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.CURRENT);
    }

    @ParameterizedTest
    @DisplayName("[52] a key opens until the last ticket sealed under it has expired, 1 3/4 L in all")
    @CsvSource({"4,7", "7,10", "8,14", "100,175", "7200,12600"})
    void opensUntilEveryTicketHasExpired(long lifetime, long end) {
        var ring = ring(lifetime);
        sealed(ring);
        clocks.pass(end - lifetime);
        var last = sealed(ring);
        clocks.pass(lifetime);
        assertThat(role(ring, last)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(1);
        assertThat(refusal(ring, last)).isEqualTo(TicketRefusal.EXPIRED_KEY);
    }

    @Test
    @DisplayName("[53] an idle ring makes no keys; the next operation does, and old tickets no longer open")
    void doesNothingWhileIdle() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.pass(100_000);
        assertThat(ring.status()).extracting(KeyStatus::role).containsExactly(KeyRole.FORGOTTEN);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
        assertThat(ring.status()).extracting(KeyStatus::role).containsExactly(KeyRole.CURRENT, KeyRole.FORGOTTEN);
        assertThat(revision(sealed(ring))).isEqualTo(revision(ticket) + 1);
    }

    @Test
    void everyTicketOpensForItsWholeLifetimeThroughManyRotations() {
        long lifetime = 20;
        var ring = ring(lifetime);
        var tickets = new byte[1000][];
        for (int second = 0; second < tickets.length; second++) {
            tickets[second] = sealed(ring);
            for (int age = 0; age <= Math.min(lifetime, second); age++) {
                assertThat(role(ring, tickets[second - age])).isIn(KeyRole.CURRENT, KeyRole.PREVIOUS);
            }
            if (second > 2 * lifetime) {
                assertThat(refusal(ring, tickets[(int) (second - 2 * lifetime)]))
                        .isIn(TicketRefusal.EXPIRED_KEY, TicketRefusal.UNKNOWN_KEY);
            }
            assertThat(ring.status()).hasSizeLessThanOrEqualTo(4);
            clocks.pass(1);
        }
    }

    @Test
    void aWallClockSetBackDoesNotKeepAKeyAlive() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.setWallForward(-3600);
        clocks.pass(75);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.CURRENT);
        clocks.pass(1);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(99);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        clocks.pass(1);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
    }

    @Test
    void aWallClockSetForwardOrASleepAgesKeys() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.setWallForward(75);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.CURRENT);
        clocks.setWallForward(1);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
        clocks.setWallForward(100);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
    }

    @Test
    void aForgottenKeyStaysForgottenWhenTheWallClockReturns() {
        var ring = ring(100);
        var ticket = sealed(ring);
        clocks.setWallForward(1000);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
        clocks.setWallForward(-1000);
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.EXPIRED_KEY);
        assertThat(role(ring, sealed(ring))).isEqualTo(KeyRole.CURRENT);
    }

    @Test
    void aWallClockThatJumpsToAndFroNeverStopsTheRing() {
        var ring = ring(100);
        for (int jump = 1; jump <= 200; jump++) {
            clocks.setWallForward(jump % 2 == 0 ? 37L * jump : -37L * jump);
            clocks.pass(3);
            assertThat(role(ring, sealed(ring))).isEqualTo(KeyRole.CURRENT);
            assertThat(ring.status()).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void refusesRandomnessThatYieldsZeros() {
        var broken = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 0);
            }
        };
        var ring = new TicketKeyRing(clocks.clocks(), broken);
        ring.keys().serve(Duration.ofSeconds(100));
        assertThatThrownBy(() -> ring.keys().seal(new byte[1])).isInstanceOf(IllegalStateException.class);
    }
}
