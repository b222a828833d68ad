package dev.reprise.tls.session;

import dev.reprise.tls.internal.ticket.KeyStanding;
import dev.reprise.tls.internal.ticket.KeyState;
import java.util.Locale;

/**
 * Say what a ticket key is good for. Time moves a key down this list; only {@link TicketKeyRing#add} of a key that was NEXT,
 * and {@link TicketKeyRing#replaceAll}, may move one up.
 */
public enum KeyRole {
    /** Opens tickets that others sealed already, seals none yet. */
    NEXT,
    /** Seals new tickets and opens its own; at most one key of a ring has this role. */
    CURRENT,
    /** Opens the tickets it sealed earlier. */
    PREVIOUS,
    /** Wiped; only its name is still known. */
    FORGOTTEN;

    /** Return the role of a key in a ring: of those that may seal only one does. */
    static KeyRole of(KeyState key) {
        return switch (key.standing()) {
            case NEXT -> NEXT;
            case SEALS -> key.seals() ? CURRENT : PREVIOUS;
            case OPENS -> PREVIOUS;
            case FORGOTTEN -> FORGOTTEN;
        };
    }

    /** Return what a key placed in this role may do. */
    KeyStanding standing() {
        return switch (this) {
            case NEXT -> KeyStanding.NEXT;
            case CURRENT -> KeyStanding.SEALS;
            case PREVIOUS -> KeyStanding.OPENS;
            case FORGOTTEN -> KeyStanding.FORGOTTEN;
        };
    }

    /** Return the name in lower case, such as {@code current}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
