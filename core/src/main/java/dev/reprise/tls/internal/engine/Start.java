package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.spec.TlsException;

/** Begins a client's handshake; costs public-key work and is therefore the first task of a client's engine. */
@FunctionalInterface
public interface Start {
    /** Send the ClientHello and return the state that waits for the answer; on an exception all secrets are wiped. */
    State begin(Output output) throws TlsException;

    /** Wipe what this holds, as it will never begin. */
    default void close() {}
}
