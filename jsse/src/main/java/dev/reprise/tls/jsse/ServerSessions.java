package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.Counters;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * A server's sessions: they are in the tickets its clients have, so that there is none to list. Its timeout is how long they
 * live. Thread-safe.
 */
final class ServerSessions implements SSLSessionContext {
    private final Counters counters;
    private volatile int timeoutSeconds;
    private volatile int cacheSize;

    ServerSessions(int timeoutSeconds, int cacheSize, Counters counters) {
        this.counters = counters;
        this.timeoutSeconds = timeoutSeconds;
        this.cacheSize = cacheSize;
    }

    /** Return what counts the connections of the context's servers. */
    Counters counters() {
        return counters;
    }

    @Override
    public @Nullable SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
        return null;
    }

    @Override
    public Enumeration<byte[]> getIds() {
        return Collections.emptyEnumeration();
    }

    @Override
    public void setSessionTimeout(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException(
                    "a session timeout of " + seconds + " s; legal are 0, for none, and more");
        }
        timeoutSeconds = seconds;
    }

    @Override
    public int getSessionTimeout() {
        return timeoutSeconds;
    }

    /** Remember the size, for {@link #getSessionCacheSize}; nothing is cached. */
    @Override
    public void setSessionCacheSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a session cache for " + size + "; legal are 0, for no limit, and more");
        }
        cacheSize = size;
    }

    @Override
    public int getSessionCacheSize() {
        return cacheSize;
    }
}
