package dev.reprise.tls.internal.engine;

import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import org.jspecify.annotations.Nullable;

/**
 * How far a connection has ended: each direction for itself by closing, input also without close_notify, or all of it by
 * a failure, of which the first one counts. Nothing is ever opened again. Thread-safe; the questions take no lock.
 */
final class Ending {
    private volatile boolean inputClosed;
    private volatile boolean outputClosed;
    private volatile boolean closed;
    private boolean canceled;
    private volatile @Nullable TlsException failure;
    private volatile @Nullable TruncatedException truncation;
    private @Nullable TlsException told;

    /** Tell whether nothing more is read: because of close_notify, or by {@link #close}. */
    boolean inputClosed() {
        return inputClosed;
    }

    /** Tell whether the peer says nothing more: it has closed its direction, ended it otherwise, or aborted all. */
    boolean peerEnded() {
        return (inputClosed && !closed)
                || truncation != null
                || failure instanceof PeerAlertException
                || failure instanceof TruncatedException;
    }

    /** Tell whether our direction is closed. */
    boolean outputClosed() {
        return outputClosed;
    }

    /** Tell whether our side has closed both directions. */
    boolean closed() {
        return closed;
    }

    /** Return what ended the connection, or null. */
    @Nullable
    TlsException failure() {
        return failure;
    }

    /** Read nothing more: the peer's close_notify has come. */
    void closeInput() {
        inputClosed = true;
    }

    /** Keep that the peer is about to close because its user wants so (RFC 9846 section 6.1); under the read lock. */
    void cancel() {
        canceled = true;
    }

    /** Tell whether that is so; under the read lock. */
    boolean canceled() {
        return canceled;
    }

    /** Close our direction; answer whether it was open. */
    synchronized boolean closeOutput() {
        if (failure != null || outputClosed) {
            return false;
        }
        outputClosed = true;
        return true;
    }

    /** Close both directions: whoever finds a failure from now on has caused it by closing. */
    void close() {
        closed = true;
    }

    /** End input for want of a close_notify; answer whether this is news. */
    synchronized boolean truncate(TruncatedException reason) {
        if (truncation != null) {
            return false;
        }
        truncation = reason;
        return true;
    }

    /** End the connection for a reason; answer whether it is the first. */
    synchronized boolean fail(TlsException reason) {
        if (failure != null) {
            return false;
        }
        failure = reason;
        return true;
    }

    /** Throw what ended the connection, if anything has. */
    void throwFailure() throws TlsException {
        var reason = failure;
        if (reason != null) {
            throw toThrow(reason);
        }
    }

    /** Throw what ended reading, if anything has. */
    void throwUnreadable() throws TlsException {
        throwFailure();
        var reason = truncation;
        if (reason != null) {
            throw toThrow(reason);
        }
    }

    /**
     * Return what to throw for a reason: itself once, and then a new exception each time with the reason as its cause. Two
     * callers must never get one object: try-with-resources adds the second to the first, which no exception allows of itself.
     */
    synchronized TlsException toThrow(TlsException reason) {
        if (told != reason) {
            told = reason;
            return reason;
        }
        return switch (reason) {
            case ProtocolException ours ->
                new ProtocolException(ours.reason(), String.valueOf(ours.getMessage()), ours);
            case PeerAlertException theirs ->
                new PeerAlertException(theirs.code(), String.valueOf(theirs.getMessage()), theirs);
            case TruncatedException end -> new TruncatedException(String.valueOf(end.getMessage()), end);
        };
    }
}
