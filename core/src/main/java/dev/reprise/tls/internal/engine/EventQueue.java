package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened and nobody has taken yet, in its order. A connection has few events but key updates, of which some wait
 * and others are dropped, so that a shell that never asks keeps a bounded queue. Holds nothing while empty. Thread-safe, and
 * never blocks for long.
 */
final class EventQueue {
    private static final int MAX_KEY_UPDATES = 32;

    private volatile @Nullable List<Event> waiting;
    private int keyUpdates;

    /** Add what has happened. */
    synchronized void add(Event event) {
        if (event instanceof Event.KeysUpdated && ++keyUpdates > MAX_KEY_UPDATES) {
            return;
        }
        var events = waiting;
        if (events == null) {
            events = new ArrayList<>(2);
            waiting = events;
        }
        events.add(event);
    }

    /** Take all; sessions pass to the caller. */
    List<Event> take() {
        return waiting == null ? List.of() : takeAll();
    }

    private synchronized List<Event> takeAll() {
        var events = waiting;
        waiting = null;
        keyUpdates = 0;
        return events == null ? List.of() : events;
    }

    /** Wipe the sessions that nobody took; what else has happened stays. */
    synchronized void wipe() {
        var events = waiting;
        if (events == null) {
            return;
        }
        events.removeIf(event -> {
            if (event instanceof Event.TicketReceived received) {
                received.session().close();
                return true;
            }
            return false;
        });
        if (events.isEmpty()) {
            waiting = null;
        }
    }
}
