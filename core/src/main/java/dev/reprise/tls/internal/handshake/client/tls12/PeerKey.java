package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;

/**
 * The server's ephemeral public key, whose signature has been verified.
 *
 * @param group its group
 * @param publicKey the key; whether it is a point of the curve shows when it is used
 */
record PeerKey(NamedGroup group, Bytes publicKey) {}
