package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of handshake records into whole messages (RFC 9846 section 5.1). Holds nothing between messages,
 * and at most one record beside a partial message, which never exceeds the given size. Not thread-safe.
 */
public final class HandshakeJoiner {
    private static final int HEADER = 4;
    /**
     * Most records that a message may come in. A message of a record's size may come byte by byte, and one of 1 MiB in the
     * records of 64 bytes that RFC 8449 allows at least; but a ClientHello that comes so must not cost more than a handshake.
     */
    private static final int MAX_FRAGMENTS = 20_000;

    private final int maxMessage;
    private byte @Nullable [] array;
    private int start;
    private int end;
    private int fragments;

    /** Join messages of up to some bytes, header not counted. */
    public HandshakeJoiner(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    /**
     * Add the content of a handshake record, which is copied. All whole messages must have been taken before.
     *
     * @throws ProtocolException EMPTY_RECORD, TOO_MANY_FRAGMENTS
     */
    public void add(byte[] source, int offset, int length) throws ProtocolException {
        if (length == 0) {
            // RFC 9846 sections 5.1 and 5.4: zero-length handshake fragments MUST NOT be sent: unexpected_message.
            throw new ProtocolException(Reason.EMPTY_RECORD, "a handshake record without content");
        }
        var old = array;
        if (old == null) {
            array = Arrays.copyOfRange(source, offset, offset + length);
            start = 0;
            end = length;
            fragments = 1;
            return;
        }
        if (++fragments > MAX_FRAGMENTS) {
            throw new ProtocolException(
                    Reason.TOO_MANY_FRAGMENTS, "a handshake message in more than " + MAX_FRAGMENTS + " records");
        }
        int kept = end - start;
        // Messages already handed out are views of what stands before, which is never written to again.
        if (length > old.length - end) {
            // Doubling keeps the copying linear when a message comes byte by byte.
            var grown = new byte[Math.max(kept + length, Math.min(2 * kept, HEADER + maxMessage))];
            System.arraycopy(old, start, grown, 0, kept);
            array = grown;
            start = 0;
            end = kept;
            old = grown;
        }
        System.arraycopy(source, offset, old, end, length);
        end += length;
    }

    /**
     * Take the next whole message, header included; nobody writes to its bytes any more.
     *
     * @return the message, or null when none is complete
     * @throws ProtocolException OVERSIZED_MESSAGE as soon as the header of a message announces too much
     */
    public @Nullable Bytes next() throws ProtocolException {
        var held = array;
        if (held == null || end - start < HEADER) {
            return null;
        }
        int length = (held[start + 1] & 0xff) << 16 | (held[start + 2] & 0xff) << 8 | (held[start + 3] & 0xff);
        if (length > maxMessage) {
            throw new ProtocolException(
                    Reason.OVERSIZED_MESSAGE,
                    "a handshake message of " + length + " bytes, accepted are up to " + maxMessage);
        }
        if (end - start < HEADER + length) {
            return null;
        }
        var message = Bytes.wrap(held, start, HEADER + length);
        start += HEADER + length;
        fragments = 1;
        if (start == end) {
            clear();
        }
        return message;
    }

    /** Tell whether no part of a message is held, as keys may change only at a record boundary. */
    public boolean isEmpty() {
        return array == null;
    }

    /** Forget what is held. */
    public void clear() {
        array = null;
    }
}
