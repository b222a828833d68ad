package dev.reprise.tls.internal.net;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes to a transport for no longer than the peer is given. Blocking writes know no timeout, and nothing but closing
 * the transport wakes the thread that is in one: so the connection is over when the time is.
 */
public final class BoundedWrites {
    // Shared by all connections on purpose; there is one task at most per connection, and it ends with the write. The
    // thread ends when nobody has needed it for a while.
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1, work -> {
        var thread = new Thread(work, "reprise-write-timeouts");
        thread.setDaemon(true);
        return thread;
    });

    static {
        TIMER.setRemoveOnCancelPolicy(true);
        TIMER.setKeepAliveTime(10, TimeUnit.SECONDS);
        TIMER.allowCoreThreadTimeOut(true);
    }

    private BoundedWrites() {}

    /**
     * Send all of these bytes.
     *
     * @param limit zero for none
     * @throws SocketTimeoutException when they did not go out in time; the transport is closed
     */
    public static void write(Transport transport, byte[] source, int length, Duration limit) throws IOException {
        if (limit.isZero()) {
            transport.write(source, 0, length);
            return;
        }
        var cut = new Cut(transport);
        var due = TIMER.schedule(cut, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            transport.write(source, 0, length);
        } catch (IOException e) {
            if (!cut.made) {
                throw e;
            }
            var timeout = new SocketTimeoutException("the peer has taken nothing for " + limit);
            timeout.initCause(e);
            throw timeout;
        } finally {
            due.cancel(false);
        }
    }

    private static final class Cut implements Runnable {
        private final Transport transport;
        private volatile boolean made;

        Cut(Transport transport) {
            this.transport = transport;
        }

        @Override
        public void run() {
            made = true;
            try {
                transport.close();
            } catch (IOException e) {
                return; // It is closed all the same.
            }
        }
    }
}
