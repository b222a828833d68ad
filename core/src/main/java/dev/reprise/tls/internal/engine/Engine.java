package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.NoRecord;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.Negotiated;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives states and records for one connection, without any I/O.
 *
 * <p>How this works. {@link #read} takes one whole record. Application data goes to the caller's array; handshake bytes
 * are joined into messages, and each message makes the current state answer its successor. A state that says it is
 * costly gets its message by a task, which the caller fetches with {@link #task} and runs where it likes. What states
 * send is framed into records that {@link #drain} hands out; {@link #seal} protects application data.
 *
 * <p>Threads. One thread may read and one may write at the same time; any thread may close. Each half has its own lock,
 * taken in the order read, write, and neither is held across I/O or a call of the user's: so they are monitors, which cost an
 * idle connection nothing and hold a virtual thread's carrier no longer than a record takes. While a task runs, reading answers
 * {@link #BUSY}.
 *
 * <p>How it ends, by closing or by a failure, is {@link Closing}'s; what runs in tasks, {@link HandshakeTask}'s.
 */
public final class Engine implements AutoCloseable {
    /** What {@link #read} answers after the peer's close_notify, or after closing. */
    public static final int CLOSED = -1;
    /** What {@link #read} answers while a task is to be run or is running; the record is not consumed. */
    public static final int BUSY = -2;

    private final ReadHalf read;
    private final WriteHalf write;
    private final HandshakeDriver handshake;
    private final Intake intake;
    private final Ending ending = new Ending();
    private final HandshakeTask task;
    private final Closing closing;

    private Engine(
            @Nullable Start start,
            @Nullable State first,
            EngineLimits limits,
            SealingRules rules,
            Observation observation) {
        write = new WriteHalf(start != null, rules);
        read = new ReadHalf();
        handshake = new HandshakeDriver(new RecordCarrier(read, write), limits, start, first, observation);
        write.reportTo(handshake.output());
        intake = new Intake(read, handshake, ending);
        task = new HandshakeTask(handshake, read);
        closing = new Closing(ending, read, write, handshake, task);
    }

    /** Make a client's engine; beginning is its first task. */
    public static Engine client(Start start, EngineLimits limits, SealingRules rules, Observation observation) {
        return new Engine(start, null, limits, rules, observation);
    }

    /** Make a server's engine that begins in a state. */
    public static Engine server(State first, EngineLimits limits, SealingRules rules, Observation observation) {
        return new Engine(null, first, limits, rules, observation);
    }

    /**
     * Check the header of the record that comes next.
     *
     * @param array has it at the offset, and behind it what has come besides
     * @param available how many bytes have come, at least {@link RecordHeader#LENGTH}
     * @return the length of the whole record in bytes
     * @throws TlsException UNKNOWN_CONTENT_TYPE, with what bytes look like that begin no record; RECORD_TOO_LONG, or what
     *     ended the connection before
     */
    public int recordLength(byte[] array, int offset, int available) throws TlsException {
        int type = RecordHeader.type(array, offset);
        if (ContentType.find(type) == null) {
            throw noRecord(ByteBuffer.wrap(array, offset, available));
        }
        return recordLength(type, RecordHeader.length(array, offset));
    }

    /** Check the header of the record that a buffer begins with, as the other does; the buffer stays as it is. */
    public int recordLength(ByteBuffer begin) throws TlsException {
        int at = begin.position();
        int type = begin.get(at) & 0xff;
        if (ContentType.find(type) == null) {
            throw noRecord(begin);
        }
        return recordLength(type, (begin.get(at + 3) & 0xff) << 8 | (begin.get(at + 4) & 0xff));
    }

    private int recordLength(int type, int length) throws TlsException {
        checkReadable();
        try {
            RecordHeader.check(type, length, read.allProtected());
            return RecordHeader.LENGTH + length;
        } catch (ProtocolException e) {
            throw closing.failed(e);
        }
    }

    private TlsException noRecord(ByteBuffer begin) throws TlsException {
        checkReadable();
        var bytes = new byte[Math.min(begin.remaining(), NoRecord.ENOUGH)];
        begin.get(begin.position(), bytes);
        return abort(Reason.UNKNOWN_CONTENT_TYPE, NoRecord.describe(bytes));
    }

    /**
     * Return how many bytes of application data a record may hold that would come next: 0 when it holds none for sure.
     *
     * @param type its first byte
     * @param length its length in bytes, as {@link #recordLength} tells it
     */
    public int maxPlaintext(int type, int length) {
        synchronized (read) {
            return busy() || !handshake.mayReceive() ? 0 : read.maxPlaintext(type, length - RecordHeader.LENGTH);
        }
    }

    /**
     * Take one whole record, whose header {@link #recordLength} has accepted.
     *
     * @param out gets application data; when {@code room} is at least the record's length less 21 bytes, the record is
     *     opened straight into it, and what the data does not fill of these bytes is undefined
     * @return the number of bytes written to {@code out}, {@link #CLOSED} or {@link #BUSY}; what did not fit is kept for
     *     {@link #takeKept}
     * @throws TlsException what ended the connection, now or before
     */
    public int read(byte[] record, int offset, byte[] out, int outOffset, int room) throws TlsException {
        synchronized (read) {
            checkReadable();
            if (ending.inputClosed()) {
                return CLOSED;
            }
            if (busy()) {
                return BUSY;
            }
            if (read.kept() > 0) {
                throw new IllegalArgumentException("data of the last record has not been taken");
            }
            try {
                return intake.take(record, offset, out, outOffset, room);
            } catch (Throwable e) {
                if (ending.closed()) {
                    return CLOSED; // By another thread, which has wiped keys under this one and waits to wipe the rest.
                }
                throw closing.failed(e);
            }
        }
    }

    /** Return how many bytes of application data are kept because they did not fit. */
    public int kept() {
        synchronized (read) {
            return read.kept();
        }
    }

    /** Move kept application data to the caller; return how many bytes, 0 when none is kept. */
    public int takeKept(byte[] out, int offset, int room) {
        synchronized (read) {
            return read.takeKept(out, offset, room);
        }
    }

    /** Tell whether {@link #drain} has something. */
    public boolean hasOutput() {
        return write.waiting();
    }

    /**
     * Tell whether nobody waits for what {@link #drain} has, so that it can go out with the data that comes next: the
     * NewSessionTickets of a server (RFC 9846 section 4.7.1), which may send them at any time after the handshake.
     */
    public boolean outputMayWait() {
        return write.holdsOwnFlight()
                && handshake.established()
                && handshake.version() == ProtocolVersion.TLS_1_3
                && ending.failure() == null
                && !ending.outputClosed();
    }

    /**
     * Move finished records to the caller.
     *
     * @return the number of bytes written, 0 when there is nothing
     * @throws TlsException what has just ended the connection; never that it ended before, as the alert comes out here
     */
    public int drain(byte[] out, int offset, int room) throws TlsException {
        try {
            return write.drain(out, offset, room, false);
        } catch (Throwable e) {
            throw closing.failed(e);
        }
    }

    /** Move finished records as {@link #drain} does, but only whole ones, as many as there is room for. */
    public int drainRecords(byte[] out, int offset, int room) throws TlsException {
        try {
            return write.drain(out, offset, room, true);
        } catch (Throwable e) {
            throw closing.failed(e);
        }
    }

    /**
     * Seal one record of application data.
     *
     * @param length bytes of data, 1 to {@link #maxContent}
     * @param out has room for {@link #sealedLength}
     * @return the number of bytes written, or 0 when output must be drained first or the output is closed
     * @throws TlsException what ended the connection, now or before
     * @throws IllegalStateException while {@link #maySend} says no
     */
    public int seal(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsException {
        throwFailure();
        if (!handshake.maySend()) {
            throw new IllegalStateException("the handshake is not done");
        }
        try {
            return write.seal(in, offset, length, out, outOffset);
        } catch (Throwable e) {
            throw closing.failed(e);
        }
    }

    /** Return how many bytes of application data one record may carry: 2^14, or what the peer's limit allows. */
    public int maxContent() {
        return write.maxContent();
    }

    /** Return how many bytes a record of so much application data may have at most. */
    public int sealedLength(int content) {
        return write.sealedLength(content);
    }

    /** Tell whether a task is to be run or is running, so that reading cannot go on. */
    public boolean busy() {
        return task.busy();
    }

    /** Fetch the task that is to be run; null when there is none or it has been fetched. It throws nothing. */
    public @Nullable Runnable task() {
        return task.fetch(closing);
    }

    /** Tell whether the handshake has come so far that application data may be sent. */
    public boolean maySend() {
        return handshake.maySend();
    }

    /** Tell whether the handshake has come so far that application data may come. */
    public boolean mayReceive() {
        return handshake.mayReceive();
    }

    /** Tell whether the handshake is done. */
    public boolean established() {
        return handshake.established();
    }

    /** Tell whether nothing more can be read, because of close_notify or closing. */
    public boolean inputClosed() {
        return ending.inputClosed();
    }

    /** Tell whether the peer has said that it says nothing more, or has just ended. */
    public boolean peerEnded() {
        return ending.peerEnded();
    }

    /** Tell whether we have closed our direction. */
    public boolean outputClosed() {
        return ending.outputClosed();
    }

    /** Return what ended the connection, or null: for questions, and never to be thrown. */
    public @Nullable TlsException failure() {
        return ending.failure();
    }

    /** Throw what ended the connection, if anything has: the first time itself, then a new exception caused by it. */
    public void throwFailure() throws TlsException {
        ending.throwFailure();
    }

    /**
     * End the connection for a reason of our own, with its alert.
     *
     * @return what to throw: this reason, or what ended the connection before
     */
    public TlsException abort(Reason reason, String message) {
        return closing.failed(new ProtocolException(reason, message));
    }

    /**
     * Tell that the transport's data has ended. After close_notify that is as it should be.
     *
     * @throws TlsException a TruncatedException without close_notify; writing can go on if the handshake was done
     */
    public void endOfInput() throws TlsException {
        closing.endOfInput();
    }

    /**
     * Close our direction with close_notify (RFC 9846 section 6.1), which {@link #drain} hands out; reading goes on.
     * Before the handshake is done this closes both, as nobody can complete a handshake without speaking.
     */
    public void closeOutput() {
        closing.closeOutput();
    }

    /** Take nothing more from the peer, whose direction may not have ended, and wipe its keys; writing goes on. */
    public void closeInput() {
        closing.closeInput();
    }

    /** Close both directions and wipe every secret; the close_notify can still be drained. */
    @Override
    public void close() {
        closing.close();
    }

    /**
     * Give back what the next record can get again: the caller waits for the peer. Costs the next record half a
     * microsecond and saves an idle connection one to four kilobytes.
     */
    public void idle() {
        synchronized (read) {
            if (!task.running()) {
                read.idle();
            }
        }
        write.idle();
    }

    /** Tell what went wrong with the session store, for {@link #info}. */
    public void storeFailure(String message) {
        facts().storeFailure(message);
    }

    /**
     * Describe the connection.
     *
     * @throws IllegalStateException before the handshake is done
     */
    public ConnectionInfo info() {
        var info = facts().info();
        if (info == null || !handshake.established()) {
            throw new IllegalStateException("the handshake is not done");
        }
        return info;
    }

    /**
     * Move our keys on to the next generation (RFC 9846 section 4.7.3).
     *
     * @param peersToo whether the peer is asked to do the same
     * @throws IllegalStateException before the handshake is done, after closing, or in TLS 1.2
     */
    public void updateKeys(boolean peersToo) {
        if (!handshake.established() || !write.requestKeyUpdate(peersToo)) {
            throw new IllegalStateException(
                    "no keys that can be updated: the handshake is not done, all is closed, or TLS 1.2");
        }
    }

    /**
     * Export keying material (RFC 9846 section 7.5); the caller closes it.
     *
     * @throws IllegalStateException before the handshake is done, or after closing
     */
    public Secret export(String label, byte @Nullable [] context, int length) {
        if (!handshake.established()) {
            throw new IllegalStateException("the handshake is not done");
        }
        return handshake.output().export(label, context, length);
    }

    /**
     * Return the id of a TLS 1.2 session; empty when there is none: in TLS 1.3, without extended master secret, before the
     * handshake is done and after closing.
     */
    public Bytes sessionId() {
        return handshake.output().sessionId();
    }

    /**
     * Describe what the handshake has agreed so far; null while that is nothing. For any thread, also from code of the user's
     * that a task calls.
     */
    public @Nullable Negotiated negotiated() {
        return facts().negotiated();
    }

    /** Describe the connection if its handshake is done or just being done, else answer null. */
    public @Nullable ConnectionInfo infoIfAny() {
        return facts().info();
    }

    /** Tell whether a client's server has not yet answered with a ServerHello. */
    public boolean unanswered() {
        return facts().unanswered();
    }

    /** Return what else may be why the connection has ended, to be appended to what happened; mostly empty. */
    public String hint(TlsException thrown) {
        return facts().hint(thrown);
    }

    /** Tell whether a session was offered to a server that has not answered yet: it may be why. */
    public boolean sessionUnanswered() {
        return facts().sessionUnanswered();
    }

    /**
     * Take what has happened since the last call, in its order: for the session store, listeners and the log. Sessions pass
     * to the caller; those that nobody takes are wiped when the connection ends.
     */
    public List<Event> takeEvents() {
        return handshake.output().takeEvents();
    }

    /** Throw what ended reading, if anything has: nobody should wait for a record then. */
    public void checkReadable() throws TlsException {
        ending.throwUnreadable();
    }

    private Facts facts() {
        return handshake.output().facts();
    }
}
