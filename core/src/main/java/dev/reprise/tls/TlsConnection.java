package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.net.Transport;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection over a socket or a pair of channels, blocking. One thread may read while another writes; any thread may
 * close, which ends whatever the others wait for. The handshake is done by {@link #handshake} or by the first read or write.
 */
public final class TlsConnection implements AutoCloseable {
    private static final byte[] NO_BYTES = new byte[0];
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final TlsEngine tls;
    private final Engine engine;
    private final Deferred deferred;
    private final Transport transport;
    private final RecordInput records;
    private final RecordOutput output;
    private final Timeouts timeouts;
    private final LongSupplier nanoTime;
    // Keeps two readers apart and is held across socket I/O, which the engine's own locks are not.
    private final ReentrantLock reading = new ReentrantLock();
    // Who writes waits for the handshake and not for the reader, who
    // goes on and may wait for the answer; null when it is done.
    private volatile @Nullable ReentrantLock handshaking = new ReentrantLock();
    private volatile @Nullable OrderlyClose closing;
    private boolean dataTaken; // Guarded by reading.

    /** Make a connection; nothing is sent yet. */
    TlsConnection(TlsEngine tls, Transport transport, Timeouts timeouts, Clocks clocks) {
        this.tls = tls;
        this.engine = tls.engine();
        this.deferred = tls.work();
        this.transport = transport;
        this.records = new RecordInput(engine, transport, timeouts, clocks.nanoTime());
        this.output = new RecordOutput(engine, records, transport, timeouts);
        this.timeouts = timeouts;
        this.nanoTime = clocks.nanoTime();
    }

    /**
     * Do the handshake, as the first read or write would (libtls's {@code tls_handshake}).
     *
     * @throws IllegalStateException "handshake already completed", also by a read or write, or by {@link TlsClient#connect}
     * @throws TlsException when it fails: a ProtocolException of ours, HANDSHAKE_TIMEOUT among them, whose alert has been
     *     sent; a PeerAlertException; or a TruncatedException
     * @throws IOException when the socket fails
     */
    public void handshake() throws IOException {
        if (engine.established()) {
            throw new IllegalStateException("handshake already completed");
        }
        establish(true);
    }

    /**
     * Do the handshake unless it is done.
     *
     * @param whole whether all that it makes us say is sent; else the last of it is left to who writes or waits next
     */
    private void establish(boolean whole) throws IOException {
        var lock = handshaking;
        if (lock == null || engine.established()) {
            return;
        }
        lock.lock();
        try {
            if (handshaking != null) {
                establishAlone(whole);
                handshaking = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void establishAlone(boolean whole) throws IOException {
        reading.lock();
        try {
            records.begin();
            while (!engine.established()) {
                switch (tls.want()) {
                    case OUTPUT -> output.flush();
                    case TASK -> runTask();
                    case INPUT -> takeRecord(NO_BYTES, 0, 0);
                    case NOTHING -> {
                        engine.throwFailure();
                        throw closedException();
                    }
                }
            }
            if (!records.liftHandshakeTimeout()) {
                throw records.handshakeTimeout();
            }
            deferred.run();
            if (whole) {
                output.flush();
            }
        } catch (TlsException e) {
            throw ended(e);
        } catch (IOException e) {
            var told = refused(e);
            throw closing != null || told instanceof TlsException ? told : deferred.transportFailed(told);
        } finally {
            records.liftHandshakeTimeout();
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

    /**
     * Move our keys on to the next, now (RFC 9846 section 4.7.3). Nobody needs to: keys are moved on before they have
     * protected too much.
     *
     * @param peersToo whether the peer is asked to do the same with its own
     * @throws IllegalStateException before the handshake is done, after closing, or in TLS 1.2, which cannot
     * @throws IOException when the socket fails
     */
    public void updateKeys(boolean peersToo) throws IOException {
        engine.updateKeys(peersToo);
        output.flush();
        deferred.run();
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
        output.flush();
    }

    /**
     * Close the connection in good order: send close_notify, take what the peer still has to say until it ends its side, too,
     * store the sessions that come with it, close the socket, wipe all secrets. What was written before has then reached a
     * peer that reads, and so has an alert of ours. Application data that comes meanwhile is dropped. Idempotent.
     *
     * <p>All of it takes no longer than the config's {@code closeTimeout}, and takes no more than 16 MiB: what a peer has not
     * taken or said by then is lost. A read or write under way in another thread ends with SocketException, a write after the
     * record it is at. A second call from another thread waits with the first, but cuts short one that the network holds up
     * in sending close_notify. An interrupted thread closes at once.
     */
    @Override
    public void close() throws IOException {
        OrderlyClose ours = null;
        OrderlyClose close;
        synchronized (this) {
            close = closing;
            if (close == null) {
                ours = new OrderlyClose(tls, transport, records, output, reading, nanoTime, timeouts.close());
                close = ours;
                closing = close;
            }
        }
        if (ours != null) {
            ours.run();
        } else {
            close.join();
        }
    }

    /** Read as {@link #input} does. */
    int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        establish(false);
        reading.lock();
        try {
            int count = engine.takeKept(target, offset, length);
            while (count == 0) {
                requireOpen();
                if (!engine.outputMayWait() || dataTaken || !records.arrived()) {
                    answer(false);
                }
                count = takeRecord(target, offset, length);
                dataTaken |= count > 0;
                deferred.run();
                if (!engine.outputMayWait()) {
                    answer(count > 0);
                }
            }
            if (count < 0) {
                requireOpen(); // The end may be ours, not the peer's.
                deferred.await(FOREVER); // Who reads the end has all the sessions that came before it.
            }
            return count;
        } catch (TlsException e) {
            throw ended(e);
        } finally {
            reading.unlock();
        }
    }

    /** Send what reading has made due; that it cannot be sent must not cost what the peer has said before. */
    private void answer(boolean dataRead) throws IOException {
        try {
            output.answer();
        } catch (SocketTimeoutException e) {
            if (!dataRead) { // Else the next read finds the transport closed.
                throw e;
            }
        } catch (SocketException e) {
            return; // The peer takes no more; the next read of the transport tells whether it has said more.
        }
    }

    private void requireOpen() throws SocketException {
        if (closing != null) {
            throw closedException();
        }
    }

    /** Return how many bytes can be read without waiting for the transport. */
    int available() {
        return engine.kept();
    }

    /** Write as {@link #output} does. */
    void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        establish(false);
        try {
            output.write(source, offset, length);
            output.flush();
        } catch (TlsException e) {
            throw ended(e);
        } catch (IOException e) {
            throw refused(e);
        }
        deferred.run(); // Our own keys may have changed.
    }

    /** Send the alert, so that the peer knows before the caller does; answer what to throw. */
    private TlsException ended(TlsException thrown) {
        try {
            output.flush();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
        deferred.run();
        return thrown;
    }

    /**
     * Look for an alert when sending breaks: a peer that refuses us and closes over what we send makes TCP break our write
     * first. Data that comes before it is kept for who reads.
     *
     * @return what to throw: what the peer has said, or what broke
     */
    private IOException refused(IOException broken) {
        if (closing != null || broken instanceof SocketTimeoutException || !reading.tryLock()) {
            return broken;
        }
        var deadline = new Deadline(transport);
        deadline.set(timeouts.close());
        try {
            while (engine.kept() == 0 && records.arrived() && takeRecord(NO_BYTES, 0, 0) >= 0) {
                deferred.run();
            }
        } catch (IOException e) {
            if (e instanceof TlsException && engine.failure() != null) {
                e.addSuppressed(broken);
                deferred.run();
                return e;
            }
        } finally {
            deadline.lift();
            reading.unlock();
        }
        return broken;
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
            return engine.read(record, records.offset(), target, offset, room);
        } finally {
            records.give();
        }
    }

    static SocketException closedException() {
        return new SocketException("the connection is closed");
    }
}
