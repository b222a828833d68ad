package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import java.util.List;

/** Our half of an ephemeral key exchange (RFC 9846 section 4.3.8). Not thread-safe. */
public interface KeyShare extends AutoCloseable {
    /** Return the group. */
    NamedGroup group();

    /** Return the shares that its keys are good for, this one first; a client may send them all. */
    default List<KeyShare> offers() {
        return List.of(this);
    }

    /** Return the name of the provider that agrees, for {@link dev.reprise.tls.spec.ServingProviders}. */
    String provider();

    /** Return our public value as key_exchange carries it (section 4.3.8.2). */
    Bytes publicKey();

    /**
     * Compute the shared secret (section 7.4.2); the caller closes it.
     *
     * @param peerPublicKey the peer's key_exchange, of a hybrid group the server's
     * @throws ProtocolException INVALID_KEY_SHARE when it has the wrong length, is no point of the curve or leads to
     *     the all-zero value
     */
    Secret agree(Bytes peerPublicKey) throws ProtocolException;

    /** Drop the private key; agreeing afterwards is an IllegalStateException. */
    @Override
    void close();
}
