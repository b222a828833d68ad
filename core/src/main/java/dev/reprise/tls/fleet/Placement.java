package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.KeyRole;

/**
 * A ticket key's place in the ring.
 *
 * @param name the 16 bytes its tickets begin with
 * @param role what it is good for now
 * @param key the key, which belongs to the protocol and is wiped by it
 */
record Placement(Bytes name, KeyRole role, OffHeapKey key) {}
