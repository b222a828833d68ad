package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.wire.Bytes;

/**
 * A ticket as it came in a NewSessionTicket, of either version.
 *
 * @param ticket the ticket, not empty
 * @param lifetimeSeconds ticket_lifetime (RFC 9846 section 4.7.1), or the hint of TLS 1.2 (RFC 5077 section 3.3), of which 0
 *     says nothing
 * @param ageAdd ticket_age_add; 0 in TLS 1.2
 * @param maxEarlyData max_early_data_size in bytes, 0 when none is allowed
 */
public record ReceivedTicket(Bytes ticket, long lifetimeSeconds, long ageAdd, long maxEarlyData) {
    /** Make a ticket of TLS 1.2. */
    public ReceivedTicket(Bytes ticket, long lifetimeHintSeconds) {
        this(ticket, lifetimeHintSeconds, 0, 0);
    }
}
