package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.wire.Bytes;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Hands out recorded bytes first, in order, and after them bytes of a counter. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Deque<Bytes> recorded;
    private int counter;

    FixedRandom(Bytes... recorded) {
        this.recorded = new ArrayDeque<>(List.of(recorded));
    }

    @Override
    public synchronized void nextBytes(byte[] bytes) {
        var next = recorded == null ? null : recorded.poll();
        if (next != null) {
            next.copyTo(bytes, 0);
            return;
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) counter++;
        }
    }
}
