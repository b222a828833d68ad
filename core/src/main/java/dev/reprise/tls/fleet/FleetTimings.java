package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.session.SessionData;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Say how a fleet's keys live. All servers of a fleet have the same timings. {@link #of} derives them from the session
 * lifetime; whoever gives them one by one is told when they do not fit together.
 *
 * @param lifetime L: how long a session resumes, 4 s to 24 h
 * @param rotation R: how often there is a new key
 * @param lead A: how old a key is before it seals; until then it only opens
 * @param settle P: how long a server has to see the store answer, with a key in it, before it seals with that key. In
 *     this time every server that reaches the store has read it
 * @param poll how often a server reads the store; up to a fifth more or less, at random
 * @param timeout after how long a read without an answer counts as failed
 * @param skew S: how far apart the servers' wall clocks may be
 */
public record FleetTimings(
        Duration lifetime,
        Duration rotation,
        Duration lead,
        Duration settle,
        Duration poll,
        Duration timeout,
        Duration skew) {

    /** Nothing resumes later, so no key is of use for longer. */
    private static final Duration MAX_TICKET_LIFETIME = Duration.ofSeconds(SessionData.MAX_LIFETIME);

    private static final Duration MIN_LIFETIME = Duration.ofSeconds(4);
    private static final Duration MAX_LIFETIME = Duration.ofHours(24);

    /** A store's value has room for this many keys, and for a few more that come out of turn. */
    private static final int REGULAR_KEYS = 12;

    /** How many steps an outage may go on: two thousand derivations take a late joiner some ten milliseconds. */
    private static final int MAX_OUTAGE_STEPS = 2000;

    /** Check that the times fit together. */
    public FleetTimings {
        require(
                lifetime.compareTo(MIN_LIFETIME) >= 0 && lifetime.compareTo(MAX_LIFETIME) <= 0,
                "the session lifetime is " + text(lifetime) + ", legal are 4 s to 24 h");
        requirePositive(rotation, "rotation");
        requirePositive(lead, "lead");
        requirePositive(settle, "settle time");
        requirePositive(poll, "poll interval");
        requirePositive(timeout, "timeout");
        require(!skew.isNegative(), "the clock skew is negative: " + text(skew));
        // Two reads in a row, of which one may fail, at the slowest: a fifth late and answered at the last moment.
        var twoReads = poll.plus(poll.dividedBy(5)).plus(timeout).multipliedBy(2);
        require(
                twoReads.compareTo(settle) <= 0,
                "two reads, " + text(twoReads) + ", take longer than the settle time, " + text(settle));
        require(
                lead.compareTo(settle.multipliedBy(3)) >= 0,
                "the lead, " + text(lead) + ", is less than three settle times of " + text(settle));
        require(
                lead.plus(settle.multipliedBy(2)).compareTo(rotation) <= 0,
                "the lead, " + text(lead) + ", and two settle times of " + text(settle)
                        + " are more than the rotation, " + text(rotation));
        require(
                skew.compareTo(rotation) <= 0,
                "the clock skew, " + text(skew) + ", is more than the rotation, " + text(rotation));
        var held =
                rotation.plus(lead).plus(settle.multipliedBy(2)).plus(lifetime).plus(skew);
        require(
                held.compareTo(rotation.multipliedBy(REGULAR_KEYS)) <= 0,
                "a key lives " + text(held) + ", more than " + REGULAR_KEYS + " rotations of " + text(rotation));
    }

    /**
     * Derive all times from a session lifetime: a new key each half of it, which seals when it is a quarter of that old.
     * For 2 hours that is 1 hour and 15 minutes, settled after 60 s, polled every 20 s, and 300 s of skew.
     *
     * @throws IllegalArgumentException when it is longer than 24 h, or under 12 s, which leaves no time to settle
     */
    public static FleetTimings of(Duration lifetime) {
        var rotation = lifetime.dividedBy(2);
        var settle = least(Duration.ofSeconds(60), most(Duration.ofSeconds(1), rotation.dividedBy(40)));
        var lead = most(rotation.dividedBy(4), least(settle.multipliedBy(10), rotation.dividedBy(2)));
        return new FleetTimings(
                lifetime,
                rotation,
                lead,
                settle,
                settle.dividedBy(3),
                least(Duration.ofSeconds(2), settle.dividedBy(12)),
                least(Duration.ofSeconds(SessionData.MAX_SKEW), lifetime.dividedBy(4)));
    }

    /** Return how old a key that nothing replaces is when the servers begin to seal under keys derived from it. */
    public Duration outageAfter() {
        return rotation.multipliedBy(2).plus(lead);
    }

    /** Return how old a key may be and still seal, derived keys included. */
    public Duration horizon() {
        return least(MAX_TICKET_LIFETIME.minus(lifetime), outageAfter().plus(rotation.multipliedBy(MAX_OUTAGE_STEPS)));
    }

    /** Return how long after its last use a key still opens. */
    Duration afterlife() {
        return lifetime.plus(skew);
    }

    /** Return how old a key is when it is forgotten whatever happens. */
    Duration end() {
        return horizon().plus(lifetime).plus(skew).plus(skew);
    }

    /** Return how long to put off the creation of a key at most, so that not all servers try at once. */
    Duration creationSpread() {
        return least(Duration.ofSeconds(30), settle.dividedBy(2));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration most(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static void requirePositive(@Nullable Duration time, String name) {
        require(
                time != null && time.toMillis() > 0,
                "the " + name + " is " + (time == null ? "missing" : text(time)) + ", expected at least 1 ms");
    }

    private static void require(boolean fact, String message) {
        if (!fact) {
            throw new IllegalArgumentException(message);
        }
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
