package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Sealer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Counts early data that was refused and is dropped (RFC 9846 section 4.3.10), while it may still come. Not thread-safe. */
final class EarlyDataSkip {
    /** How many records are skipped at least, and how many bytes allow one more: 64 for 16 KiB. */
    private static final int MIN_RECORDS = 32;

    private static final int BYTES_PER_RECORD = 512;

    private int bytes;
    private int records;

    /** Skip up to some bytes of content. */
    EarlyDataSkip(int maxBytes) {
        bytes = maxBytes;
        records = MIN_RECORDS + maxBytes / BYTES_PER_RECORD;
    }

    /** Drop a record with a body of this length. */
    void drop(int bodyLength) throws ProtocolException {
        // RFC 9846 section 4.7.1 counts content only; padding can't be told from it. A record counts at least 1, as
        // empty ones must end, too.
        int content = Math.max(1, bodyLength + RecordHeader.LENGTH - Sealer.OVERHEAD);
        // Trying to open a record costs the same however small it is: thousands would cost more than a handshake.
        if (content > bytes || --records < 0) {
            throw new ProtocolException(Reason.TOO_MUCH_EARLY_DATA, "more early data than is skipped");
        }
        bytes -= content;
    }
}
