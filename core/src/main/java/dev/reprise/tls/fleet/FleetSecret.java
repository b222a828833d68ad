package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.crypto.Secret;
import java.util.Arrays;

/**
 * Hold a secret that all servers of a fleet are given, by a file or a vault, and no store ever sees. Immutable; closing
 * wipes it.
 */
public final class FleetSecret implements AutoCloseable {
    /** Bytes in a secret. */
    public static final int BYTES = 32;

    private final int id;
    private final Secret secret;

    private FleetSecret(int id, Secret secret) {
        this.id = id;
        this.secret = secret;
    }

    /**
     * Copy a secret.
     *
     * @param id tells it from others; any 32 bits, public
     * @param secret 32 random bytes; the caller wipes its own
     * @throws IllegalArgumentException when it has another length, or all bytes are the same, which no random secret has
     */
    public FleetSecret(int id, byte[] secret) {
        this(id, strong(secret));
    }

    private static Secret strong(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a fleet secret has " + BYTES + " bytes, not " + secret.length);
        }
        var same = new byte[BYTES];
        Arrays.fill(same, secret[0]);
        if (Arrays.equals(secret, same)) {
            throw new IllegalArgumentException("weak fleet secret: all bytes are the same");
        }
        return Secret.copyOf(secret);
    }

    /** Return what tells it from others. */
    public int id() {
        return id;
    }

    /** Return an independent copy, which the caller closes. */
    FleetSecret copy() {
        return new FleetSecret(id, secret.copy());
    }

    /** Return the secret itself, to derive from. */
    Secret secret() {
        return secret;
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }

    /** Return the id, never the secret. */
    @Override
    public String toString() {
        return String.format("FleetSecret[0x%08x]", id);
    }
}
