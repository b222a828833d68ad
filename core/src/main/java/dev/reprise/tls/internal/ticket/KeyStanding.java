package dev.reprise.tls.internal.ticket;

/** What a key in a ring may do; age takes it from SEALS to opening only, and then to FORGOTTEN. */
public enum KeyStanding {
    /** Opens tickets that others sealed already. */
    NEXT,
    /** Seals, if it is the newest that does and not too old. */
    SEALS,
    /** Opens what it sealed earlier. */
    OPENS,
    /** Does nothing any more; its name is still known. */
    FORGOTTEN
}
