package dev.reprise.tls.fleet;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness that a seed repeats, for what wants a SecureRandom. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Random random;

    SeededRandom(long seed) {
        random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public int nextInt() {
        return random.nextInt();
    }

    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public long nextLong(long bound) {
        return random.nextLong(bound);
    }
}
