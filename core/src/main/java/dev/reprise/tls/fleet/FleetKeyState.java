package dev.reprise.tls.fleet;

import java.util.Locale;

/** Say how far a key of the fleet has come at one server. */
public enum FleetKeyState {
    /** Opens; not every server may have read it yet. */
    NEXT,
    /** Opens; every server that reaches the store has read it. */
    SETTLED,
    /** Seals, or is what the keys that seal in an outage are derived from. */
    CURRENT,
    /** Opens what was sealed under it. */
    PREVIOUS;

    /** Return the name in lower case, such as {@code settled}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
