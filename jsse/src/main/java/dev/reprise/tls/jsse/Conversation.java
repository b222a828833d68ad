package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.RecordSink;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.net.TransportFailure;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.internal.resumption.Unanswered;
import dev.reprise.tls.spec.TlsException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a connected socket, blocking. One thread may read while another writes; any may close, which ends what the
 * others wait for. Timeouts are the socket's, and lose nothing.
 */
final class Conversation implements RecordSink {
    private static final byte[] NO_BYTES = new byte[0];
    private static final int DRAIN_BYTES = 1 << 16;
    // A peer that is sent away in the handshake has a few records under way, which takes a round trip. This is for all
    // of them, as a peer may let its bytes come one by one.
    private static final int LAST_WORDS_MILLIS = 500;
    private static final int MAX_LAST_RECORDS = 16;

    private final Connection connection;
    private final Engine engine;
    private final Socket raw;
    private final LongSupplier clock;
    private final RecordSource records;
    private final OutputStream output;
    // These keep two readers, or two writers, apart and are held across I/O; closing waits for neither.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    // Who writes waits for the handshake and not for the reader, who
    // goes on and may wait for the answer; null when it is done.
    private volatile @Nullable ReentrantLock handshaking = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean heard;
    private volatile boolean spoken;

    /**
     * Begin over the streams of a socket.
     *
     * @param clock monotonic nanoseconds
     */
    Conversation(Connection connection, Socket raw, InputStream input, LongSupplier clock) throws IOException {
        this.clock = clock;
        this.connection = connection;
        this.raw = raw;
        engine = connection.begin();
        records = new RecordSource(engine, input);
        output = raw.getOutputStream();
    }

    boolean established() {
        return engine.established();
    }

    /** Do the handshake; nothing when it is done. Answers whether it was done here. */
    boolean handshake() throws IOException {
        var lock = handshaking;
        if (lock == null || engine.established()) {
            return false;
        }
        if (lock.isHeldByCurrentThread()) {
            // A manager that asks the socket for its session would wait for its own answer.
            throw new IOException("the handshake cannot be waited for in code that it calls");
        }
        lock.lock();
        try {
            boolean ours = handshaking != null && handshakeAlone();
            handshaking = null;
            return ours;
        } finally {
            lock.unlock();
        }
    }

    private boolean handshakeAlone() throws IOException {
        reading.lock();
        try {
            connection.start();
            while (!engine.established()) {
                step();
            }
            flush();
            return true;
        } catch (TlsException e) {
            throw ended(e);
        } catch (SocketTimeoutException | SSLException e) {
            throw e; // The handshake goes on with the next call, or all is said.
        } catch (IOException e) {
            if (closed || engine.outputClosed() || connection.unanswered().isEmpty()) {
                throw e;
            }
            throw TransportFailure.with(e, Unanswered.HINT);
        } finally {
            reading.unlock();
        }
    }

    /**
     * Answer a program that starts a handshake again. Before any data nothing happens: many programs do it only to be sure
     * that there was one. After data it is a request for new keys, or for the peer to prove itself anew, which must not be
     * passed over in silence.
     *
     * @throws SSLException in TLS 1.2 after data; nothing is sent, and the connection goes on
     */
    void handshakeAgain() throws IOException {
        if (connection.published() && (heard || spoken)) {
            connection.renew(engine);
            flush();
        }
    }

    private void step() throws IOException {
        connection.throwFailure();
        if (closed || engine.outputClosed()) {
            throw closedException();
        }
        if (engine.hasOutput()) {
            flush();
            return;
        }
        var task = engine.task();
        if (task != null) {
            task.run();
            connection.update();
            return;
        }
        takeRecord(NO_BYTES, 0, 0);
    }

    /** Read as a stream does; -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        reading.lock();
        try {
            int count = engine.takeKept(target, offset, length);
            while (count == 0) {
                if (closed) {
                    throw closedException();
                }
                if (engine.inputClosed() || connection.endedWithoutCloseNotify()) {
                    return -1;
                }
                count = takeRecord(target, offset, length);
                answer();
            }
            return count;
        } catch (TlsException e) {
            throw ended(e);
        } catch (SocketException e) {
            throw closed ? closedException() : e;
        } finally {
            reading.unlock();
        }
    }

    /** Send what reading has made due; that it cannot be sent must not cost what the peer has said, its end included. */
    private void answer() throws IOException {
        try {
            flush();
        } catch (SocketException e) {
            return; // The peer takes no more; the next read of the socket tells whether it has said more.
        }
    }

    /** Count what can be read without waiting for the socket. */
    int available() {
        return engine.kept();
    }

    /** Wait for a record and let the engine take it; answers how much data it held, -1 at the end. */
    private int takeRecord(byte[] target, int offset, int room) throws IOException {
        engine.checkReadable();
        var record = records.receive();
        if (record == null) {
            return end();
        }
        int count;
        try {
            count = engine.read(record, 0, target, offset, room);
        } finally {
            records.done();
        }
        connection.update();
        if (engine.inputClosed()) {
            if (!closed && (!connection.tls13() || JsseProperties.acknowledgeCloseNotify())) {
                engine.closeOutput(); // RFC 5246 section 7.2.1: the answer is one's own, and nothing after it.
            }
            return -1;
        }
        heard |= count > 0;
        return count;
    }

    /** The stream has ended without close_notify. */
    private int end() throws SSLException {
        var how = new EOFException("SSL peer shut down incorrectly");
        if (!engine.established()) {
            var hint = connection.unanswered();
            engine.close();
            throw Failures.terminated(hint, how);
        }
        connection.truncated();
        if (JsseProperties.requireCloseNotify()) {
            var failure = new SSLException("SSL peer shut down incorrectly");
            failure.initCause(how);
            throw failure;
        }
        return -1;
    }

    /** Write as a stream does; every call is sent at once, up to four records with one call of the system. */
    void write(byte[] source, int offset, int length) throws IOException {
        writing.lock();
        var out = RecordSink.arrayFor(engine, length);
        try {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                connection.throwFailure();
                if (closed || engine.outputClosed()) {
                    drain(out);
                    throw closed ? closedException() : new SocketException("Socket output is already shutdown");
                }
                at += sendData(engine, source, at, end, out);
                spoken = true;
            }
            output.flush();
        } catch (TlsException e) {
            throw ended(e);
        } finally {
            Scratch.give(out, 0);
            writing.unlock();
        }
        flush();
    }

    /** Send the alert, so that the peer knows before the caller does; answers what to throw. */
    private IOException ended(TlsException thrown) {
        var failure = connection.failure(thrown);
        try {
            flush();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /**
     * Send what the engine has to say beside application data. When another thread is sending, it does this, too: it looks
     * again after it has let go.
     */
    void flush() throws IOException {
        while (engine.hasOutput() && writing.tryLock()) {
            var out = Scratch.take();
            try {
                drain(out);
                output.flush();
            } finally {
                Scratch.give(out, 0);
                writing.unlock();
            }
        }
    }

    private void drain(byte[] out) throws IOException {
        while (engine.hasOutput()) {
            send(out, engine.drain(out, 0, out.length));
        }
    }

    @Override
    public void send(byte[] out, int length) throws IOException {
        output.write(out, 0, length);
    }

    /** End our direction with close_notify; reading goes on. */
    void closeOutput() throws IOException {
        engine.closeOutput();
        flush();
    }

    boolean outputClosed() {
        return engine.outputClosed();
    }

    boolean inputClosed() {
        return engine.inputClosed() || connection.endedWithoutCloseNotify();
    }

    /** End both directions and close the socket: its other users find it closed. */
    void close() {
        closed = true;
        try {
            takeTickets();
            engine.close();
            flush();
            linger();
        } catch (IOException | IllegalStateException e) {
            return; // The connection is given up; that the peer has not heard so is not the caller's concern.
        } finally {
            connection.update();
        }
    }

    /**
     * Take the tickets of a server that we have only written to, as to store a file by FTPS: they have come unread, or are
     * about to. Without them the next connection could not resume, and closing before they come makes TCP send a reset, which
     * destroys what the server has not read yet.
     */
    private void takeTickets() {
        if (heard || !engine.established() || !connection.awaitsTickets() || !reading.tryLock()) {
            return;
        }
        var scratch = Scratch.take();
        // A timeout of reads starts anew with each byte, and a peer may let them come one by one.
        var deadline = new Deadline(raw::shutdownInput);
        deadline.set(Duration.ofMillis(LAST_WORDS_MILLIS));
        try {
            engine.closeOutput();
            flush();
            for (int records = 0; records < MAX_LAST_RECORDS && connection.awaitsTickets(); records++) {
                engine.takeKept(scratch, 0, scratch.length);
                if (takeRecord(scratch, 0, scratch.length) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // None came in time, and closing goes on.
        } finally {
            deadline.lift();
            Scratch.give(scratch, scratch.length);
            reading.unlock();
        }
    }

    /**
     * Send our end and drop what has come unread: closing over unread data would make TCP send a reset, which may destroy
     * the alert at the peer. After a failure the peer may still be sending, and gets a moment to read why.
     */
    private void linger() throws IOException {
        if (!reading.tryLock()) {
            return;
        }
        var scratch = Scratch.take();
        try {
            if (raw.isClosed() || raw.isOutputShutdown()) {
                return;
            }
            raw.shutdownOutput();
            boolean failed = engine.failure() != null;
            var input = raw.getInputStream();
            long begin = clock.getAsLong();
            int dropped = 0;
            while (dropped < DRAIN_BYTES && (failed || input.available() > 0)) {
                long left = LAST_WORDS_MILLIS - (clock.getAsLong() - begin) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                raw.setSoTimeout((int) left);
                int count = input.read(scratch, 0, scratch.length);
                if (count < 0) {
                    return;
                }
                dropped += count;
            }
        } finally {
            Scratch.give(scratch, 0);
            records.done();
            reading.unlock();
        }
    }

    /**
     * End our direction and wait for the peer's close_notify, so that what follows it on the socket is the caller's; data
     * that still comes is dropped.
     */
    void closeLayer() throws IOException {
        engine.closeOutput();
        flush();
        reading.lock();
        try {
            var scratch = Scratch.take();
            try {
                while (!engine.inputClosed() && !connection.endedWithoutCloseNotify()) {
                    engine.takeKept(scratch, 0, scratch.length);
                    takeRecord(scratch, 0, scratch.length);
                }
            } finally {
                Scratch.give(scratch, scratch.length);
            }
        } catch (TlsException e) {
            throw ended(e);
        } finally {
            closed = true;
            engine.close();
            records.done();
            reading.unlock();
        }
    }

    private static SocketException closedException() {
        return new SocketException("Socket is closed");
    }

    @Override
    public String toString() {
        return "Conversation over " + raw;
    }

    /** Return what ended the connection, for those who want to know. */
    @Nullable
    TlsException failure() {
        return engine.failure();
    }
}
