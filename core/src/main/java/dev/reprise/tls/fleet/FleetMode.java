package dev.reprise.tls.fleet;

import java.util.Locale;

/** Say under what kind of key a server seals. */
public enum FleetMode {
    /** Under a key of its own, as it has not shared one yet: its tickets are good here alone. */
    STARTING,
    /** Under a key of the fleet. */
    SHARED,
    /** Under a key derived from the fleet's last one, as all servers do while the store is away for long. */
    OUTAGE,
    /** Under a key of its own again, as the fleet's last one is too old or was given up. */
    LOCAL;

    /** Return the name in lower case, such as {@code shared}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
