package dev.reprise.tls;

import dev.reprise.tls.internal.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/** Refuse buffers that a record cannot be opened or sealed between, before anything has happened. */
final class BufferChecks {
    private BufferChecks() {}

    /** What a target cannot take would be lost, as the record is opened or sealed by then. */
    @SuppressWarnings("ReferenceEquality") // Another buffer over the same bytes has a position of its own.
    static void requireTarget(ByteBuffer source, ByteBuffer target) {
        if (!target.hasRemaining()) {
            return;
        }
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (source == target) {
            throw new IllegalArgumentException("the same buffer for plaintext and ciphertext");
        }
    }

    /**
     * A record can be opened over itself, from the place of its content on or before that. Further on it would run over what
     * is not read yet, of itself (with ChaCha20 that changes what comes out, after the tag has been found right) or of the
     * next records; and so would data that is kept of the last one.
     */
    static void requireBehind(ByteBuffer ciphertext, ByteBuffer plaintext, int kept) {
        int written = kept > 0 ? Math.min(kept, plaintext.remaining()) : plaintext.remaining();
        if (overlap(ciphertext, plaintext, written)
                && (kept > 0 || start(plaintext) > start(ciphertext) + RecordHeader.LENGTH)) {
            throw new IllegalArgumentException("plaintext would run over ciphertext that is not read yet");
        }
    }

    /** A record is longer than its content and what precedes it comes first, so that it would run over its own source. */
    static void requireApart(ByteBuffer plaintext, ByteBuffer ciphertext) {
        if (overlap(plaintext, ciphertext, ciphertext.remaining())) {
            throw new IllegalArgumentException("plaintext and ciphertext overlap");
        }
    }

    /** Tell whether so many bytes written to the target would change the source; of memory off the heap nobody can tell. */
    @SuppressWarnings("ReferenceEquality") // Whether it is the same memory, whatever stands in it.
    private static boolean overlap(ByteBuffer source, ByteBuffer target, int written) {
        if (written == 0
                || !source.hasRemaining()
                || !source.hasArray()
                || !target.hasArray()
                || source.array() != target.array()) {
            return false;
        }
        int from = source.arrayOffset() + source.position();
        int to = target.arrayOffset() + target.position();
        return from < to + written && to < from + source.remaining();
    }

    private static int start(ByteBuffer buffer) {
        return buffer.arrayOffset() + buffer.position();
    }
}
