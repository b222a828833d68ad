package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;

/** Makes ephemeral keys. Handed in, so that a recorded handshake can be run again with its own keys. */
public interface KeyShares {
    /** Make a fresh key pair for a group; the caller closes it. */
    KeyShare generate(NamedGroup group);
}
