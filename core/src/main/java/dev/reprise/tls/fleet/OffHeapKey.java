package dev.reprise.tls.fleet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Holds a key outside of the heap, where the collector copies nothing and a heap dump shows nothing: closing it leaves no
 * copy behind. Whoever uses it gets a copy for the moment, which it wipes. Closing it beside a use is for the caller's
 * lock to forbid.
 */
final class OffHeapKey implements AutoCloseable {
    private final ByteBuffer memory;
    private boolean closed;

    private OffHeapKey(byte[] key) {
        memory = ByteBuffer.allocateDirect(key.length).put(0, key);
    }

    /** Copy a key and wipe the array it came in. */
    static OffHeapKey take(byte[] key) {
        try {
            return new OffHeapKey(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Return a copy, which the caller wipes. */
    byte[] copy() {
        if (closed) {
            throw new IllegalStateException("the key is closed");
        }
        var copy = new byte[memory.capacity()];
        memory.get(0, copy);
        return copy;
    }

    /** Tell whether every byte is zero. */
    boolean blank() {
        int bits = 0;
        for (int i = 0; i < memory.capacity(); i++) {
            bits |= memory.get(i);
        }
        return bits == 0;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        memory.put(0, new byte[memory.capacity()]);
    }

    /** Return the length only. */
    @Override
    public String toString() {
        return "OffHeapKey[" + memory.capacity() + " bytes]";
    }
}
