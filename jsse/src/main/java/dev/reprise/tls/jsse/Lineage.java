package dev.reprise.tls.jsse;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions that descend from one full handshake have in common: when it was, and what programs attach to them. Tells
 * the values that want to know when they come and go. Thread-safe; listeners are called without a lock.
 */
final class Lineage {
    private final long created;
    /** Null until there is a value, as most sessions never have one. */
    private @Nullable Map<String, Object> values;

    /**
     * Begin a new one.
     *
     * @param created the time of day in milliseconds
     */
    Lineage(long created) {
        this.created = created;
    }

    /** Return when the full handshake was, the time of day in milliseconds. */
    long created() {
        return created;
    }

    @Nullable
    Object get(@Nullable String name) {
        requireArgument(name);
        synchronized (this) {
            return values == null ? null : values.get(name);
        }
    }

    void put(SSLSession session, @Nullable String name, @Nullable Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException("arguments can not be null");
        }
        Object before;
        synchronized (this) {
            if (values == null) {
                values = new LinkedHashMap<>();
            }
            before = values.put(name, value);
        }
        tellUnbound(session, name, before);
        if (value instanceof SSLSessionBindingListener listener) {
            listener.valueBound(new SSLSessionBindingEvent(session, name));
        }
    }

    void remove(SSLSession session, @Nullable String name) {
        if (name == null) {
            throw new IllegalArgumentException("argument can not be null");
        }
        Object before;
        synchronized (this) {
            before = values == null ? null : values.remove(name);
        }
        tellUnbound(session, name, before);
    }

    synchronized String[] names() {
        return values == null ? new String[0] : values.keySet().toArray(String[]::new);
    }

    private static void tellUnbound(SSLSession session, String name, @Nullable Object value) {
        if (value instanceof SSLSessionBindingListener listener) {
            listener.valueUnbound(new SSLSessionBindingEvent(session, name));
        }
    }

    private static void requireArgument(@Nullable String name) {
        if (name == null) {
            throw new IllegalArgumentException("argument can not be null");
        }
    }
}
