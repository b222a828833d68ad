package dev.reprise.tls;

import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Moves records between an engine, which knows arrays, and buffers of any kind: heap, direct, read-only, several at once.
 * What cannot be opened or sealed in place goes through a scratch array.
 */
final class EngineBuffers {
    private static final byte[] NO_BYTES = new byte[0];

    private EngineBuffers() {}

    /** Read as {@link TlsEngine#read} does. */
    static Status read(Engine engine, ByteBuffer ciphertext, ByteBuffer plaintext) throws TlsException {
        BufferChecks.requireTarget(ciphertext, plaintext);
        int kept = engine.kept();
        BufferChecks.requireBehind(ciphertext, plaintext, kept);
        if (kept > 0) {
            return takeKept(engine, plaintext);
        }
        if (engine.inputClosed()) {
            return Status.CLOSED;
        }
        int length = recordLength(engine, ciphertext);
        return length == 0 ? needInput(engine) : open(engine, ciphertext, length, plaintext);
    }

    /** Read as {@link TlsEngine#readRecord} does. */
    static Status readRecord(Engine engine, ByteBuffer ciphertext, ByteBuffer[] plaintext, int from, int count)
            throws TlsException {
        int kept = engine.kept();
        long room = 0;
        for (int i = from; i < from + count; i++) {
            BufferChecks.requireTarget(ciphertext, plaintext[i]);
            BufferChecks.requireBehind(ciphertext, plaintext[i], kept);
            room += plaintext[i].remaining();
        }
        if (kept > 0) {
            return room == 0 ? Status.NEED_ROOM : takeKept(engine, plaintext, from, count);
        }
        if (engine.inputClosed()) {
            return Status.CLOSED;
        }
        int length = recordLength(engine, ciphertext);
        if (length == 0) {
            return needInput(engine);
        }
        int needed = engine.maxPlaintext(type(ciphertext), length);
        if (needed > room) {
            return Status.NEED_ROOM;
        }
        for (int i = from; i < from + count; i++) {
            if (plaintext[i].remaining() > 0) {
                if (plaintext[i].remaining() >= needed) {
                    return open(engine, ciphertext, length, plaintext[i]);
                }
                break; // The first one to fill is too small alone.
            }
        }
        var status = open(engine, ciphertext, length, ByteBuffer.wrap(NO_BYTES));
        if (engine.kept() > 0) {
            takeKept(engine, plaintext, from, count);
        }
        return status;
    }

    /** Return the length of the whole record that a buffer begins with, 0 when a part of it is missing. */
    private static int recordLength(Engine engine, ByteBuffer ciphertext) throws TlsException {
        if (ciphertext.remaining() < RecordHeader.LENGTH) {
            engine.checkReadable();
            return 0;
        }
        int length = engine.recordLength(ciphertext);
        return ciphertext.remaining() < length ? 0 : length;
    }

    private static int type(ByteBuffer ciphertext) {
        return ciphertext.get(ciphertext.position()) & 0xff;
    }

    private static Status open(Engine engine, ByteBuffer ciphertext, int length, ByteBuffer plaintext)
            throws TlsException {
        int at = ciphertext.position();
        int result;
        if (ciphertext.hasArray()) {
            result = open(engine, ciphertext.array(), ciphertext.arrayOffset() + at, plaintext);
        } else {
            var scratch = Scratch.take();
            try {
                ciphertext.get(at, scratch, 0, length);
                result = open(engine, scratch, 0, plaintext);
            } finally {
                Scratch.give(scratch, 0);
            }
        }
        if (result == Engine.CLOSED) {
            return Status.CLOSED;
        }
        if (result != Engine.BUSY) {
            ciphertext.position(at + length);
        }
        return Status.OK;
    }

    private static int open(Engine engine, byte[] record, int offset, ByteBuffer plaintext) throws TlsException {
        if (plaintext.hasArray()) {
            int position = plaintext.position();
            int target = plaintext.arrayOffset() + position;
            int result = engine.read(record, offset, plaintext.array(), target, plaintext.remaining());
            plaintext.position(position + Math.max(0, result));
            return result;
        }
        int result = engine.read(record, offset, NO_BYTES, 0, 0);
        if (result >= 0 && plaintext.hasRemaining()) {
            takeKept(engine, plaintext);
        }
        return result;
    }

    private static Status takeKept(Engine engine, ByteBuffer[] plaintext, int from, int count) {
        for (int i = from; i < from + count && engine.kept() > 0; i++) {
            if (plaintext[i].hasRemaining()) {
                takeKept(engine, plaintext[i]);
            }
        }
        return Status.OK;
    }

    private static Status takeKept(Engine engine, ByteBuffer plaintext) {
        if (!plaintext.hasRemaining()) {
            return Status.NEED_ROOM;
        }
        if (plaintext.hasArray()) {
            int position = plaintext.position();
            int target = plaintext.arrayOffset() + position;
            plaintext.position(position + engine.takeKept(plaintext.array(), target, plaintext.remaining()));
            return Status.OK;
        }
        var scratch = Scratch.take();
        int count = engine.takeKept(scratch, 0, Math.min(scratch.length, plaintext.remaining()));
        plaintext.put(scratch, 0, count);
        Scratch.give(scratch, count);
        return Status.OK;
    }

    private static Status needInput(Engine engine) {
        if (engine.established()) {
            engine.idle();
        }
        return Status.NEED_INPUT;
    }

    /** Write as {@link TlsEngine#write} does. */
    static Status write(Engine engine, ByteBuffer plaintext, ByteBuffer ciphertext) throws TlsException {
        BufferChecks.requireTarget(plaintext, ciphertext);
        BufferChecks.requireApart(plaintext, ciphertext);
        int before = ciphertext.position();
        while (true) {
            var status = beforeData(engine, ciphertext, before, false, plaintext.hasRemaining());
            if (status != null) {
                return status;
            }
            int content = Math.min(plaintext.remaining(), engine.maxContent());
            if (ciphertext.remaining() < engine.sealedLength(content)) {
                return ciphertext.position() > before ? Status.OK : Status.NEED_ROOM;
            }
            seal(engine, plaintext, content, ciphertext);
        }
    }

    /** Write as {@link TlsEngine#writeRecord} does. */
    static Status writeRecord(Engine engine, ByteBuffer[] plaintext, int from, int count, ByteBuffer ciphertext)
            throws TlsException {
        long data = 0;
        for (int i = from; i < from + count; i++) {
            BufferChecks.requireTarget(plaintext[i], ciphertext);
            BufferChecks.requireApart(plaintext[i], ciphertext);
            data += plaintext[i].remaining();
        }
        int before = ciphertext.position();
        while (true) {
            var status = beforeData(engine, ciphertext, before, true, data > 0);
            if (status != null) {
                return status;
            }
            int content = (int) Math.min(data, engine.maxContent());
            if (ciphertext.remaining() < engine.sealedLength(content)) {
                return ciphertext.position() > before ? Status.OK : Status.NEED_ROOM;
            }
            if (sealGathered(engine, plaintext, from, content, ciphertext)) {
                return Status.OK;
            }
        }
    }

    /**
     * Bring out what goes before application data.
     *
     * @param before where ciphertext stood when the call began
     * @param whole whether no part of a record may come out
     * @return null when application data is next, else what the call answers
     */
    private static @Nullable Status beforeData(
            Engine engine, ByteBuffer ciphertext, int before, boolean whole, boolean data) throws TlsException {
        boolean drained = drain(engine, ciphertext, whole);
        boolean done = ciphertext.position() > before;
        if (!drained) {
            return done ? Status.OK : Status.NEED_ROOM;
        }
        if (engine.failure() != null && done) {
            return Status.OK; // What came out is to be sent; the next call throws.
        }
        engine.throwFailure();
        if (engine.outputClosed()) {
            return done ? Status.OK : Status.CLOSED;
        }
        if (!data) {
            return Status.OK;
        }
        if (!engine.maySend()) {
            return done ? Status.OK : Status.NEED_INPUT;
        }
        return null;
    }

    /** Move other output than application data; answer false when some is left for want of room. */
    private static boolean drain(Engine engine, ByteBuffer ciphertext, boolean whole) throws TlsException {
        if (!engine.hasOutput()) {
            return true;
        }
        if (ciphertext.hasArray()) {
            int position = ciphertext.position();
            int target = ciphertext.arrayOffset() + position;
            ciphertext.position(position + drain(engine, ciphertext.array(), target, ciphertext.remaining(), whole));
            return !engine.hasOutput();
        }
        var scratch = Scratch.take();
        try {
            int moved;
            do {
                moved = drain(engine, scratch, 0, Math.min(scratch.length, ciphertext.remaining()), whole);
                ciphertext.put(scratch, 0, moved);
            } while (moved > 0 && engine.hasOutput());
        } finally {
            Scratch.give(scratch, 0);
        }
        return !engine.hasOutput();
    }

    private static int drain(Engine engine, byte[] out, int offset, int room, boolean whole) throws TlsException {
        return whole ? engine.drainRecords(out, offset, room) : engine.drain(out, offset, room);
    }

    /** Seal one record of what several buffers hold; answer false when other output turned out to be due. */
    private static boolean sealGathered(
            Engine engine, ByteBuffer[] plaintext, int from, int content, ByteBuffer ciphertext) throws TlsException {
        int first = from;
        while (!plaintext[first].hasRemaining()) {
            first++;
        }
        if (plaintext[first].remaining() >= content) {
            return seal(engine, plaintext[first], content, ciphertext);
        }
        var scratch = Scratch.take();
        try {
            int filled = 0;
            for (int i = first; filled < content; i++) {
                int part = Math.min(plaintext[i].remaining(), content - filled);
                plaintext[i].get(plaintext[i].position(), scratch, filled, part);
                filled += part;
            }
            if (!seal(engine, ByteBuffer.wrap(scratch, 0, content), content, ciphertext)) {
                return false;
            }
            int consumed = 0;
            for (int i = first; consumed < content; i++) {
                int part = Math.min(plaintext[i].remaining(), content - consumed);
                plaintext[i].position(plaintext[i].position() + part);
                consumed += part;
            }
            return true;
        } finally {
            Scratch.give(scratch, content);
        }
    }

    /** Seal one record; answer false when other output turned out to be due. */
    private static boolean seal(Engine engine, ByteBuffer plaintext, int content, ByteBuffer ciphertext)
            throws TlsException {
        byte[] in = plaintext.hasArray() ? plaintext.array() : Scratch.take();
        byte[] out = ciphertext.hasArray() ? ciphertext.array() : Scratch.take();
        int from = plaintext.hasArray() ? plaintext.arrayOffset() + plaintext.position() : 0;
        int to = ciphertext.hasArray() ? ciphertext.arrayOffset() + ciphertext.position() : 0;
        try {
            if (!plaintext.hasArray()) {
                plaintext.get(plaintext.position(), in, 0, content);
            }
            int sealed = engine.seal(in, from, content, out, to);
            if (sealed == 0) {
                return false;
            }
            plaintext.position(plaintext.position() + content);
            if (ciphertext.hasArray()) {
                ciphertext.position(ciphertext.position() + sealed);
            } else {
                ciphertext.put(out, 0, sealed);
            }
            return true;
        } finally {
            if (!plaintext.hasArray()) {
                Scratch.give(in, content);
            }
            if (!ciphertext.hasArray()) {
                Scratch.give(out, 0);
            }
        }
    }
}
