package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Opener;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The direction we receive in: keys, early data to be skipped, and application data that did not fit. Its monitor is the read
 * lock; all in it is touched only by who holds that, or by the task that runs meanwhile.
 */
final class ReadHalf {
    private @Nullable TrafficSecret secret;
    private @Nullable Opener opener;
    private Level level = Level.INITIAL;
    private volatile boolean allProtected;
    private boolean everOpened;
    private int maxContent = RecordHeader.MAX_CONTENT;
    private @Nullable EarlyDataSkip skip;
    private byte @Nullable [] leftover;
    private int leftoverStart;
    private int leftoverEnd;

    /** Tell whether records of all types are protected; for any thread. */
    boolean allProtected() {
        return allProtected;
    }

    /** Return what opens records now, or null while they are not protected. */
    @Nullable
    Opener opener() {
        return opener;
    }

    /** Return how many bytes of application data a record of this outer type and length of body can hold. */
    int maxPlaintext(int type, int bodyLength) {
        return opener == null || type != ContentType.APPLICATION_DATA.code() ? 0 : opener.maxContent(bodyLength);
    }

    /** Take at most this much content in a protected record from now on. */
    void limit(int max) {
        maxContent = max;
    }

    /**
     * Take a record that opened: early data ends there (RFC 9846 section 4.3.10).
     *
     * @param most how much content its length allows
     * @throws ProtocolException RECORD_TOO_LONG
     */
    void opened(int most) throws ProtocolException {
        if (most > maxContent) {
            // RFC 8449 section 4: MUST be answered with record_overflow.
            // Only what opens counts, as early data knows no limit.
            throw new ProtocolException(
                    Reason.RECORD_TOO_LONG,
                    "a record of " + most + " bytes where up to " + maxContent + " were agreed");
        }
        everOpened = true;
        skip = null;
    }

    /** Tell whether a protected record was ever opened, so that the peer has keys for sure. */
    boolean everOpened() {
        return everOpened;
    }

    /** Return what protects the records that come now. */
    Level level() {
        return level;
    }

    /** Protect what comes from now on. */
    void install(Level next, TrafficSecret nextSecret, CipherSuite suite) {
        if (secret != null) {
            secret.close();
        }
        level = next;
        use(nextSecret, suite.aead());
    }

    /** Protect what comes from now on as TLS 1.2 does; the keys are closed. */
    void install(DirectionKeys keys, CipherSuite suite) {
        try (keys) {
            if (opener != null) {
                opener.close();
            }
            opener = Opener.ofTls12(suite.aead(), keys.key(), keys.fixedIv());
            level = Level.APPLICATION;
            allProtected = true;
        }
    }

    /** Move on to the next generation of keys (RFC 9846 section 4.7.3). */
    void update() {
        var old = secret;
        var protecting = opener;
        if (old == null || protecting == null) {
            throw new IllegalStateException("a key update without keys");
        }
        use(old.next(), protecting.aead().algorithm());
    }

    /** Drop early data of up to some bytes of content. */
    void skipEarlyData(int maxBytes) {
        skip = new EarlyDataSkip(maxBytes);
    }

    /** Drop a record as early data if that is what it can be; answer false if it cannot. */
    boolean skip(int bodyLength) throws ProtocolException {
        if (skip == null) {
            return false;
        }
        skip.drop(bodyLength);
        return true;
    }

    /** Take the second ClientHello for the end of early data. */
    void endSkipping() {
        skip = null;
    }

    /** Keep application data that did not fit the caller's array; the scratch array passes to this. */
    void keep(byte[] scratch, int start, int end) {
        leftover = scratch;
        leftoverStart = start;
        leftoverEnd = end;
    }

    /** Return how many bytes are kept. */
    int kept() {
        return leftover == null ? 0 : leftoverEnd - leftoverStart;
    }

    /** Move kept bytes to the caller; return how many. */
    int takeKept(byte[] out, int offset, int room) {
        var held = leftover;
        if (held == null) {
            return 0;
        }
        int count = Math.min(room, leftoverEnd - leftoverStart);
        System.arraycopy(held, leftoverStart, out, offset, count);
        leftoverStart += count;
        if (leftoverStart == leftoverEnd) {
            leftover = null;
            Scratch.give(held, leftoverEnd);
        }
        return count;
    }

    /** Wipe the keys; what is kept for the caller stays. */
    void wipeKeys() {
        if (secret != null) {
            secret.close();
            secret = null;
        }
        if (opener != null) {
            opener.close();
            opener = null;
        }
    }

    /** Wipe everything. */
    void wipe() {
        wipeKeys();
        var held = leftover;
        if (held != null) {
            leftover = null;
            Scratch.give(held, leftoverEnd);
        }
    }

    /** Give back what the next record can get again. */
    void idle() {
        if (opener != null) {
            opener.idle();
        }
    }

    private void use(TrafficSecret next, AeadAlgorithm aead) {
        secret = next;
        try (var keys = next.keys(aead)) {
            var opening = Aead.opening(aead, keys.key(), keys.iv());
            if (opener != null) {
                opening.takeOver(opener.aead());
                opener.close();
            }
            opener = Opener.of(opening);
        }
    }
}
