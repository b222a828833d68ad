package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames what we send: the handshake messages of a flight in as few records as hold them, fragmented where they must be
 * (RFC 9846 section 5.1), and alerts and change_cipher_spec in records of their own. Not thread-safe.
 */
public final class Framer {
    // Most flights have no more messages.
    private static final int FLIGHT = 4;

    private final SealingRules rules;
    /** The messages added since the last flush; null for none. */
    private @Nullable List<Bytes> flight;

    private int max = RecordHeader.MAX_CONTENT;
    private int maxProtected = RecordHeader.MAX_CONTENT;
    private boolean firstRecordIsClientHello;

    /**
     * Make a framer that follows the rules of its side; a client's first record carries the first ClientHello and looks
     * older (section 5.1).
     */
    public Framer(boolean client, SealingRules rules) {
        this.rules = rules;
        firstRecordIsClientHello = client;
    }

    /** Tell whether a client has framed nothing at all, so that there is no peer to tell anything. */
    public boolean silent() {
        return firstRecordIsClientHello;
    }

    /** Put at most this much content into any record: what our own side has decided. */
    public void limitAll(int maxContent) {
        max = maxContent;
        maxProtected = Math.min(maxProtected, maxContent);
    }

    /** Put at most this much content into a protected record, too: the peer's record_size_limit (RFC 8449 section 4). */
    public void limitProtected(int maxContent) {
        maxProtected = Math.min(maxContent, max);
    }

    /** Return how much content fits into a protected record. */
    public int maxProtected() {
        return maxProtected;
    }

    /** Add a whole handshake message, which is kept as it is; it goes out with the next {@link #flush}. */
    public void add(Bytes message) {
        var held = flight;
        if (held == null) {
            held = new ArrayList<>(FLIGHT);
            flight = held;
        }
        held.add(message);
    }

    /**
     * Frame the messages added since. Called before every key change and every other record, so that messages align with
     * both (section 5.1).
     *
     * @param sealer null while there are no keys
     * @throws ProtocolException KEY_USAGE_LIMIT, INTERNAL_ERROR
     */
    public void flush(@Nullable Sealer sealer, RecordBuffer out) throws ProtocolException {
        var held = flight;
        if (held == null) {
            return;
        }
        // RFC 8449 section 4: unprotected records are not subject to the limit.
        int most = sealer == null ? max : maxProtected;
        var content = Scratch.take();
        int filled = 0;
        int used = 0;
        try {
            for (int i = 0; i < held.size(); i++) {
                var rest = held.get(i);
                while (rest.length() > most - filled) {
                    int part = most - filled;
                    rest.slice(0, part).copyTo(content, filled);
                    used = most;
                    frame(ContentType.HANDSHAKE, content, most, sealer, out);
                    rest = rest.slice(part, rest.length() - part);
                    filled = 0;
                }
                rest.copyTo(content, filled);
                filled += rest.length();
                used = Math.max(used, filled);
            }
            if (filled > 0) {
                frame(ContentType.HANDSHAKE, content, filled, sealer, out);
            }
        } finally {
            Scratch.give(content, used);
        }
        discard();
    }

    /** Drop the messages added since the last flush. */
    public void discard() {
        flight = null;
    }

    /** Frame one alert (section 6). */
    public void alert(int level, int description, @Nullable Sealer sealer, RecordBuffer out) throws ProtocolException {
        flush(sealer, out);
        frame(ContentType.ALERT, new byte[] {(byte) level, (byte) description}, 2, sealer, out);
    }

    /** Frame the dummy change_cipher_spec, which is never protected (appendix E.4). */
    public void changeCipherSpec(@Nullable Sealer sealer, RecordBuffer out) throws ProtocolException {
        flush(sealer, out);
        frame(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1}, 1, null, out);
    }

    private void frame(ContentType type, byte[] content, int count, @Nullable Sealer sealer, RecordBuffer out)
            throws ProtocolException {
        if (sealer != null) {
            int padding = rules.padding(count, maxProtected);
            var target = out.reserve(count + padding + Sealer.MAX_OVERHEAD);
            out.written(sealer.seal(type, content, 0, count, padding, target, out.end()));
            return;
        }
        var target = out.reserve(RecordHeader.LENGTH + count);
        if (firstRecordIsClientHello && type == ContentType.HANDSHAKE) {
            RecordHeader.writeFirst(count, target, out.end());
        } else {
            RecordHeader.write(type, count, target, out.end());
        }
        firstRecordIsClientHello = false;
        System.arraycopy(content, 0, target, out.end() + RecordHeader.LENGTH, count);
        out.written(RecordHeader.LENGTH + count);
    }
}
