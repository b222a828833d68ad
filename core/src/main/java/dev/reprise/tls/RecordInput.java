package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Receives whole records from a transport, within the handshake's deadline and the timeout of reads. One reader. */
final class RecordInput {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Engine engine;
    private final Transport transport;
    private final Duration handshakeTimeout;
    private volatile Duration readTimeout;
    private final LongSupplier nanoTime;
    private final byte[] header = new byte[RecordHeader.LENGTH];
    private int headerFill;
    private byte @Nullable [] record;
    private int recordFill;
    private volatile boolean begun;
    private volatile boolean closing;
    private long begin;
    private @Nullable Duration readTimeoutSet;

    RecordInput(Engine engine, Transport transport, Timeouts timeouts, LongSupplier nanoTime) {
        this.engine = engine;
        this.transport = transport;
        this.handshakeTimeout = timeouts.handshake();
        this.readTimeout = timeouts.read();
        this.nanoTime = nanoTime;
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
     * Receive a whole record: first the header, then the body into a borrowed array, so that waiting costs none. What the
     * next header has come with it is kept, which saves bulk data half of its reads. A timeout loses nothing.
     */
    byte[] receive() throws IOException {
        if (headerFill < RecordHeader.LENGTH && engine.established()) {
            engine.idle();
        }
        while (headerFill < RecordHeader.LENGTH) {
            headerFill += receive(header, headerFill, RecordHeader.LENGTH - headerFill);
        }
        int length = engine.recordLength(RecordHeader.type(header, 0), RecordHeader.length(header, 0));
        var whole = record;
        if (whole == null) {
            whole = Scratch.take();
            System.arraycopy(header, 0, whole, 0, RecordHeader.LENGTH);
            record = whole;
            recordFill = RecordHeader.LENGTH;
        }
        int wanted = Math.min(length + RecordHeader.LENGTH, whole.length);
        while (recordFill < length) {
            recordFill += receive(whole, recordFill, wanted - recordFill);
        }
        headerFill = recordFill - length;
        System.arraycopy(whole, length, header, 0, headerFill);
        return whole;
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        boolean established = engine.established();
        var wanted = readTimeout;
        if (!established) {
            transport.readTimeout(millis(handshakeTimeLeft()));
        } else if (!wanted.equals(readTimeoutSet)) {
            readTimeoutSet = wanted;
            transport.readTimeout(millis(wanted));
        }
        try {
            int count = transport.read(target, offset, length);
            if (count < 0) {
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

    /** Give back the array of the record received; the caller is done with it. */
    void give() {
        var whole = record;
        if (whole != null) {
            record = null;
            Scratch.give(whole, 0);
        }
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
