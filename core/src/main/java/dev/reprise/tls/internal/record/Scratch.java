package dev.reprise.tls.internal.record;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Lends arrays that hold the longest record, or four of them. Shared by all connections on purpose: each needs one for a
 * moment, and an idle one keeps none. Bounded to 64 arrays of one record and 16 of four, two megabytes. Thread-safe.
 */
public final class Scratch {
    /** Bytes of an array that holds four records: what is worth a call of the system. */
    public static final int FOUR_RECORDS = 4 * RecordHeader.MAX_RECORD;

    private static final ArrayBlockingQueue<byte[]> POOL = new ArrayBlockingQueue<>(64);
    private static final ArrayBlockingQueue<byte[]> POOL_OF_FOUR = new ArrayBlockingQueue<>(16);

    private Scratch() {}

    /** Lend an array of {@link RecordHeader#MAX_RECORD} bytes, content undefined. */
    public static byte[] take() {
        var pooled = POOL.poll();
        return pooled != null ? pooled : new byte[RecordHeader.MAX_RECORD];
    }

    /** Lend an array of {@link #FOUR_RECORDS} bytes, content undefined. */
    public static byte[] takeFour() {
        var pooled = POOL_OF_FOUR.poll();
        return pooled != null ? pooled : new byte[FOUR_RECORDS];
    }

    /** Give an array of either size back whose first {@code secret} bytes held plaintext, which is wiped. */
    public static void give(byte[] array, int secret) {
        Arrays.fill(array, 0, secret, (byte) 0);
        var pool = array.length == FOUR_RECORDS ? POOL_OF_FOUR : POOL;
        pool.offer(array);
    }
}
