package dev.reprise.tls.internal.net;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a transport, each for no longer than the peer is given. Blocking writes know no timeout, and nothing but closing
 * the transport wakes the thread that is in one: so the connection is over when the time is. One writer at a time.
 */
public final class BoundedWrites {
    private final Transport transport;
    /** Null before the first write with a limit, and again after one without: a connection's limits seldom change. */
    private @Nullable Deadline deadline;

    /** Write to a transport. */
    public BoundedWrites(Transport transport) {
        this.transport = transport;
    }

    /**
     * Send all of these bytes.
     *
     * @param limit zero for none
     * @throws SocketTimeoutException when they did not go out in time; the transport is closed
     */
    public void write(byte[] source, int length, Duration limit) throws IOException {
        if (limit.isZero()) {
            deadline = null;
            transport.write(source, 0, length);
            return;
        }
        var end = deadline == null ? new Deadline(transport) : deadline;
        deadline = end;
        end.set(limit);
        try {
            transport.write(source, 0, length);
        } catch (IOException e) {
            if (!end.passed()) {
                throw e;
            }
            var timeout = new SocketTimeoutException("the peer has taken nothing for " + limit);
            timeout.initCause(e);
            throw timeout;
        } finally {
            end.lift();
        }
    }
}
