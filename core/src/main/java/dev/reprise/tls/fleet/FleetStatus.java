package dev.reprise.tls.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Describe what one server of a fleet knows and does at this moment.
 *
 * @param mode under what kind of key it seals
 * @param storeAnswers whether the store answered when it was last asked
 * @param sinceLastRead how long ago it answered last; empty when it never did
 * @param failure what the store said when it last failed; empty once it answers again
 * @param refused what of the store's content was refused in the last read, and why: a sign of a wrong secret or an attack
 * @param counts what was done with the store
 * @param keys the fleet's keys, newest first
 */
public record FleetStatus(
        FleetMode mode,
        boolean storeAnswers,
        Optional<Duration> sinceLastRead,
        Optional<String> failure,
        List<String> refused,
        FleetCounts counts,
        List<FleetKeyStatus> keys) {
    /** Copy the lists. */
    public FleetStatus {
        refused = List.copyOf(refused);
        keys = List.copyOf(keys);
    }

    /**
     * Tell whether a load balancer should send clients here: the server seals under a key that the fleet shares. A server
     * that has just started becomes ready when its first key is settled, and remains so while the store is away.
     */
    public boolean ready() {
        return mode == FleetMode.SHARED || mode == FleetMode.OUTAGE;
    }
}
