package dev.reprise.tls.session;

import java.util.Locale;

/** Say what a ticket key is good for. A key moves down this list and never up. */
public enum KeyRole {
    /** Opens tickets that others sealed already, seals none yet. */
    NEXT,
    /** Seals new tickets and opens its own; at most one key of a ring has this role. */
    CURRENT,
    /** Opens the tickets it sealed earlier. */
    PREVIOUS,
    /** Wiped; only its name is still known. */
    FORGOTTEN;

    /** Return the name in lower case, such as {@code current}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
