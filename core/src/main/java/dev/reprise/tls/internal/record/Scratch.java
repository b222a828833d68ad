package dev.reprise.tls.internal.record;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Lends arrays that hold the longest record. Shared by all connections on purpose: each needs one for a moment, and an
 * idle one keeps none. Bounded to 64 arrays, a megabyte. Thread-safe.
 */
public final class Scratch {
    private static final ArrayBlockingQueue<byte[]> POOL = new ArrayBlockingQueue<>(64);

    private Scratch() {}

    /** Lend an array of {@link RecordHeader#MAX_RECORD} bytes, content undefined. */
    public static byte[] take() {
        var pooled = POOL.poll();
        return pooled != null ? pooled : new byte[RecordHeader.MAX_RECORD];
    }

    /** Give an array back whose first {@code secret} bytes held plaintext, which is wiped. */
    public static void give(byte[] array, int secret) {
        Arrays.fill(array, 0, secret, (byte) 0);
        POOL.offer(array);
    }
}
