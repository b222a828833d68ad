package dev.reprise.tls.fleet;

import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.session.TicketKeyRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A ring whose keys are placed here, though it may belong to somebody else, who may close it at any time. Thread-safe. */
record FilledRing(TicketKeyRing ring) {
    /**
     * Replace all keys.
     *
     * @param keys open; closed on return
     * @return false when the ring is closed, and takes no keys any more
     */
    boolean replaceAll(List<TicketKey> keys) {
        try {
            ring.replaceAll(keys);
            return true;
        } catch (IllegalStateException closed) {
            return false;
        } finally {
            keys.forEach(TicketKey::close);
        }
    }

    /** Replace all keys, as {@link #replaceAll} does; what is placed stays the caller's. */
    boolean place(List<Placement> placements) {
        var keys = new ArrayList<TicketKey>(placements.size());
        for (var placement : placements) {
            var copy = placement.key().copy();
            keys.add(new TicketKey(placement.name().toArray(), copy, placement.role()));
            Arrays.fill(copy, (byte) 0);
        }
        return replaceAll(keys);
    }

    /** Leave the ring without keys; one that is closed has none. */
    void empty() {
        replaceAll(List.of());
    }
}
