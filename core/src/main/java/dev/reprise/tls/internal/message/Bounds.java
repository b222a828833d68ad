package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;

/** The RFC's sizes, for compact constructors: a breach is a fault of ours, as Reader has judged what a peer sent. */
final class Bounds {
    private Bounds() {}

    /** Require that a vector holds {@code min} to {@code max} bytes. */
    static void length(Bytes value, int min, int max) {
        range(value.length(), min, max);
    }

    /** Require that a value fits in 16 bits. */
    static void u16(int value) {
        range(value, 0, 0xffff);
    }

    /** Require that a value fits in 32 bits. */
    static void u32(long value) {
        range(value, 0, 0xffffffffL);
    }

    /** Require a value or size of {@code min} to {@code max}. */
    static void range(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is not in " + min + ".." + max);
        }
    }
}
