package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.spec.TlsException;

/** Begins a client's handshake; costs public-key work and is therefore the first task of a client's engine. */
@FunctionalInterface
public interface Start {
    /** Send the ClientHello and return the state that waits for the answer, to which all secrets pass. */
    State begin(Output output) throws TlsException;

    /** Wipe what this holds, when it will never begin or beginning failed. */
    default void close() {}
}
