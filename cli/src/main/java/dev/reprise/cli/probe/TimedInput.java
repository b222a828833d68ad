package dev.reprise.cli.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Reads within one time in all, however little a peer sends at once: a socket's own timeout begins anew with each read. */
final class TimedInput extends FilterInputStream {
    private final ReadTimeout readTimeout;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final long began;

    /** Sets how long one read may wait; {@code Socket::setSoTimeout}. */
    @FunctionalInterface
    interface ReadTimeout {
        /** Set it, in milliseconds above 0. */
        void set(int millis) throws IOException;
    }

    TimedInput(InputStream in, ReadTimeout readTimeout, Duration limit, LongSupplier nanoTime) {
        super(in);
        this.readTimeout = readTimeout;
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
        allowWhatIsLeft();
        return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        allowWhatIsLeft();
        return in.read(target, offset, length);
    }

    private void allowWhatIsLeft() throws IOException {
        long left = limit.minusNanos(nanoTime.getAsLong() - began).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("no TLS after " + limit.toSeconds() + " s");
        }
        readTimeout.set((int) left);
    }
}
