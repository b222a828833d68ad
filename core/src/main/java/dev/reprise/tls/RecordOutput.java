package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.RecordSink;
import dev.reprise.tls.internal.net.BoundedWrites;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.Scratch;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Sends what an engine seals, each time for no longer than the peer is given. Thread-safe: writers wait for each other. */
final class RecordOutput implements RecordSink {
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
        var out = RecordSink.arrayFor(engine, length);
        try {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                at += sendData(engine, source, at, end, out);
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
    @Override
    public void send(byte[] out, int length) throws IOException {
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
