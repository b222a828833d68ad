/**
 * A client's resumption: which session it offers, what becomes of the tickets it gets, and when sessions go. Rule: no
 * message and no state is known here, and the only I/O is the store's; the handshake fills the records and gives the
 * time. The server's side of the matter is {@code internal.ticket}; what a session consists of, {@code internal.session};
 * the entries of a session file, and whose they are, {@code t.session}.
 */
@NullMarked
package dev.reprise.tls.internal.resumption;

import org.jspecify.annotations.NullMarked;
