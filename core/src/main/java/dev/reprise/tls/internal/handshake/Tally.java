package dev.reprise.tls.internal.handshake;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts by name. Thread-safe: only the numbers change. */
final class Tally<E extends Enum<E>> {
    private final EnumMap<E, AtomicLong> numbers;

    /** Begin at nothing for each of these names. */
    Tally(Class<E> names) {
        numbers = new EnumMap<>(names);
        for (var name : names.getEnumConstants()) {
            numbers.put(name, new AtomicLong());
        }
    }

    void add(E name) {
        var number = numbers.get(name);
        if (number != null) {
            number.incrementAndGet();
        }
    }

    /** Return what has been counted; what has not stands not there. */
    Map<E, Long> snapshot() {
        var counts = new HashMap<E, Long>();
        numbers.forEach((name, number) -> {
            long count = number.get();
            if (count > 0) {
                counts.put(name, count);
            }
        });
        return counts;
    }
}
