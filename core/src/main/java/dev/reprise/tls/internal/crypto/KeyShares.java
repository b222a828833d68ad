package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;

/** Makes ephemeral keys. Handed in, so that a recorded handshake can be run again with its own keys. */
public interface KeyShares {
    /** Make a fresh key pair for a group; the caller closes it. */
    KeyShare generate(NamedGroup group);

    /**
     * What a server has once it has seen the client's share.
     *
     * @param publicKey our key_exchange
     * @param shared the shared secret, the caller's to close
     * @param provider the name of the provider that agreed
     */
    record Answer(Bytes publicKey, Secret shared, String provider) {}

    /**
     * Answer a client's share; with Diffie-Hellman both sides do the same.
     *
     * @param clientShare its key_exchange
     * @throws ProtocolException INVALID_KEY_SHARE when it is none of the group
     */
    default Answer answer(NamedGroup group, Bytes clientShare) throws ProtocolException {
        try (var ours = generate(group)) {
            return new Answer(ours.publicKey(), ours.agree(clientShare), ours.provider());
        }
    }
}
