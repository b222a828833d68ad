package dev.reprise.tls.fleet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hold one small value that all servers of a fleet read and any of them may replace. This is all the fleet needs of etcd,
 * Redis, a database or a file; the value is sealed before it gets here, so a store is trusted with nothing but
 * availability.
 *
 * <p>Implementations are thread-safe and bound their waiting: a call answers or throws within some seconds. Their
 * {@code toString} names the place for operators and holds no credentials.
 */
public interface TicketKeyStore extends AutoCloseable {
    /** The largest value a store must take, in bytes. */
    int MAX_BYTES = 32 * 1024;

    /**
     * Read the value as whoever replaced it last left it: never from a replica that may lag behind.
     *
     * @return a new array, or null when there is no value
     * @throws IOException when the store does not answer, or what it answers cannot be the value
     */
    byte @Nullable [] read() throws IOException;

    /**
     * Replace the value if it is still the expected one. Of two callers with the same expectation one succeeds at most, as
     * far as the store can promise that; after a failover it may not, which the protocol mends.
     *
     * @param expected what {@link #read} returned, null for no value; not kept
     * @param replacement 1 to {@link #MAX_BYTES} bytes; not kept
     * @return whether it was replaced
     * @throws IOException when the outcome is not known: it may have been replaced all the same
     */
    boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException;

    /**
     * Call back soon after the value was replaced, until what is returned is closed. This only shortens the delay: the
     * value is polled all the same, so calls may be missing, late or too many. A store that cannot tell does nothing, which
     * is the default.
     *
     * @param changed returns at once and does not throw
     */
    default Watch watch(Runnable changed) {
        return () -> {};
    }

    /** Close what the store has open; a later call throws IOException. Idempotent. */
    @Override
    void close();

    /** A request to be told of changes; closing it ends it. Idempotent. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
