package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.BoundedWrites;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection over a socket or a pair of channels, blocking. One thread may read while another writes; any thread
 * may close, which ends whatever the others wait for. The handshake is done by {@link #handshake} or by the first read or write.
 */
public final class TlsConnection implements AutoCloseable {
    private static final byte[] NO_BYTES = new byte[0];
    private static final int DRAIN_BYTES = 1 << 16;

    private final TlsEngine tls;
    private final Engine engine;
    private final Deferred deferred;
    private final Transport transport;
    private final RecordInput records;
    private final Timeouts timeouts;
    // These keep two readers, or two writers, apart and are held across socket I/O, which the engine's own are not.
    // Closing waits for neither.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Make a connection; nothing is sent yet. */
    TlsConnection(TlsEngine tls, Transport transport, Timeouts timeouts, Clocks clocks) {
        this.tls = tls;
        this.engine = tls.engine();
        this.deferred = tls.work();
        this.transport = transport;
        this.records = new RecordInput(engine, transport, timeouts, clocks.nanoTime());
        this.timeouts = timeouts;
    }

    /**
     * Do the handshake; nothing if it is done.
     *
     * @throws TlsException when it fails: a ProtocolException of ours, HANDSHAKE_TIMEOUT among them, whose alert has been
     *     sent; a PeerAlertException; or a TruncatedException
     * @throws IOException when the socket fails
     */
    public void handshake() throws IOException {
        if (engine.established()) {
            return;
        }
        reading.lock();
        try {
            records.begin();
            while (!engine.established()) {
                switch (tls.want()) {
                    case OUTPUT -> flush();
                    case TASK -> runTask();
                    case INPUT -> takeRecord(NO_BYTES, 0, 0);
                    case NOTHING -> {
                        engine.throwFailure();
                        throw closedException();
                    }
                }
            }
            deferred.run();
            flush();
        } catch (TlsException e) {
            throw ended(e);
        } finally {
            reading.unlock();
        }
    }

    /**
     * Let each wait of a later read last for at most this time, instead of the config's; a read that waits already keeps
     * its own. Zero is for ever. After a SocketTimeoutException reading goes on where it was.
     *
     * @throws IllegalArgumentException for less than zero or more than 24 days
     */
    public void readTimeout(Duration timeout) {
        records.readTimeout(Timeouts.checked(timeout));
    }

    /**
     * Return the stream of what the peer sends: -1 after close_notify, TruncatedException at an end without it. What lies
     * in the caller's array behind the bytes read is undefined, within the range handed in.
     */
    public InputStream input() {
        return new ConnectionInput(this);
    }

    /** Return the stream of what goes to the peer; every write is sent at once, in records of up to 16 KiB. */
    public OutputStream output() {
        return new ConnectionOutput(this);
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
        return tls.exportKeyingMaterial(label, context, length);
    }

    /** Return the address of the peer, null when there is none or it is not known. */
    public @Nullable SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    /** Close our direction with close_notify; reading goes on. Before the handshake is done, this closes all. */
    public void closeOutput() throws IOException {
        if (!engine.established()) {
            close();
            return;
        }
        engine.closeOutput();
        flush();
    }

    /**
     * Close both directions: send close_notify if that is possible, wipe all secrets, close the socket. Idempotent; a
     * second call from another thread cuts short a first one that the network holds up.
     */
    @Override
    public void close() throws IOException {
        try {
            if (closed.compareAndSet(false, true)) {
                engine.close();
                flush();
                linger();
            }
        } catch (IOException e) {
            return; // The connection is given up; that the peer has not heard so is not the caller's concern.
        } finally {
            transport.close();
        }
    }

    /**
     * Send our end and drop what has come unread: closing over unread data would make TCP send a reset, which may destroy
     * the alert at the peer.
     */
    private void linger() throws IOException {
        transport.shutdownOutput();
        if (!reading.tryLock()) {
            return;
        }
        try {
            var scratch = Scratch.take();
            for (int dropped = 0; dropped < DRAIN_BYTES && transport.available() > 0; ) {
                dropped += Math.max(DRAIN_BYTES / 64, transport.read(scratch, 0, scratch.length));
            }
            Scratch.give(scratch, 0);
            records.give();
        } finally {
            reading.unlock();
        }
    }

    /** Read as {@link #input} does. */
    int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        handshake();
        reading.lock();
        try {
            int count = engine.takeKept(target, offset, length);
            while (count == 0) {
                if (closed.get()) {
                    throw closedException();
                }
                count = takeRecord(target, offset, length);
                deferred.run();
                flush();
            }
            if (count < 0 && closed.get()) {
                throw closedException(); // The end is ours, not the peer's.
            }
            return count;
        } catch (TlsException e) {
            throw ended(e);
        } finally {
            reading.unlock();
        }
    }

    /** Return how many bytes can be read without waiting for the transport. */
    int available() {
        return engine.kept();
    }

    /** Write as {@link #output} does. */
    void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        handshake();
        writing.lock();
        var out = Scratch.take();
        try {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                drain(out);
                int content = Math.min(end - at, engine.maxContent());
                int sealed = engine.seal(source, at, content, out, 0);
                if (sealed > 0) {
                    send(out, sealed);
                    at += content;
                } else if (engine.outputClosed() && !engine.hasOutput()) {
                    throw closedException();
                }
            }
        } catch (TlsException e) {
            throw ended(e); // This thread holds the lock already, and may take it once more.
        } finally {
            Scratch.give(out, 0);
            writing.unlock();
        }
        flush();
        deferred.run(); // Our own keys may have changed.
    }

    /** Send the alert, so that the peer knows before the caller does; answer what to throw. */
    private TlsException ended(TlsException thrown) {
        try {
            flush();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
        deferred.run();
        return thrown;
    }

    /**
     * Send what the engine has to say beside application data. When another thread is sending, it does this too: it looks
     * again after it has let go.
     */
    private void flush() throws IOException {
        while (engine.hasOutput() && writing.tryLock()) {
            var out = Scratch.take();
            try {
                drain(out);
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

    /** Send what is sealed; a peer that takes nothing costs its time and no more. */
    private void send(byte[] out, int length) throws IOException {
        if (closed.get() || engine.failure() != null) {
            BoundedWrites.write(transport, out, length, timeouts.lastWords());
        } else if (engine.established()) {
            BoundedWrites.write(transport, out, length, timeouts.write());
        } else {
            try {
                BoundedWrites.write(transport, out, length, records.handshakeTimeLeft());
            } catch (SocketTimeoutException e) {
                throw records.handshakeTimeout();
            }
        }
    }

    private void runTask() {
        var task = tls.task();
        if (task != null) {
            task.run();
        }
    }

    /** Wait for one record and let the engine take it; return the bytes of application data, or -1 at their end. */
    private int takeRecord(byte[] target, int offset, int room) throws IOException {
        engine.checkReadable();
        if (engine.inputClosed()) {
            return -1;
        }
        var record = records.receive(); // Not within try: a timeout loses nothing.
        try {
            return engine.read(record, 0, target, offset, room);
        } finally {
            records.give();
        }
    }

    static SocketException closedException() {
        return new SocketException("the connection is closed");
    }
}
