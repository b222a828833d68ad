package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.Negotiated;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;

/**
 * TLS without a transport, for those who bring their own: bytes from the peer go in by {@link #read}, bytes for the peer
 * come out by {@link #write}, and {@link #want} says what is due. One thread may read and one write at the same time;
 * any thread may close. {@link TlsConnection} is this over a socket.
 *
 * <pre>{@code
 * while (!engine.established()) {
 *     switch (engine.want()) {
 *         case OUTPUT -> { engine.write(nothing, outgoing); send(outgoing); }
 *         case TASK -> engine.task().run();
 *         case INPUT -> { receive(incoming); engine.read(incoming, nothing); }
 *         case NOTHING -> throw closed();
 *     }
 * }
 * }</pre>
 */
public final class TlsEngine implements AutoCloseable {
    /** Most bytes of one record: how large a buffer for the peer's bytes must be. */
    public static final int MAX_RECORD_BYTES = RecordHeader.MAX_RECORD;
    /** Most bytes of application data in one record. */
    public static final int MAX_PLAINTEXT_BYTES = RecordHeader.MAX_CONTENT;

    /** What a call did. */
    public enum Status {
        /** It went on; call again for more. */
        OK,
        /** The peer's next record is not complete, or the handshake has to go on by {@link #read} first. */
        NEED_INPUT,
        /** The target buffer is too small for what comes next. */
        NEED_ROOM,
        /** This direction is closed. */
        CLOSED
    }

    /** What is due before the engine can go on. */
    public enum Want {
        /** The handshake waits for bytes from the peer: {@link #read}. */
        INPUT,
        /** Bytes for the peer are ready: {@link #write}, with or without application data. */
        OUTPUT,
        /** Run what {@link #task} answers. */
        TASK,
        /** Nothing: application data may flow, or all is over. */
        NOTHING
    }

    private static final byte[] NO_BYTES = new byte[0];

    private final Engine engine;
    private final Deferred deferred;

    TlsEngine(Engine engine, SessionSink sink) {
        this(engine, sink, Announcer.SILENT);
    }

    TlsEngine(Engine engine, SessionSink sink, Announcer announcer) {
        this.engine = engine;
        this.deferred = new Deferred(engine, sink, announcer);
    }

    Engine engine() {
        return engine;
    }

    Deferred work() {
        return deferred;
    }

    /** Tell what is due. */
    public Want want() {
        if (engine.hasOutput()) {
            return Want.OUTPUT;
        }
        if (engine.busy()) {
            return Want.TASK;
        }
        boolean over = engine.failure() != null || engine.inputClosed() || engine.outputClosed();
        return engine.established() || over ? Want.NOTHING : Want.INPUT;
    }

    /**
     * Fetch what is to be run when {@link #want} says so, once: public-key work of the handshake, and code of the user's that
     * it asks. Run it in any thread; it throws nothing, as failures are told by the next read or write. Once the handshake is
     * done there is none.
     *
     * @return the task, or null when there is none or it has been fetched already
     */
    public @Nullable Runnable task() {
        return engine.task();
    }

    /**
     * Fetch what is to be done beside the connection, which does not wait for it: sessions go to the store, and what happened
     * to the listener. Look after every call that may bring something, {@link #read} above all, and for the last time before
     * {@link #close}, which wipes sessions that nobody has taken. Run it in any thread; it throws nothing but an Error of the
     * user's own store or listener.
     *
     * @return the work, or null when there is none or it has been fetched already
     */
    public @Nullable Runnable deferred() {
        return deferred.fetch();
    }

    /**
     * Take at most one record from the peer.
     *
     * @param ciphertext what came; a whole record is consumed or nothing
     * @param plaintext gets application data; what does not fit is kept for the next call. Fastest when both are heap
     *     buffers and it has room for a whole record. May begin in ciphertext's array where the record does, or before
     * @return OK, also when the record held no application data or a task is due first; NEED_INPUT when no whole record
     *     is there; NEED_ROOM when kept data finds no room at all; CLOSED after close_notify
     * @throws TlsException what ended the connection, now or before; its alert still comes out of {@link #write}
     * @throws IllegalArgumentException when one buffer is given for both, or when what goes to plaintext would run over
     *     ciphertext that is not read yet, in one array; nothing has happened
     * @throws ReadOnlyBufferException when plaintext is read-only; nothing has happened
     */
    public Status read(ByteBuffer ciphertext, ByteBuffer plaintext) throws TlsException {
        requireTarget(ciphertext, plaintext);
        int kept = engine.kept();
        requireBehind(ciphertext, plaintext, kept);
        if (kept > 0) {
            return takeKept(plaintext);
        }
        if (engine.inputClosed()) {
            return Status.CLOSED;
        }
        int at = ciphertext.position();
        if (ciphertext.remaining() < RecordHeader.LENGTH) {
            return needInput();
        }
        int length = engine.recordLength(
                ciphertext.get(at) & 0xff, (ciphertext.get(at + 3) & 0xff) << 8 | (ciphertext.get(at + 4) & 0xff));
        if (ciphertext.remaining() < length) {
            return needInput();
        }
        int result;
        if (ciphertext.hasArray()) {
            result = read(ciphertext.array(), ciphertext.arrayOffset() + at, plaintext);
        } else {
            var scratch = Scratch.take();
            ciphertext.get(at, scratch, 0, length);
            result = read(scratch, 0, plaintext);
            Scratch.give(scratch, 0);
        }
        if (result == Engine.CLOSED) {
            return Status.CLOSED;
        }
        if (result != Engine.BUSY) {
            ciphertext.position(at + length);
        }
        return Status.OK;
    }

    private int read(byte[] record, int offset, ByteBuffer plaintext) throws TlsException {
        if (plaintext.hasArray()) {
            int position = plaintext.position();
            int target = plaintext.arrayOffset() + position;
            int result = engine.read(record, offset, plaintext.array(), target, plaintext.remaining());
            plaintext.position(position + Math.max(0, result));
            return result;
        }
        int result = engine.read(record, offset, NO_BYTES, 0, 0);
        if (result >= 0 && plaintext.hasRemaining()) {
            takeKept(plaintext);
        }
        return result;
    }

    private Status takeKept(ByteBuffer plaintext) {
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

    private Status needInput() {
        if (engine.established()) {
            engine.idle();
        }
        return Status.NEED_INPUT;
    }

    /**
     * Bring out bytes for the peer: what the handshake, an alert or a key update has to say, then application data.
     *
     * @param plaintext application data, consumed as far as it is sealed; may be empty
     * @param ciphertext gets whole records of application data, other output in any portions; what it writes to must not
     *     be what plaintext is read from
     * @return OK when anything was done or nothing is left to do; NEED_INPUT when the data waits for the handshake;
     *     NEED_ROOM when nothing fits; CLOSED after {@link #closeOutput}, when all is out
     * @throws TlsException what ended the connection, once its alert has come out
     * @throws IllegalArgumentException when the two overlap in one array; nothing has happened
     * @throws ReadOnlyBufferException when ciphertext is read-only; nothing has happened
     */
    public Status write(ByteBuffer plaintext, ByteBuffer ciphertext) throws TlsException {
        requireTarget(plaintext, ciphertext);
        requireApart(plaintext, ciphertext);
        int before = ciphertext.position();
        while (true) {
            boolean roomLeft = drain(ciphertext);
            boolean done = ciphertext.position() > before;
            if (!roomLeft) {
                return done ? Status.OK : Status.NEED_ROOM;
            }
            if (engine.failure() != null && done) {
                return Status.OK; // What came out is to be sent; the next call throws.
            }
            engine.throwFailure();
            if (engine.outputClosed()) {
                return done ? Status.OK : Status.CLOSED;
            }
            if (!plaintext.hasRemaining()) {
                return Status.OK;
            }
            if (!engine.maySend()) {
                return done ? Status.OK : Status.NEED_INPUT;
            }
            int content = Math.min(plaintext.remaining(), engine.maxContent());
            if (ciphertext.remaining() < engine.sealedLength(content)) {
                return done ? Status.OK : Status.NEED_ROOM;
            }
            seal(plaintext, content, ciphertext);
        }
    }

    /** What a target cannot take would be lost, as the record is opened or sealed by then. */
    @SuppressWarnings("ReferenceEquality") // Another buffer over the same bytes has a position of its own.
    private static void requireTarget(ByteBuffer source, ByteBuffer target) {
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
    private static void requireBehind(ByteBuffer ciphertext, ByteBuffer plaintext, int kept) {
        int written = kept > 0 ? Math.min(kept, plaintext.remaining()) : plaintext.remaining();
        if (overlap(ciphertext, plaintext, written)
                && (kept > 0 || start(plaintext) > start(ciphertext) + RecordHeader.LENGTH)) {
            throw new IllegalArgumentException("plaintext would run over ciphertext that is not read yet");
        }
    }

    /** A record is longer than its content and what precedes it comes first, so that it would run over its own source. */
    private static void requireApart(ByteBuffer plaintext, ByteBuffer ciphertext) {
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

    /** Move other output than application data; answer false when some is left for want of room. */
    private boolean drain(ByteBuffer ciphertext) throws TlsException {
        if (!engine.hasOutput()) {
            return true;
        }
        if (ciphertext.hasArray()) {
            int position = ciphertext.position();
            int target = ciphertext.arrayOffset() + position;
            ciphertext.position(position + engine.drain(ciphertext.array(), target, ciphertext.remaining()));
            return !engine.hasOutput();
        }
        var scratch = Scratch.take();
        while (engine.hasOutput() && ciphertext.hasRemaining()) {
            ciphertext.put(scratch, 0, engine.drain(scratch, 0, Math.min(scratch.length, ciphertext.remaining())));
        }
        Scratch.give(scratch, 0);
        return !engine.hasOutput();
    }

    /** Seal one record; nothing when other output turned out to be due. */
    private void seal(ByteBuffer plaintext, int content, ByteBuffer ciphertext) throws TlsException {
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
                return;
            }
            plaintext.position(plaintext.position() + content);
            if (ciphertext.hasArray()) {
                ciphertext.position(ciphertext.position() + sealed);
            } else {
                ciphertext.put(out, 0, sealed);
            }
        } finally {
            if (!plaintext.hasArray()) {
                Scratch.give(in, content);
            }
            if (!ciphertext.hasArray()) {
                Scratch.give(out, 0);
            }
        }
    }

    /** Tell whether the handshake is done. */
    public boolean established() {
        return engine.established();
    }

    /** Tell whether application data may be sent: the handshake has come so far, and our direction is open. */
    public boolean maySend() {
        return engine.maySend() && !engine.outputClosed() && engine.failure() == null;
    }

    /** Tell whether application data may come: the handshake has come so far, and the peer's direction is open. */
    public boolean mayReceive() {
        return engine.mayReceive() && !engine.inputClosed() && engine.failure() == null;
    }

    /**
     * Describe what the handshake has agreed so far, of which nothing is verified before {@link #established}. For any thread.
     *
     * @return null while nothing is known
     */
    public @Nullable Negotiated negotiated() {
        return engine.negotiated();
    }

    /**
     * Describe the connection as it is now.
     *
     * @throws IllegalStateException before the handshake is done
     */
    public ConnectionInfo info() {
        return engine.info();
    }

    /**
     * Derive keying material for another protocol from this connection (RFC 5705; RFC 9846 section 7.5): both ends get the
     * same.
     *
     * @param label names the use, ASCII, 1 to 249 characters, in TLS 1.2 none of TLS's own; registered names need no
     *     agreement beyond them
     * @param context binds the value to something both ends know; null for none, which TLS 1.3 takes for empty; in TLS 1.2
     *     up to 65535 bytes
     * @param length bytes wanted, in TLS 1.3 up to 255 times the length of the suite's hash: 8160, or 12240 with SHA-384; in
     *     TLS 1.2 up to 65535
     * @return the material, the caller's to wipe
     * @throws IllegalStateException before the handshake is done, or after closing
     * @throws IllegalArgumentException when one of these is out of its range
     */
    public byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length) {
        try (var material = engine.export(label, context, length)) {
            return material.toArray();
        }
    }

    /**
     * Tell that the transport has reached its end; after the peer's close_notify that is as it should be.
     *
     * @throws TlsException a TruncatedException when there was no close_notify
     */
    public void endOfInput() throws TlsException {
        engine.endOfInput();
    }

    /**
     * Close our direction: a close_notify comes out of {@link #write}; reading goes on. Before the handshake is done, this
     * ends it.
     */
    public void closeOutput() {
        engine.closeOutput();
    }

    /** Close both directions and wipe all secrets; a close_notify still comes out of {@link #write}. Idempotent. */
    @Override
    public void close() {
        engine.close();
    }
}
