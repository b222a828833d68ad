package dev.reprise.tls.fleet;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A store that goes down, comes back with what it had, with less or with nothing, and loses its answers. */
final class SimulatedStore {
    private static final IOException DOWN = new Failure("the store is down");
    private static final int REMEMBERED = 8;

    private final Random random;
    private final double lostAnswers;
    private final Deque<byte[]> earlier = new ArrayDeque<>();
    private byte @Nullable [] value;
    private boolean up = true;
    private int writes;
    /** Runs between a server's decision to write and the write, so that servers race. */
    private Runnable race = () -> {};

    /** A failure without a stack trace, of which a simulation has millions. */
    private static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A server's way to the store, which may be cut. */
    final class Link implements TicketKeyStore {
        boolean cut;

        @Override
        public byte @Nullable [] read() throws IOException {
            check();
            return value == null ? null : value.clone();
        }

        @Override
        public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
            check();
            race.run();
            double chance = random.nextDouble();
            if (chance < lostAnswers / 2) {
                throw DOWN;
            }
            boolean equal = Arrays.equals(value, expected);
            if (equal) {
                set(replacement.clone());
                writes++;
            }
            if (chance < lostAnswers) {
                throw DOWN;
            }
            return equal;
        }

        private void check() throws IOException {
            if (!up || cut) {
                throw DOWN;
            }
        }

        @Override
        public void close() {}
    }

    SimulatedStore(Random random, double lostAnswers) {
        this.random = random;
        this.lostAnswers = lostAnswers;
    }

    Link link() {
        return new Link();
    }

    void race(Runnable other) {
        race = other;
    }

    boolean up() {
        return up;
    }

    void up(boolean is) {
        up = is;
    }

    int writes() {
        return writes;
    }

    byte @Nullable [] value() {
        return value;
    }

    /** Put a value there, whatever there was. */
    void set(byte @Nullable [] bytes) {
        if (value != null) {
            earlier.addLast(value);
        }
        if (earlier.size() > REMEMBERED) {
            earlier.removeFirst();
        }
        value = bytes;
    }

    /** Lose everything, as a store without persistence does at a restart. */
    void empty() {
        value = null;
    }

    /** Lose the last write, as a replica does that is promoted too early. */
    void setBack() {
        if (!earlier.isEmpty()) {
            value = earlier.removeLast();
        }
    }
}
