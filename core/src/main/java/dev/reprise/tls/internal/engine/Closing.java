package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.UncheckedIOException;

/**
 * Ends a connection, by closing or by a failure: notes it in {@link Ending}, sends the one alert and wipes every secret. Locks
 * are taken in the order read, write. Thread-safe.
 *
 * <p>Whatever goes wrong passes through {@link #failed}: the first exception is remembered and is the cause of a new one that
 * every later call throws, and its one alert is framed under the keys of that moment. That holds for Errors, too, and none is
 * thrown on: a peer can bring some about (a StackOverflowError by what it nests), and a thread that runs tasks for many
 * connections must not die of one. An Error stands as the cause of the INTERNAL_ERROR told.
 */
final class Closing {
    private static final int CLOSE_NOTIFY = AlertDescription.CLOSE_NOTIFY.code();

    private final Ending ending;
    private final ReadHalf read;
    private final WriteHalf write;
    private final HandshakeDriver handshake;
    private final HandshakeTask task;

    Closing(Ending ending, ReadHalf read, WriteHalf write, HandshakeDriver handshake, HandshakeTask task) {
        this.ending = ending;
        this.read = read;
        this.write = write;
        this.handshake = handshake;
        this.task = task;
    }

    /** Close our direction, or both before the handshake is done: nobody can complete one without speaking. */
    void closeOutput() {
        if (ending.failure() == null && !handshake.established()) {
            close();
        } else {
            closeWriting();
        }
    }

    /** Close both directions and wipe every secret; the close_notify can still be drained. */
    void close() {
        ending.close();
        handshake.abandon();
        closeWriting();
        ending.closeInput();
        wipe();
    }

    private void closeWriting() {
        if (!ending.closeOutput()) {
            return;
        }
        try {
            write.closeNotify();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** End input because the caller wants no more of it. */
    void closeInput() {
        synchronized (read) {
            ending.closeInput();
            read.wipeKeys();
            handshake.dropPartialMessage();
        }
    }

    /** End input because the transport's data has ended, which without close_notify is what {@link Engine#endOfInput} says. */
    void endOfInput() throws TlsException {
        ending.throwFailure();
        if (ending.inputClosed()) {
            return;
        }
        // RFC 9846 section 6.1: without close_notify nobody can know that all the data has come.
        if (!handshake.established()) {
            throw failed(new TruncatedException("the peer ended the connection during the handshake"));
        }
        synchronized (read) {
            var truncation = new TruncatedException("the peer ended the connection without close_notify");
            if (ending.truncate(truncation)) {
                handshake.output().report(new Event.Failed(truncation));
                read.wipeKeys();
                handshake.dropPartialMessage();
            }
        }
        ending.throwUnreadable();
    }

    /** End the connection for what has been thrown; return what to throw. */
    TlsException failed(Throwable thrown) {
        return ending.toThrow(fail(thrown));
    }

    /** End the connection for what a task has thrown, unless it has been closed meanwhile. */
    void failedTask(Throwable thrown) {
        if (!ending.closed()) {
            fail(thrown);
        }
    }

    /** Remember why, send the one alert, wipe. Returns what ended the connection first. */
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

    private synchronized TlsException remember(TlsException what) {
        var earlier = ending.failure();
        if (earlier != null) {
            return earlier;
        }
        var thrown = handshake.output().facts().withHint(what);
        try {
            // RFC 9846 section 6.2: one alert, and nothing after it. For the peer's own alert and end there is none.
            if (thrown instanceof ProtocolException ours) {
                write.fail(ours.alert());
            } else if (thrown instanceof PeerAlertException theirs && theirs.code() == CLOSE_NOTIFY) {
                write.closeNotify(); // RFC 5246 section 7.2.1: answered by one of ours, also during the handshake.
            } else {
                write.discard();
            }
        } catch (Throwable e) {
            thrown.addSuppressed(e); // No alert can be sealed; the connection ends all the same.
        }
        ending.fail(thrown);
        handshake.output().report(new Event.Failed(thrown));
        return thrown;
    }

    /** Wipe every secret, those of a running task at its end. */
    void wipe() {
        write.wipe();
        handshake.output().wipe();
        synchronized (read) {
            if (!task.wipeAtEnd()) {
                read.wipe();
                handshake.close();
                handshake.output().close();
            }
        }
    }
}
