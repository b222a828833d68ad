package dev.reprise.tls.internal.handshake;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds the secrets a step derives until all of them have an owner: whatever comes between, a key log that throws among
 * it, none stays unwiped. Not thread-safe.
 */
public final class HeldSecrets implements AutoCloseable {
    private final List<AutoCloseable> held = new ArrayList<>(8);

    /** Hold a secret, and answer it. */
    public <T extends AutoCloseable> T hold(T secret) {
        held.add(secret);
        return secret;
    }

    /** Let go of all: the next state and the engine wipe them from now on. */
    public void handOver() {
        held.clear();
    }

    /** Wipe what was not handed over; harmless to what the engine has already, as the connection fails. */
    @Override
    public void close() {
        for (var secret : held) {
            try {
                secret.close();
            } catch (Exception e) {
                throw new IllegalStateException("a secret that cannot be wiped", e);
            }
        }
        held.clear();
    }
}
