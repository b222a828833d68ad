/**
 * Tickets on the server: what goes into one, and the one function that says whether one that comes back is taken. Rule:
 * no message, no state and no clock is known here; the handshake fills the records and gives the time.
 */
@NullMarked
package dev.reprise.tls.internal.ticket;

import org.jspecify.annotations.NullMarked;
