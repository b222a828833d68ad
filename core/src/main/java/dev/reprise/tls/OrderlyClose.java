package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Ends a connection so that nothing said is lost: says so, then takes what the peer still has to say until its end comes, and
 * closes the transport only then. Closing over what has come unread, or comes later, would make TCP send a reset, and that
 * destroys what the peer has not read yet: our data, or the alert that says what was wrong. Tickets that come meanwhile are
 * stored. All of it together is bounded in time, and what is taken also in bytes, for a peer in the middle of a large answer.
 */
final class OrderlyClose {
    private static final int MOST_BYTES = 1 << 24;
    /** How long the last words take when nothing holds them up. */
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final Engine engine;
    private final Deferred deferred;
    private final Transport transport;
    private final RecordInput records;
    private final RecordOutput output;
    private final ReentrantLock reading;
    private final LongSupplier nanoTime;
    private final Duration limit;
    private final long begin;
    private final Thread closer = Thread.currentThread();
    private final CountDownLatch said = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * Begin to close; the caller's thread will do it.
     *
     * @param reading held by who reads
     * @param limit how long all may take
     */
    OrderlyClose(
            TlsEngine tls,
            Transport transport,
            RecordInput records,
            RecordOutput output,
            ReentrantLock reading,
            LongSupplier nanoTime,
            Duration limit) {
        this.engine = tls.engine();
        this.deferred = tls.work();
        this.transport = transport;
        this.records = records;
        this.output = output;
        this.reading = reading;
        this.nanoTime = nanoTime;
        this.limit = limit;
        this.begin = nanoTime.getAsLong();
    }

    /** Close; only a transport that cannot be closed is told. */
    void run() throws IOException {
        var deadline = new Deadline(transport);
        deadline.set(limit);
        try (transport) {
            say();
            said.countDown();
            if (records.begun()) {
                hear();
            }
        } catch (InterruptedException e) {
            closer.interrupt();
        } catch (IOException e) {
            return; // The connection is given up; that the peer has not heard so is not the caller's concern.
        } finally {
            deadline.lift();
            said.countDown();
            end();
        }
    }

    /** Store what has come, also what another thread is at, and wipe all. */
    private void end() {
        try {
            deferred.run();
            deferred.await(left());
        } finally {
            engine.close();
            done.countDown();
        }
    }

    /**
     * Wait until another thread has closed. Where the network holds up its last words, cut them short; but never what it
     * waits for then.
     */
    void join() throws IOException {
        if (Thread.currentThread() == closer) {
            return; // By the user's code, which closing calls.
        }
        try {
            if (said.await(AT_ONCE.toNanos(), TimeUnit.NANOSECONDS)) {
                done.await();
            } else {
                transport.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            transport.close();
        }
    }

    private void say() throws IOException, InterruptedException {
        records.close();
        engine.closeOutput();
        output.finish();
        transport.shutdownOutput();
    }

    private void hear() throws IOException, InterruptedException {
        if (!reading.tryLock(left().toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        var scratch = Scratch.take();
        try {
            if (engine.peerEnded()) {
                dropArrived(scratch);
            } else if (!takeRecords(scratch)) {
                dropToTheEnd(scratch);
            }
        } catch (SocketTimeoutException e) {
            return; // The peer had its time.
        } finally {
            Scratch.give(scratch, scratch.length);
            records.drop();
            reading.unlock();
        }
    }

    /** Take records until the peer's end; answer false when they cannot be opened any more. */
    private boolean takeRecords(byte[] scratch) throws IOException {
        engine.takeKept(scratch, 0, scratch.length);
        try {
            for (int taken = 0; taken < MOST_BYTES; ) {
                if (engine.inputClosed()) {
                    return engine.established();
                }
                records.readTimeout(nextWait());
                var record = records.receive();
                taken += RecordHeader.LENGTH + RecordHeader.length(record, records.offset());
                try {
                    if (engine.read(record, records.offset(), scratch, 0, scratch.length) == Engine.BUSY) {
                        return false;
                    }
                } finally {
                    records.give();
                }
                deferred.run();
            }
            return true;
        } catch (TlsException e) {
            return false; // Told to listeners and the store; who closes does not want to know.
        }
    }

    /** Take bytes that nobody can open until the peer's end. */
    private void dropToTheEnd(byte[] scratch) throws IOException {
        int count = 0;
        for (int dropped = 0; dropped < MOST_BYTES && count >= 0; dropped += count) {
            transport.readTimeout(RecordInput.millis(nextWait()));
            count = transport.read(scratch, 0, scratch.length);
        }
    }

    /** Take what has come after the peer's end, which is nothing it could want to say. */
    private void dropArrived(byte[] scratch) throws IOException {
        for (int i = 0; i < 8 && transport.available() > 0; i++) {
            if (transport.read(scratch, 0, scratch.length) < 0) {
                return;
            }
        }
    }

    /** Return how long to wait at most, zero where the deadline ends the wait by closing the transport. */
    private Duration nextWait() throws SocketTimeoutException {
        var left = left();
        if (!left.isPositive()) {
            throw new SocketTimeoutException();
        }
        return records.waitsUntimed() ? Duration.ZERO : left;
    }

    private Duration left() {
        return limit.minusNanos(nanoTime.getAsLong() - begin);
    }
}
