package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.net.Waiting;
import dev.reprise.tls.internal.record.ReadAhead;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Receives whole records from a transport, within the handshake's deadline and the timeout of reads. One reader. */
final class RecordInput implements ReadAhead.Source, Waiting.Patient {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Engine engine;
    private final Transport transport;
    private final Duration handshakeTimeout;
    private volatile Duration readTimeout;
    private final LongSupplier nanoTime;
    private final ReadAhead ahead;
    private final Waiting waiting;
    private int taken;
    private volatile boolean begun;
    private volatile boolean closing;
    private long begin;
    private @Nullable Duration readTimeoutSet;
    private @Nullable Deadline handshakeEnd;

    RecordInput(Engine engine, Transport transport, Timeouts timeouts, LongSupplier nanoTime) {
        this.engine = engine;
        this.transport = transport;
        this.handshakeTimeout = timeouts.handshake();
        this.readTimeout = timeouts.read();
        this.nanoTime = nanoTime;
        this.ahead = new ReadAhead(this);
        this.waiting = new Waiting(this);
    }

    /** Let the handshake's time run, from the first call on. */
    void begin() {
        if (!begun) {
            begin = nanoTime.getAsLong();
            begun = true;
        }
    }

    /** Tell whether the handshake's time has begun to run. */
    boolean begun() {
        return begun;
    }

    /** Take the transport's end from now on for what it is and not for a failure: we have said our own. */
    void close() {
        closing = true;
    }

    /**
     * Receive a whole record, which begins at {@link #offset} of the array that is returned and stays there until {@link
     * #give}. A timeout loses nothing.
     */
    byte[] receive() throws IOException {
        if (ahead.length() == 0 && engine.established()) {
            waiting.begin();
        }
        ahead.await(RecordHeader.LENGTH, engine.established());
        int length = engine.recordLength(ahead.array(), ahead.offset(), ahead.length());
        ahead.await(length, engine.established());
        taken = length;
        return ahead.array();
    }

    /** Give back what the next record can get again: the peer has said nothing for a while. */
    @Override
    public void idle() {
        engine.idle();
    }

    /** Return where the record received begins. */
    int offset() {
        return ahead.offset();
    }

    /** Tell whether a record has come, or more of one has: then receiving it makes sense for who does not want to wait. */
    boolean arrived() throws IOException {
        int length = ahead.length();
        boolean whole = length >= RecordHeader.LENGTH
                && length >= RecordHeader.LENGTH + RecordHeader.length(ahead.array(), ahead.offset());
        return whole || transport.available() > 0;
    }

    /** Read from the transport, for {@link ReadAhead} alone. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        boolean established = engine.established();
        var wanted = readTimeout;
        if (!established) {
            limitHandshake();
        } else if (!wanted.equals(readTimeoutSet)) {
            readTimeoutSet = wanted;
            transport.readTimeout(millis(wanted));
        }
        try {
            int count = transport.read(target, offset, length);
            if (count < 0) {
                if (handshakeEnd != null && handshakeEnd.passed()) {
                    throw handshakeTimeout();
                }
                if (!closing) {
                    engine.endOfInput();
                }
                throw TlsConnection.closedException();
            }
            return count;
        } catch (SocketTimeoutException e) {
            if (established) {
                throw e;
            }
            throw handshakeTimeout();
        }
    }

    /**
     * Bound the read of a handshake that follows. Where a virtual thread waits for some time at most, the JDK asks a timer's
     * thread twice, which costs two switches of threads for each wait; a {@link Deadline} costs none.
     */
    private void limitHandshake() throws IOException {
        var left = handshakeTimeLeft();
        if (!waitsUntimed()) {
            transport.readTimeout(millis(left));
        } else if (handshakeEnd == null && !left.isZero()) {
            handshakeEnd = new Deadline(transport::shutdownInput);
            handshakeEnd.set(left);
        }
    }

    /** Tell whether something else than a timeout of the transport should end the waits of this thread. */
    boolean waitsUntimed() {
        return Thread.currentThread().isVirtual() && transport.wakesReader();
    }

    /** Bound reads no more, as the handshake is over; answer false when its time was up before, and the input has ended. */
    boolean liftHandshakeTimeout() {
        var end = handshakeEnd;
        if (end == null) {
            return true;
        }
        handshakeEnd = null;
        end.lift();
        return !end.passed();
    }

    /** Give back the record received; the caller is done with it. */
    void give() {
        ahead.take(taken);
        taken = 0;
    }

    /** Drop what has come and was not received: nobody will. */
    void drop() {
        ahead.take(ahead.length());
        waiting.end();
    }

    /** Return how long a wait of a read lasts, zero for ever. */
    Duration readTimeout() {
        return readTimeout;
    }

    /** Let later waits of reads last so long. */
    void readTimeout(Duration timeout) {
        readTimeout = timeout;
    }

    /**
     * Return what is left of the handshake's time, zero if it is not limited. The deadline counts from the begin, so that
     * a peer that sends a byte a minute is cut off, too.
     */
    Duration handshakeTimeLeft() throws TlsException {
        if (handshakeTimeout.isZero()) {
            return Duration.ZERO;
        }
        var left = handshakeTimeout.minusNanos(nanoTime.getAsLong() - begin);
        if (!left.isPositive()) {
            throw handshakeTimeout();
        }
        return left;
    }

    /** End the handshake because its time is up; answer what to throw. */
    TlsException handshakeTimeout() {
        return engine.abort(Reason.HANDSHAKE_TIMEOUT, "the handshake took longer than " + handshakeTimeout);
    }

    /** Return a wait as sockets take it: rounded up, as 0 is for ever. */
    static int millis(Duration wait) {
        return (int) Math.min(Integer.MAX_VALUE, (wait.toNanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
