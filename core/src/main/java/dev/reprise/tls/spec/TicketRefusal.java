package dev.reprise.tls.spec;

import java.util.Locale;

/** Tell why a server did not resume from the tickets a client offered. Never on the wire. */
public enum TicketRefusal {
    /** The server issues and takes no tickets: its session lifetime is 0. */
    TICKETS_OFF,
    /** The client does not offer psk_dhe_ke (RFC 9846 section 4.3.9). */
    NO_COMMON_MODE,
    /** Shorter than the fixed parts of a ticket, or of an impossible length. */
    MALFORMED,
    /** The key name is not one the server knows. */
    UNKNOWN_KEY,
    /** The key is known but its time is over. */
    EXPIRED_KEY,
    /** The MAC does not verify. */
    BAD_MAC,
    /** Authentic, but the content is no session. */
    BAD_CONTENT,
    /** The session belongs to another protocol version. */
    VERSION,
    /** The ticket's lifetime, the chain's since the first full handshake, or the client certificate's is over. */
    EXPIRED,
    /** Issued more than 300 seconds in the future. */
    FROM_THE_FUTURE,
    /** The session id context differs. */
    SESSION_ID_CONTEXT,
    /** The server name differs; absent equals only absent. */
    SERVER_NAME,
    /** No mutual cipher suite has the session's hash. */
    CIPHER_SUITE,
    /** The session does not meet the client certificate policy in force. */
    CLIENT_CERTIFICATE,
    /** Extended master secret differs (RFC 7627). */
    EXTENDED_MASTER_SECRET;

    /** Return the name in plain words, such as {@code unknown key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
