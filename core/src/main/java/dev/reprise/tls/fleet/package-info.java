/**
 * Ticket keys that many processes and many hosts share: the store they meet at, the protocol by which a key is announced,
 * seals, opens and is forgotten, and what goes on while the store is away. Rule: the protocol itself ({@code Rotation} and
 * what it holds) knows no clock, no thread and no store; handshakes meet nothing of this package but the ring it fills.
 */
@NullMarked
package dev.reprise.tls.fleet;

import org.jspecify.annotations.NullMarked;
