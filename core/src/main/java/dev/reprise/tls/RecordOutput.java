package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.BoundedWrites;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Sends what an engine seals, each time for no longer than the peer is given. Thread-safe: writers wait for each other. */
final class RecordOutput {
    private final Engine engine;
    private final RecordInput records;
    private final Timeouts timeouts;
    private final BoundedWrites writes;
    // Held across the transport's I/O, which the engine's own locks are not.
    private final ReentrantLock sending = new ReentrantLock();
    private volatile boolean closing;
    private Duration answering = Duration.ZERO; // Guarded by the lock; zero while a writer sends.

    RecordOutput(Engine engine, RecordInput records, Transport transport, Timeouts timeouts) {
        this.engine = engine;
        this.records = records;
        this.timeouts = timeouts;
        this.writes = new BoundedWrites(transport);
    }

    /** Seal and send application data, and what goes before it: up to four records with one call of the system. */
    void write(byte[] source, int offset, int length) throws IOException {
        sending.lock();
        var out = length > engine.maxContent() ? Scratch.takeFour() : Scratch.take();
        try {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                int due = engine.hasOutput() ? engine.drain(out, 0, out.length) : 0;
                at += sendRecords(source, at, end, out, due);
                if (at < end && engine.outputClosed() && !engine.hasOutput()) {
                    throw TlsConnection.closedException();
                }
            }
        } finally {
            Scratch.give(out, 0);
            sending.unlock();
        }
    }

    /**
     * Send what is due with as many records of data as there is room for, until something else is due; return how much data
     * they hold.
     */
    private int sendRecords(byte[] source, int offset, int end, byte[] out, int due) throws IOException {
        int at = offset;
        int filled = due;
        try {
            while (at < end) {
                int content = Math.min(end - at, engine.maxContent());
                if (engine.sealedLength(content) > out.length - filled) {
                    break;
                }
                int sealed = engine.seal(source, at, content, out, filled);
                if (sealed == 0) {
                    break;
                }
                filled += sealed;
                at += content;
            }
        } catch (TlsException e) {
            sendBefore(e, out, filled);
            throw e;
        }
        if (filled > 0) {
            send(out, filled);
        }
        return at - offset;
    }

    /** Send what was sealed before something went wrong: the alert that tells so must come after it. */
    private void sendBefore(TlsException thrown, byte[] out, int filled) {
        try {
            if (filled > 0) {
                send(out, filled);
            }
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    /**
     * Send what the engine has to say beside application data. When another thread is sending, it does this too: it looks
     * again after it has let go.
     */
    void flush() throws IOException {
        while (engine.hasOutput() && sending.tryLock()) {
            drainAndUnlock();
        }
    }

    /** Send what a reader owes the peer, for no longer than it would wait for the peer: who never reads gets no answers. */
    void answer() throws IOException {
        var limit = timeouts.write().isZero() ? records.readTimeout() : timeouts.write();
        while (engine.hasOutput() && sending.tryLock()) {
            answering = limit;
            drainAndUnlock();
        }
    }

    /** Send the last that the engine has to say, before the transport is closed, if need be after another thread's record. */
    void finish() throws IOException, InterruptedException {
        closing = true;
        if (sending.tryLock(timeouts.close().toNanos(), TimeUnit.NANOSECONDS)) {
            drainAndUnlock();
        }
    }

    private void drainAndUnlock() throws IOException {
        var out = Scratch.take();
        try {
            drain(out);
        } finally {
            answering = Duration.ZERO;
            Scratch.give(out, 0);
            sending.unlock();
        }
    }

    private void drain(byte[] out) throws IOException {
        while (engine.hasOutput()) {
            send(out, engine.drain(out, 0, out.length));
        }
    }

    /** Send what is sealed; a peer that takes nothing costs its time and no more. */
    private void send(byte[] out, int length) throws IOException {
        if (closing || engine.failure() != null) {
            writes.write(out, length, timeouts.close());
        } else if (engine.established()) {
            writes.write(out, length, answering.isZero() ? timeouts.write() : answering);
        } else {
            Duration left = records.handshakeTimeLeft();
            try {
                writes.write(out, length, left);
            } catch (SocketTimeoutException e) {
                throw records.handshakeTimeout();
            }
        }
    }
}
