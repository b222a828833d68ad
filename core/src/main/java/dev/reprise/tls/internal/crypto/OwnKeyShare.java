package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ServingProviders;
import java.util.Arrays;

/** A key pair of our own arithmetic; closing wipes the private key. */
abstract sealed class OwnKeyShare implements KeyShare permits X25519KeyShare, P256KeyShare {
    private final NamedGroup group;
    private final byte[] privateKey;
    private final Bytes publicKey;
    private boolean closed;

    /**
     * Take a key pair over.
     *
     * @param publicKey as key_exchange carries it
     */
    OwnKeyShare(NamedGroup group, byte[] privateKey, byte[] publicKey) {
        this.group = group;
        this.privateKey = privateKey;
        this.publicKey = Bytes.wrap(publicKey);
    }

    @Override
    public final NamedGroup group() {
        return group;
    }

    @Override
    public final String provider() {
        return ServingProviders.REPRISE;
    }

    @Override
    public final Bytes publicKey() {
        return publicKey;
    }

    @Override
    public final Secret agree(Bytes peerPublicKey) throws ProtocolException {
        if (closed) {
            throw new IllegalStateException("this key share is closed");
        }
        return Secret.take(shared(privateKey, peerPublicKey));
    }

    /** Compute the shared secret, which is the caller's; the private key is only read. */
    abstract byte[] shared(byte[] privateKey, Bytes peerPublicKey) throws ProtocolException;

    @Override
    public final void close() {
        closed = true;
        Arrays.fill(privateKey, (byte) 0);
    }

    /** Return the group and the public value only. */
    @Override
    public final String toString() {
        return "KeyShare[" + group + ", " + publicKey + "]";
    }
}
