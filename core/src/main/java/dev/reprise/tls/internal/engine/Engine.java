package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
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
 * taken in the order read, write, and neither is held across a call of the user's. While a task runs it owns state and
 * read half instead of holding the read lock: reading answers {@link #BUSY} and closing leaves the wiping to its end.
 *
 * <p>Failure. Whatever goes wrong passes through {@link #fail}: the first exception is remembered and thrown again by
 * every later call, its one alert is framed under the keys of that moment, and every secret is wiped. That holds for
 * Errors, too, and none is thrown on: a peer can bring some about (a StackOverflowError by what it nests), and a thread
 * that runs tasks for many connections must not die of one. An Error stands as the cause of the INTERNAL_ERROR told.
 */
public final class Engine implements AutoCloseable {
    /** What {@link #read} answers after the peer's close_notify, or after closing. */
    public static final int CLOSED = -1;
    /** What {@link #read} answers while a task is to be run or is running; the record is not consumed. */
    public static final int BUSY = -2;

    private final ReadHalf read;
    private final WriteHalf write;
    private final StateOutput output;
    private final CurrentState state;
    private final Intake intake;
    private boolean wipeAfterTask;
    private volatile boolean taskRunning;
    private volatile boolean outputClosed;
    private volatile boolean closed;
    private volatile @Nullable TlsException failure;
    private volatile @Nullable TruncatedException truncation;
    private volatile @Nullable NotOffered notOffered;
    private volatile @Nullable String storeFailure;

    private Engine(@Nullable Start start, @Nullable State first, EngineLimits limits, SealingRules rules) {
        read = new ReadHalf(limits);
        write = new WriteHalf(start != null, rules);
        output = new StateOutput(read, write, limits.tickets());
        state = new CurrentState(read, write, output, start, first);
        intake = new Intake(read, state);
    }

    /** Make a client's engine; beginning is its first task. */
    public static Engine client(Start start, EngineLimits limits, SealingRules rules) {
        return new Engine(start, null, limits, rules);
    }

    /** Make a server's engine that begins in a state. */
    public static Engine server(State first, EngineLimits limits, SealingRules rules) {
        return new Engine(null, first, limits, rules);
    }

    /**
     * Check the header of the record that comes next.
     *
     * @param type its first byte, 0 to 255
     * @param length its last two bytes, 0 to 65535
     * @return the length of the whole record in bytes
     * @throws TlsException UNKNOWN_CONTENT_TYPE, RECORD_TOO_LONG, or what ended the connection before
     */
    public int recordLength(int type, int length) throws TlsException {
        checkReadable();
        try {
            RecordHeader.check(type, length, read.allProtected());
            return RecordHeader.LENGTH + length;
        } catch (ProtocolException e) {
            throw fail(e);
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
        read.lock.lock();
        try {
            checkReadable();
            if (intake.closed()) {
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
                if (closed) {
                    return CLOSED; // By another thread, which has wiped keys under this one and waits to wipe the rest.
                }
                throw fail(e);
            }
        } finally {
            read.lock.unlock();
        }
    }

    /** Return how many bytes of application data are kept because they did not fit. */
    public int kept() {
        read.lock.lock();
        try {
            return read.kept();
        } finally {
            read.lock.unlock();
        }
    }

    /** Move kept application data to the caller; return how many bytes, 0 when none is kept. */
    public int takeKept(byte[] out, int offset, int room) {
        read.lock.lock();
        try {
            return read.takeKept(out, offset, room);
        } finally {
            read.lock.unlock();
        }
    }

    /** Tell whether {@link #drain} has something. */
    public boolean hasOutput() {
        return write.waiting();
    }

    /**
     * Move finished records to the caller.
     *
     * @return the number of bytes written, 0 when there is nothing
     * @throws TlsException what has just ended the connection; never that it ended before, as the alert comes out here
     */
    public int drain(byte[] out, int offset, int room) throws TlsException {
        try {
            return write.drain(out, offset, room);
        } catch (Throwable e) {
            throw fail(e);
        }
    }

    /**
     * Seal one record of application data.
     *
     * @param length bytes of data, 1 to {@link #maxContent}
     * @param out has room for {@link #sealedLength}
     * @return the number of bytes written, or 0 when output must be drained first or the output is closed
     * @throws TlsException what ended the connection, now or before
     * @throws IllegalStateException before the handshake is done
     */
    public int seal(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsException {
        throwFailure();
        if (!state.established()) {
            throw new IllegalStateException("the handshake is not done");
        }
        try {
            return write.seal(in, offset, length, out, outOffset);
        } catch (Throwable e) {
            throw fail(e);
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
        return taskRunning || state.taskDue();
    }

    /** Fetch the task that is to be run; null when there is none or it has been fetched. It throws nothing. */
    public @Nullable Runnable task() {
        read.lock.lock();
        try {
            if (!state.taskDue()) {
                return null;
            }
            taskRunning = true;
            state.handOut();
            return this::runTask;
        } finally {
            read.lock.unlock();
        }
    }

    /** Tell whether the handshake is done. */
    public boolean established() {
        return state.established();
    }

    /** Tell whether nothing more can be read, because of close_notify or closing. */
    public boolean inputClosed() {
        return intake.closed();
    }

    /** Tell whether we have closed our direction. */
    public boolean outputClosed() {
        return outputClosed;
    }

    /** Return what ended the connection, or null. */
    public @Nullable TlsException failure() {
        return failure;
    }

    /** Throw what ended the connection, if anything has. */
    public void throwFailure() throws TlsException {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * End the connection for a reason of our own, with its alert.
     *
     * @return what to throw: this reason, or what ended the connection before
     */
    public TlsException abort(Reason reason, String message) {
        return fail(new ProtocolException(reason, message));
    }

    /**
     * Tell that the transport's data has ended. After close_notify that is as it should be.
     *
     * @throws TlsException a TruncatedException without close_notify; writing can go on if the handshake was done
     */
    public void endOfInput() throws TlsException {
        throwFailure();
        if (intake.closed()) {
            return;
        }
        // RFC 9846 section 6.1: without close_notify nobody can know that all the data has come.
        if (!state.established()) {
            throw fail(new TruncatedException("the peer ended the connection during the handshake"));
        }
        read.lock.lock();
        try {
            if (truncation == null) {
                truncation = new TruncatedException("the peer ended the connection without close_notify");
                output.report(new Event.Failed(truncation));
                read.wipeKeys();
            }
            throw truncation;
        } finally {
            read.lock.unlock();
        }
    }

    /**
     * Close our direction with close_notify (RFC 9846 section 6.1), which {@link #drain} hands out; reading goes on.
     * Before the handshake is done this closes both, as nobody can complete a handshake without speaking.
     */
    public void closeOutput() {
        if (failure == null && !state.established()) {
            close();
        } else {
            closeWriting();
        }
    }

    private void closeWriting() {
        if (failure != null || outputClosed) {
            return;
        }
        outputClosed = true;
        try {
            write.closeNotify();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Close both directions and wipe every secret; the close_notify can still be drained. */
    @Override
    public void close() {
        closed = true;
        state.abandon();
        closeWriting();
        intake.close();
        wipe();
    }

    /**
     * Give back what the next record can get again: the caller waits for the peer. Costs the next record half a
     * microsecond and saves an idle connection one to four kilobytes.
     */
    public void idle() {
        if (read.lock.tryLock()) {
            try {
                if (!taskRunning) {
                    read.idle();
                }
            } finally {
                read.lock.unlock();
            }
        }
        write.idle();
    }

    /** Tell why no session was offered, for {@link #info}. */
    public void notOffered(NotOffered reason) {
        notOffered = reason;
    }

    /** Tell what went wrong with the session store, for {@link #info}. */
    public void storeFailure(String message) {
        storeFailure = message;
    }

    /**
     * Describe the connection.
     *
     * @throws IllegalStateException before the handshake is done
     */
    public ConnectionInfo info() {
        var done = output.established();
        if (done == null || !state.established()) {
            throw new IllegalStateException("the handshake is not done");
        }
        return info(done);
    }

    private ConnectionInfo info(Event.Established done) {
        return new ConnectionInfo(
                done.version(),
                done.cipherSuite(),
                Optional.ofNullable(done.group()),
                Optional.ofNullable(done.alpn()),
                Optional.ofNullable(done.serverName()),
                done.kind(),
                Optional.ofNullable(done.ticketRefusal()),
                Optional.ofNullable(notOffered),
                done.peerCertificates(),
                Optional.ofNullable(storeFailure));
    }

    /**
     * Export keying material (RFC 9846 section 7.5); the caller closes it.
     *
     * @throws IllegalStateException before the handshake is done, or after closing
     */
    public Secret export(String label, byte @Nullable [] context, int length) {
        if (!state.established()) {
            throw new IllegalStateException("the handshake is not done");
        }
        return output.export(label, context, length);
    }

    /** Keep for {@link #takeNews} what a listener wants to hear; called before anything else. */
    public void listen() {
        output.listen();
        write.onKeyUpdate(() -> output.report(new Event.KeysUpdated(false)));
    }

    /** Take what happened since the last call, for a listener; nothing without {@link #listen}. */
    public List<Event> takeNews() {
        return output.takeNews();
    }

    /** Describe the connection if its handshake is done or just being done, else answer null. */
    public @Nullable ConnectionInfo infoIfAny() {
        var done = output.established();
        return done == null ? null : info(done);
    }

    /** Keep for {@link #takeFatalAlert} that a fatal alert ended the connection; called before anything else. */
    public void watchForFatalAlert() {
        output.watchForFatalAlert();
    }

    /** Take the news that a fatal alert, ours or the peer's, has ended the connection; only with {@link #watchForFatalAlert}. */
    public boolean takeFatalAlert() {
        return output.takeFatalAlert();
    }

    /** Tell whether one of the methods that take news of sessions or for a listener has something. */
    public boolean hasEvents() {
        return output.waiting();
    }

    /** Take the sessions whose tickets came since the last call. */
    public List<Session> takeTickets() {
        return output.takeSessions();
    }

    /** Take the news that the server did not resume the session offered. */
    public boolean takeRefused() {
        return output.takeRefused();
    }

    /** Throw what ended reading, if anything has: nobody should wait for a record then. */
    public void checkReadable() throws TlsException {
        throwFailure();
        if (truncation != null) {
            throw truncation;
        }
    }

    private void runTask() {
        Throwable thrown = null;
        try {
            state.runDue();
        } catch (Throwable e) {
            thrown = e;
        }
        read.lock.lock();
        try {
            taskRunning = false;
            if (wipeAfterTask) {
                thrown = null; // The connection ended before the task, under which its keys were wiped.
                wipe();
            } else if (thrown == null) {
                state.advance();
            }
        } catch (Throwable e) {
            thrown = e;
        } finally {
            try {
                if (thrown != null && !closed) {
                    fail(thrown); // Before the lock is free, so that nobody finds the connection without a state.
                }
            } finally {
                read.lock.unlock();
            }
        }
    }

    /** The one place where a connection ends: remember why, send the one alert, wipe. Answers what to throw. */
    private TlsException fail(Throwable thrown) {
        try {
            var cause = thrown instanceof UncheckedIOException unchecked ? unchecked.getCause() : thrown;
            return remember(
                    cause instanceof TlsException known
                            ? known
                            : new ProtocolException(
                                    Reason.INTERNAL_ERROR, "a fault in Reprise, below it or in code it calls", cause));
        } finally {
            wipe(); // Also when memory is too short for an exception or an alert.
        }
    }

    private synchronized TlsException remember(TlsException thrown) {
        var earlier = failure;
        if (earlier != null) {
            return earlier;
        }
        try {
            // RFC 9846 section 6.2: one alert, and nothing after it. For the peer's own alert and end there is none.
            if (thrown instanceof ProtocolException ours) {
                write.fail(ours.alert());
            } else {
                write.discard();
            }
        } catch (Throwable e) {
            thrown.addSuppressed(e); // No alert can be sealed; the connection ends all the same.
        }
        failure = thrown;
        output.report(new Event.Failed(thrown));
        return thrown;
    }

    private void wipe() {
        write.wipe();
        output.wipe();
        read.lock.lock();
        try {
            if (taskRunning) {
                wipeAfterTask = true;
                state.abandon();
                return;
            }
            read.wipe();
            state.close();
            output.close();
        } finally {
            read.lock.unlock();
        }
    }
}
