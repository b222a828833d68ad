package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.record.RecordHeader;
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
 * <p>One loop serves handshake, data and closing; what ends the connection is thrown by the next read or write, so both are
 * called until they throw or are done. Close with {@link #closeOutput}, go on until read answers CLOSED, then {@link #close}.
 *
 * <pre>{@code
 * boolean wantsToRead()  { return !closed; }
 * boolean wantsToWrite() { return engine.want() == Want.OUTPUT || (engine.maySend() && !toSend.isEmpty()); }
 *
 * void onReadable() throws IOException {                    // incoming has what came, ready to be read from
 *     boolean more = true;
 *     while (more) {
 *         int before = incoming.position();
 *         var status = engine.read(incoming, plaintext.clear());
 *         received(plaintext.flip());
 *         runTask();
 *         closed |= status == Status.CLOSED;
 *         more = status == Status.OK && (incoming.position() > before || plaintext.hasRemaining());
 *     }
 * }
 *
 * void onWritable() throws IOException {                    // also to begin a client
 *     runTask();
 *     engine.write(engine.maySend() ? toSend.next() : nothing, outgoing);
 *     send(outgoing.flip());
 * }
 *
 * void runTask() {                                          // or in another thread, and then go on
 *     if (engine.task() instanceof Runnable task) { task.run(); }
 *     if (engine.deferred() instanceof Runnable work) { work.run(); }
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

    private final Engine engine;
    private final Deferred deferred;

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
        return EngineBuffers.read(engine, ciphertext, plaintext);
    }

    /**
     * Take one record from the peer whole: as {@link #read(ByteBuffer, ByteBuffer)}, but into several buffers, and nothing is
     * consumed that they have no room for.
     *
     * @param plaintext gets application data, in this order
     * @param from the first of them to use
     * @param count how many of them to use
     * @return NEED_ROOM when they have less room than this record's application data may need, which is at most the record's
     *     length less 21 bytes, and never more than {@link #MAX_PLAINTEXT_BYTES}; before {@link #mayReceive} none is needed
     */
    public Status readRecord(ByteBuffer ciphertext, ByteBuffer[] plaintext, int from, int count) throws TlsException {
        return EngineBuffers.readRecord(engine, ciphertext, plaintext, from, count);
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
        return EngineBuffers.write(engine, plaintext, ciphertext);
    }

    /**
     * Bring out whole records: as {@link #write(ByteBuffer, ByteBuffer)}, but of the application data of several buffers at
     * most one record, and of the rest no parts of records.
     *
     * @param plaintext application data, in this order
     * @param from the first of them to use
     * @param count how many of them to use
     * @return NEED_ROOM when the next record does not fit and nothing came out, which does not happen with room for
     *     {@link #MAX_RECORD_BYTES}
     */
    public Status writeRecord(ByteBuffer[] plaintext, int from, int count, ByteBuffer ciphertext) throws TlsException {
        return EngineBuffers.writeRecord(engine, plaintext, from, count, ciphertext);
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
     * Move our keys on to the next (RFC 9846 section 4.7.3), which comes out of {@link #write}. Nobody needs to: keys are
     * moved on before they have protected too much.
     *
     * @param peersToo whether the peer is asked to do the same with its own
     * @throws IllegalStateException before the handshake is done, after closing, or in TLS 1.2, which cannot
     */
    public void updateKeys(boolean peersToo) {
        engine.updateKeys(peersToo);
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
