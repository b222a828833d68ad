package dev.reprise.tls.session;

import static dev.reprise.tls.session.SealedTickets.SESSION;
import static dev.reprise.tls.session.SealedTickets.key;
import static dev.reprise.tls.session.SealedTickets.refusal;
import static dev.reprise.tls.session.SealedTickets.role;
import static dev.reprise.tls.session.SealedTickets.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.spec.TicketRefusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that are announced before they seal, and keys that are placed all at once, as fleets do. */
class TicketKeyPlacementTest {
    private static final long LIFETIME = 100;

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = ring();

    private TicketKeyRing ring() {
        var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());
        ring.keys().serve(Duration.ofSeconds(LIFETIME));
        return ring;
    }

    @Test
    void aNextKeyOpensOnlyUntilItIsPromoted() {
        var ahead = ring();
        ahead.add(2, key(2));
        ring.add(1, key(1));
        ring.addNext(2, key(2));
        ring.addNext(2, key(2));
        assertThat(Arrays.copyOf(sealed(ring), 4)).containsExactly(0, 0, 0, 1);
        assertThat(role(ring, sealed(ahead))).isEqualTo(KeyRole.NEXT);
        clocks.pass(LIFETIME / 2);
        ring.add(2, key(2));
        assertThat(Arrays.copyOf(sealed(ring), 4)).containsExactly(0, 0, 0, 2);
        assertThat(role(ring, sealed(ahead))).isEqualTo(KeyRole.CURRENT);
        clocks.pass(LIFETIME);
        assertThat(ring.keys().seal(SESSION))
                .as("age counts from the promotion")
                .isNotNull();
        clocks.pass(1);
        assertThat(ring.keys().seal(SESSION)).isNull();
    }

    @Test
    void aNextKeyIsPromotedByEqualBytesOnly() {
        ring.addNext(2, key(2));
        assertThatThrownBy(() -> ring.add(2, key(3))).hasMessage("ticket key already present");
        assertThatThrownBy(() -> ring.addNext(2, key(3))).hasMessage("ticket key already present");
        ring.add(2, key(2));
        assertThatThrownBy(() -> ring.addNext(2, key(2))).hasMessage("ticket key already present");
    }

    @Test
    void aNextKeyNeitherAgesNorEndsAutomaticRotation() {
        var ahead = ring();
        ahead.add(2, key(2));
        var ticket = sealed(ahead);
        ring.addNext(2, key(2));
        clocks.pass(10 * LIFETIME);
        assertThat(sealed(ring)).isNotNull();
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.NEXT);
    }

    @Test
    void keepsFourNextKeysBesideTheOthers() {
        for (int revision = 1; revision <= 4; revision++) {
            ring.add(revision, key(revision));
        }
        for (int revision = 11; revision <= 15; revision++) {
            ring.addNext(revision, key(revision));
        }
        assertThat(ring.status()).extracting(KeyStatus::revision).containsExactly(15, 14, 13, 12, 4, 3, 2, 1);
    }

    @Test
    void replacesAllKeysAtOnceAndLeavesTheirAgeToTheCaller() {
        ring.add(1, key(1));
        var gone = sealed(ring);
        var name = HexFormat.of().parseHex("00000005aabbccddeeff001122334455");
        ring.replaceAll(List.of(
                new TicketKey(6, key(6), KeyRole.NEXT),
                new TicketKey(name, key(5), KeyRole.CURRENT),
                new TicketKey(4, key(4), KeyRole.PREVIOUS)));
        assertThat(refusal(ring, gone)).isEqualTo(TicketRefusal.UNKNOWN_KEY);
        var ticket = sealed(ring);
        assertThat(Arrays.copyOf(ticket, 16)).isEqualTo(name);
        clocks.pass(1000 * LIFETIME);
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.CURRENT);
        assertThat(ring.status())
                .extracting(KeyStatus::role)
                .containsExactly(KeyRole.NEXT, KeyRole.CURRENT, KeyRole.PREVIOUS);
        for (int revision : new int[] {4, 6}) {
            var other = ring();
            other.add(revision, key(revision));
            assertThat(role(ring, sealed(other))).isEqualTo(revision == 4 ? KeyRole.PREVIOUS : KeyRole.NEXT);
        }
    }

    @Test
    void aKeyThatStaysInReplaceAllKeepsItsAge() {
        ring.replaceAll(List.of(new TicketKey(1, key(1), KeyRole.CURRENT)));
        var ticket = sealed(ring);
        clocks.pass(30);
        ring.replaceAll(List.of(new TicketKey(2, key(2), KeyRole.CURRENT), new TicketKey(1, key(1), KeyRole.PREVIOUS)));
        assertThat(ring.status()).extracting(KeyStatus::age).containsExactly(Duration.ZERO, Duration.ofSeconds(30));
        assertThat(role(ring, ticket)).isEqualTo(KeyRole.PREVIOUS);
    }

    @Test
    void replaceAllTakesAnotherKeyUnderAKnownName() {
        ring.replaceAll(List.of(new TicketKey(1, key(1), KeyRole.CURRENT)));
        var ticket = sealed(ring);
        ring.replaceAll(List.of(new TicketKey(1, key(2), KeyRole.CURRENT)));
        assertThat(refusal(ring, ticket)).isEqualTo(TicketRefusal.BAD_MAC);
    }

    @Test
    void replaceAllRefusesAmbiguousKeysAndKeepsTheRing() {
        ring.add(1, key(1));
        assertThatThrownBy(() -> ring.replaceAll(
                        List.of(new TicketKey(2, key(2), KeyRole.CURRENT), new TicketKey(3, key(3), KeyRole.CURRENT))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.replaceAll(
                        List.of(new TicketKey(2, key(2), KeyRole.CURRENT), new TicketKey(2, key(3), KeyRole.NEXT))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ring.status()).extracting(KeyStatus::revision).containsExactly(1);
    }

    @Test
    void withoutACurrentKeyNoTicketIsSealed() {
        ring.replaceAll(List.of(new TicketKey(2, key(2), KeyRole.NEXT), new TicketKey(1, key(1), KeyRole.PREVIOUS)));
        assertThat(ring.keys().seal(SESSION)).isNull();
        ring.replaceAll(List.of());
        assertThat(ring.keys().seal(SESSION)).isNull();
    }
}
