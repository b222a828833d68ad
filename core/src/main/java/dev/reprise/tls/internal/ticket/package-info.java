/**
 * Tickets on the server: the ring of keys under which they are sealed and opened, what goes into one, and the one
 * function that says whether one that comes back is taken. Rule: no message, no state and no public type is known here;
 * the handshake fills the records and gives the time, {@code t.session} fills the ring.
 */
@NullMarked
package dev.reprise.tls.internal.ticket;

import org.jspecify.annotations.NullMarked;
