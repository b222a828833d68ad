package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.spec.ProtocolException;

/** Decides whether a peer's chain is acceptable. Thread-safe. */
@FunctionalInterface
public interface PeerVerifier {
    /**
     * Verify a chain, in a task.
     *
     * @return the path, and how long it is valid
     * @throws ProtocolException with the reason of the first fault
     */
    VerifiedChain verify(PeerChain chain) throws ProtocolException;

    /** Learn that the peer has proven to own the leaf's key, so that the verdict may be remembered. */
    default void proven(PeerChain chain, VerifiedChain path) {}
}
