package dev.reprise.tls.internal.cert;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, bounded by their number and by the bytes they stand for: what was not asked for longest goes first. Exact,
 * without soft references. Thread-safe.
 */
final class RecentlyUsed<K, V> {
    private final int maxEntries;
    private final long maxBytes;
    private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true); // in order of use
    private long bytes;

    private record Weighed<V>(V value, long bytes) {}

    RecentlyUsed(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    synchronized @Nullable V find(K key) {
        var entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    /** Put a value in place of the one the key may have; one that alone is over the bound is not kept. */
    synchronized void put(K key, V value, long weight) {
        var replaced = entries.remove(key);
        bytes -= replaced == null ? 0 : replaced.bytes;
        if (weight > maxBytes) {
            return;
        }
        entries.put(key, new Weighed<>(value, weight));
        bytes += weight;
        var eldest = entries.values().iterator();
        while (entries.size() > maxEntries || bytes > maxBytes) {
            bytes -= eldest.next().bytes;
            eldest.remove();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
