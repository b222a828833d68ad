package dev.reprise.tls.internal.engine;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.function.LongSupplier;

/** Counts what a peer sends that carries nothing, and ends the connection when it is too much. Not thread-safe. */
final class PeerBounds {
    private final EngineLimits limits;
    private final LongSupplier sent;
    private int changeCipherSpecs;
    private int empty;
    private int keyUpdates;
    private int postHandshakeMessages;
    private long sentBefore;

    /**
     * Count against limits.
     *
     * @param sent tells how many records of application data we have sent
     */
    PeerBounds(EngineLimits limits, LongSupplier sent) {
        this.limits = limits;
        this.sent = sent;
    }

    /** Count application data that is not empty: the bounds in a row start anew. */
    void countData() {
        empty = 0;
        if (postHandshakeMessages > 0) {
            keyUpdates = 0;
            postHandshakeMessages = 0;
            sentBefore = sent.getAsLong();
        }
    }

    /**
     * Return how many messages our own data excuses: some peers ask for new keys by how much they have read, and what they
     * asked in a long upload is read after it.
     */
    private long excused() {
        return sent.getAsLong() - sentBefore;
    }

    /** Count a record, alert or message that carries nothing. */
    void countEmpty() throws ProtocolException {
        if (++empty > limits.emptyRecords()) {
            throw new ProtocolException(
                    Reason.TOO_MANY_EMPTY_RECORDS, empty + " records or messages of nothing in a row");
        }
    }

    /** Count a change_cipher_spec. */
    void countChangeCipherSpec() throws ProtocolException {
        if (++changeCipherSpecs > limits.changeCipherSpecs()) {
            throw new ProtocolException(
                    Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, changeCipherSpecs + " change_cipher_spec records");
        }
    }

    /** Count a handshake message after the handshake. */
    void countPostHandshake() throws ProtocolException {
        if (++postHandshakeMessages > limits.postHandshakeMessages() + excused()) {
            throw new ProtocolException(
                    Reason.TOO_MANY_POST_HANDSHAKE_MESSAGES,
                    postHandshakeMessages + " handshake messages without application data between them");
        }
    }

    /** Count a KeyUpdate. */
    void countKeyUpdate() throws ProtocolException {
        if (++keyUpdates > limits.keyUpdates() + excused()) {
            throw new ProtocolException(
                    Reason.TOO_MANY_KEY_UPDATES, keyUpdates + " KeyUpdates without application data between them");
        }
    }
}
