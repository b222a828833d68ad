package dev.reprise.tls.internal.record;

/**
 * What one side has decided about the records it sends; of these TLS 1.2 knows the last alone.
 *
 * @param padTo the content of each record is padded to a multiple of so many bytes, 1 to 2^14; 1 for none
 * @param recordsPerKey how many records one key seals at most, if that is less than its cipher's limit; unsigned, 16 or more
 * @param maxContent how much content a record has at most, 1 to 2^14; the peer may want less
 */
public record SealingRules(int padTo, long recordsPerKey, int maxContent) {
    /** No padding, and each cipher's own limit. */
    public static final SealingRules DEFAULT = new SealingRules(1, -1L, RecordHeader.MAX_CONTENT);

    /** Refuse values out of range. */
    public SealingRules {
        if (padTo < 1 || padTo > RecordHeader.MAX_CONTENT) {
            throw new IllegalArgumentException(
                    "records padded to multiples of " + padTo + " bytes, legal are 1 to " + RecordHeader.MAX_CONTENT);
        }
        if (Long.compareUnsigned(recordsPerKey, 16) < 0) {
            throw new IllegalArgumentException(recordsPerKey + " records per key, legal are 16 and more");
        }
        if (maxContent < 1 || maxContent > RecordHeader.MAX_CONTENT) {
            throw new IllegalArgumentException(
                    "records of up to " + maxContent + " bytes, legal are 1 to " + RecordHeader.MAX_CONTENT);
        }
    }

    /** Return the same rules with content padded to multiples of so many bytes. */
    public SealingRules withPadTo(int multiple) {
        return new SealingRules(multiple, recordsPerKey, maxContent);
    }

    /** Return the same rules with keys that seal so many records at most. */
    public SealingRules withRecordsPerKey(long records) {
        return new SealingRules(padTo, records, maxContent);
    }

    /** Return the same rules with so much content in a record at most. */
    public SealingRules withMaxContent(int bytes) {
        return new SealingRules(padTo, recordsPerKey, bytes);
    }

    /**
     * Return how many zeros follow some content (RFC 9846 section 5.4).
     *
     * @param maxContent how much fits into a record
     */
    public int padding(int content, int maxContent) {
        int over = content % padTo;
        return over == 0 ? 0 : Math.min(padTo - over, Math.max(0, maxContent - content));
    }
}
