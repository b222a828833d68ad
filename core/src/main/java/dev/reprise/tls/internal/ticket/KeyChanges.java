package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.flight.Flight;
import dev.reprise.tls.internal.flight.TicketKeyChangeEvent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells Java Flight Recorder which keys of a ring have changed their role, while that records. */
final class KeyChanges {
    private KeyChanges() {}

    /** Tell what differs between two contents of a ring. */
    static void tell(RingKeys before, RingKeys after, Moment now, long lifetime) {
        if (!Flight.ticketKeyChanges()) {
            return;
        }
        var was = roles(before, now, lifetime);
        var is = roles(after, now, lifetime);
        var names = new LinkedHashSet<>(was.keySet());
        names.addAll(is.keySet());
        for (var name : names) {
            var old = was.get(name);
            var next = is.get(name);
            if (old == null || !old.equals(next)) {
                tell(name, old, next);
            }
        }
    }

    private static void tell(KeyName name, @Nullable String before, @Nullable String after) {
        var event = new TicketKeyChangeEvent();
        event.revision = name.revision();
        event.before = before;
        event.after = after;
        event.commit();
    }

    /** The names are those of {@code t.session.KeyRole}, which is not known here. */
    private static Map<KeyName, String> roles(RingKeys ring, Moment now, long lifetime) {
        var sealing = ring.sealing(now, lifetime);
        var roles = new LinkedHashMap<KeyName, String>();
        for (var key : ring.keys()) {
            roles.put(
                    key.name(),
                    switch (key.standing()) {
                        case NEXT -> "next";
                        case SEALS -> key.equals(sealing) ? "current" : "previous";
                        case OPENS -> "previous";
                        case FORGOTTEN -> "forgotten";
                    });
        }
        return roles;
    }
}
