package dev.reprise.tls.internal.engine;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Counts what a peer sends that carries nothing, and ends the connection when it is too much. Not thread-safe. */
final class PeerBounds {
    private final EngineLimits limits;
    private final Carrier carrier;
    private int changeCipherSpecs;
    private int empty;
    private int keyUpdates;
    private int postHandshakeMessages;
    private int tickets;
    private long sentBefore;

    /**
     * Count against limits.
     *
     * @param carrier tells how much data we have sent
     */
    PeerBounds(EngineLimits limits, Carrier carrier) {
        this.limits = limits;
        this.carrier = carrier;
    }

    /** Count application data that is not empty: the bounds in a row start anew. */
    void countData() {
        empty = 0;
        if (postHandshakeMessages > 0) {
            keyUpdates = 0;
            postHandshakeMessages = 0;
            sentBefore = carrier.dataSent();
        }
    }

    /**
     * Return how many messages our own data excuses: some peers ask for new keys by how much they have read, and what they
     * asked in a long upload is read after it.
     */
    private long excused() {
        return carrier.dataSent() - sentBefore;
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

    /** Count a ticket; answer false when it is one too many, which harms nobody who ignores it. */
    boolean countTicket() {
        if (tickets == limits.tickets()) {
            return false;
        }
        tickets++;
        return true;
    }

    /** Count a KeyUpdate. */
    void countKeyUpdate() throws ProtocolException {
        if (++keyUpdates > limits.keyUpdates() + excused()) {
            throw new ProtocolException(
                    Reason.TOO_MANY_KEY_UPDATES, keyUpdates + " KeyUpdates without application data between them");
        }
    }
}
