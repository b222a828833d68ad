package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened and nobody has taken yet, in its order. A connection has few events but key updates, of which some wait
 * and others are dropped, so that a shell that never asks keeps a bounded queue. There is one only while something waits. Not
 * thread-safe.
 */
final class EventQueue {
    private static final int MAX_KEY_UPDATES = 32;

    private final List<Event> waiting = new ArrayList<>(2);
    private int keyUpdates;

    /** Add what has happened. */
    void add(Event event) {
        if (event instanceof Event.KeysUpdated && ++keyUpdates > MAX_KEY_UPDATES) {
            return;
        }
        waiting.add(event);
    }

    /** Return all; sessions pass to the caller, who alone has the queue then. */
    List<Event> all() {
        return waiting;
    }

    /** Wipe the sessions that nobody took; what else has happened stays. */
    void wipe() {
        waiting.removeIf(event -> {
            if (event instanceof Event.TicketReceived received) {
                received.session().close();
                return true;
            }
            return false;
        });
    }
}
