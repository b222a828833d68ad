package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Framer;
import dev.reprise.tls.internal.record.RecordBuffer;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Sealer;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The direction we send in: keys, the flight being built, and finished records that the caller has not taken. Every method
 * takes its lock, which is its monitor, for a moment and never the read half's, so a holder of the read lock may call any of
 * them. After {@link #wipe} nothing new is framed, but what was finished can still be taken.
 */
final class WriteHalf {
    private static final Bytes KEY_UPDATE = HandshakeMessage.encode(new KeyUpdate(false));
    private static final Bytes KEY_UPDATE_REQUEST = HandshakeMessage.encode(new KeyUpdate(true));
    // RFC 9846 section 4.7.3: a sender MUST NOT let the number of key updates exceed 2^48 - 1.
    private static final long MAX_KEY_UPDATES = (1L << 48) - 1;
    private static final int WARNING = 1;
    private static final int FATAL = 2;

    private final boolean client;
    private final SealingRules rules;
    private final Framer framer;
    private final RecordBuffer records = new RecordBuffer();
    private @Nullable TrafficSecret secret;
    private @Nullable Sealer sealer;
    private long keyUpdates;
    private boolean closed;
    private @Nullable Output output;
    private volatile long dataRecords; // Written under the lock.
    private boolean changedCipherSpec;
    private boolean requestPeers;
    private volatile boolean waiting;
    private volatile boolean answerDue;
    private volatile boolean refusalDue;
    private volatile int maxContent = RecordHeader.MAX_CONTENT;

    WriteHalf(boolean client, SealingRules rules) {
        this.client = client;
        this.rules = rules;
        framer = new Framer(client, rules);
    }

    /** Report here, under the lock, whenever keys have changed after the handshake. */
    void reportTo(Output listening) {
        output = listening;
    }

    /** Return how many records of application data were sealed. */
    long dataRecords() {
        return dataRecords;
    }

    /** Tell whether the caller should take output. */
    boolean waiting() {
        return waiting || answerDue || refusalDue;
    }

    /** Tell whether a server's flight is all that waits, and nothing that we owe the peer. */
    boolean holdsOwnFlight() {
        return !client && waiting && !answerDue && !refusalDue;
    }

    /** Add a handshake message to the flight. */
    synchronized void add(Bytes message) {
        if (!closed) {
            framer.add(message);
        }
    }

    /** Frame the flight so far. */
    synchronized void flush() throws ProtocolException {
        if (!closed) {
            framer.flush(sealer, records);
            waiting = !records.isEmpty();
        }
    }

    /** Put at most this much content into each record from now on. */
    synchronized void limitAll(int max) {
        framer.limitAll(max);
        maxContent = framer.maxProtected();
    }

    /** Put at most this much content into each protected record from now on (RFC 8449 section 4). */
    synchronized void limitProtected(int max) {
        framer.limitProtected(max);
        maxContent = framer.maxProtected();
    }

    /** Return how much application data fits into a record. */
    int maxContent() {
        return maxContent;
    }

    /** Return how many bytes a record of so much application data may have at most. */
    int sealedLength(int content) {
        return content + rules.padding(content, maxContent) + Sealer.MAX_OVERHEAD;
    }

    /** Send the dummy change_cipher_spec of TLS 1.3 (RFC 9846 appendix E.4). */
    synchronized void changeCipherSpec() throws ProtocolException {
        if (!closed) {
            framer.changeCipherSpec(sealer, records);
            changedCipherSpec = true;
            waiting = true;
        }
    }

    /** Protect what is framed from now on; what was added before goes out under the old keys (RFC 9846 section 5.1). */
    synchronized void install(TrafficSecret next, CipherSuite suite) throws ProtocolException {
        if (closed) {
            next.close();
            return;
        }
        flush();
        if (secret != null) {
            secret.close();
        }
        use(next, suite.aead());
    }

    /**
     * Send change_cipher_spec (RFC 5246 section 7.1) and protect what is framed from now on as TLS 1.2 does, and what was
     * added before not; the keys are closed. One step, as nothing may come between the two.
     */
    synchronized void install(DirectionKeys keys, CipherSuite suite) throws ProtocolException {
        try (keys) {
            if (closed) {
                return;
            }
            changeCipherSpec();
            if (sealer != null) {
                sealer.close();
            }
            sealer = Sealer.ofTls12(suite.aead(), keys.key(), keys.fixedIv());
        }
    }

    /** Owe the peer a no_renegotiation; it goes out before our next record, or when someone takes output. */
    void oweRenegotiationRefusal() {
        refusalDue = true;
    }

    /** Send a KeyUpdate that we want ourselves; answer false when there are no keys that can be updated. */
    synchronized boolean requestKeyUpdate(boolean peersToo) {
        if (closed || secret == null) {
            return false;
        }
        requestPeers |= peersToo;
        answerDue = true;
        return true;
    }

    /** Owe the peer a KeyUpdate; it goes out before our next record, or when someone takes output. */
    void oweKeyUpdate() {
        answerDue = true;
    }

    /** Move finished records to the caller, if wanted only whole ones; return how many bytes. */
    synchronized int drain(byte[] out, int offset, int room, boolean whole) throws ProtocolException {
        if (records.isEmpty()) {
            sendDue();
        }
        int count = records.drainTo(out, offset, whole ? records.wholeRecords(room) : room);
        waiting = !records.isEmpty();
        return count;
    }

    /** Seal application data; return the bytes written, or 0 when other output is due first or this half is closed. */
    synchronized int seal(byte[] in, int offset, int length, byte[] out, int outOffset) throws ProtocolException {
        var keys = sealer;
        if (closed || keys == null || !records.isEmpty()) {
            return 0;
        }
        // RFC 9846 section 4.7.3: the answer MUST precede our next application data. Section 5.5: rekey in time.
        if (keys.nearLimit()) {
            answerDue = true;
        }
        if (answerDue || refusalDue) {
            sendDue();
            if (waiting) {
                return 0;
            }
        }
        int padding = rules.padding(length, maxContent);
        int sealed = keys.seal(ContentType.APPLICATION_DATA, in, offset, length, padding, out, outOffset);
        long before = dataRecords;
        dataRecords = before + 1;
        return sealed;
    }

    /** Send close_notify (RFC 9846 section 6.1) and frame nothing more. */
    synchronized void closeNotify() throws ProtocolException {
        try {
            if (!closed) {
                // What is not flushed is half a step of a state that another thread runs. Its end might have changed
                // the keys: after Finished, any alert is under those of the application (RFC 9846 section 4.5.3).
                framer.discard();
                alert(WARNING, AlertDescription.CLOSE_NOTIFY);
            }
        } finally {
            wipe();
        }
    }

    /** Send the one alert of a failed connection under the current keys and frame nothing more. */
    synchronized void fail(AlertDescription alert) throws ProtocolException {
        try {
            if (!closed && alert == AlertDescription.USER_CANCELED) {
                // RFC 9846 section 6.1: a warning, and it MUST be followed by a close_notify.
                alert(WARNING, alert);
                alert(WARNING, AlertDescription.CLOSE_NOTIFY);
            } else if (!closed) {
                alert(FATAL, alert);
            }
        } finally {
            wipe();
        }
    }

    /** Drop what was not taken yet, too: the peer has aborted or is gone (RFC 9846 section 6.2). */
    synchronized void discard() {
        wipe();
        records.clear();
        waiting = false;
    }

    /** Wipe the keys and frame nothing more. */
    synchronized void wipe() {
        closed = true;
        answerDue = false;
        refusalDue = false;
        if (secret != null) {
            secret.close();
            secret = null;
        }
        if (sealer != null) {
            sealer.close();
            sealer = null;
        }
    }

    /** Give back what the next record can get again. */
    synchronized void idle() {
        if (sealer != null) {
            sealer.idle();
        }
    }

    private void alert(int level, AlertDescription description) throws ProtocolException {
        framer.flush(sealer, records);
        if (client && secret != null && !changedCipherSpec) {
            // RFC 9846 appendix E.4: a client's second flight begins with one, and is this alert if it is protected.
            changeCipherSpec();
        }
        if (!framer.silent()) {
            framer.alert(level, description.code(), sealer, records);
        }
        waiting = !records.isEmpty();
    }

    private void sendDue() throws ProtocolException {
        if (answerDue) {
            keyUpdate();
        }
        if (refusalDue) {
            refusalDue = false;
            if (!closed) {
                // RFC 5246 section 7.2.2: no_renegotiation is always a warning.
                alert(WARNING, AlertDescription.NO_RENEGOTIATION);
            }
        }
    }

    /** Send a KeyUpdate under the old keys and move on to the next (RFC 9846 section 4.7.3). */
    private void keyUpdate() throws ProtocolException {
        answerDue = false;
        var old = secret;
        var protecting = sealer;
        if (closed || old == null || protecting == null || keyUpdates == MAX_KEY_UPDATES) {
            return;
        }
        keyUpdates++;
        framer.add(requestPeers ? KEY_UPDATE_REQUEST : KEY_UPDATE);
        requestPeers = false;
        flush();
        use(old.next(), protecting.aead().algorithm());
        if (output != null) {
            output.report(Event.KeysUpdated.BY_US);
        }
    }

    private void use(TrafficSecret next, AeadAlgorithm aead) {
        secret = next;
        try (var keys = next.keys(aead)) {
            var sealing = Aead.sealing(aead, keys.key(), keys.iv());
            if (sealer != null) {
                sealing.takeOver(sealer.aead());
                sealer.close();
            }
            sealer = Sealer.of(aead, sealing, rules, 0);
        }
    }
}
