package dev.reprise.tls.spec;

import java.util.Locale;

/** Tell why a server issued no ticket where it could have. */
public enum TicketWithheld {
    /** The session lifetime is 0. */
    TICKETS_OFF,
    /** Less than a second remains since the first full handshake. */
    CHAIN_OVER,
    /** The client certificate expires within a second. */
    CLIENT_CERTIFICATE_OVER,
    /** The session does not fit a ticket; only a client certificate can be that large. */
    TOO_LARGE,
    /** The ring has no key that may seal: the newest one given by hand is too old. */
    NO_KEY,
    /** TLS 1.2: the client has no extended master secret (RFC 7627), and the config does not allow to resume without. */
    EXTENDED_MASTER_SECRET;

    /** Return the name in plain words, such as {@code no key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
