package dev.reprise.tls.internal.record;

/**
 * What one side has decided about the records of TLS 1.3 that it sends; TLS 1.2 has neither padding nor key updates.
 *
 * @param padTo the content of each record is padded to a multiple of so many bytes, 1 to 2^14; 1 for none
 * @param recordsPerKey how many records one key seals at most, if that is less than its cipher's limit; unsigned, 16 or more
 */
public record SealingRules(int padTo, long recordsPerKey) {
    /** No padding, and each cipher's own limit. */
    public static final SealingRules DEFAULT = new SealingRules(1, -1L);

    /** Refuse values out of range. */
    public SealingRules {
        if (padTo < 1 || padTo > RecordHeader.MAX_CONTENT) {
            throw new IllegalArgumentException(
                    "records padded to multiples of " + padTo + " bytes, legal are 1 to " + RecordHeader.MAX_CONTENT);
        }
        if (Long.compareUnsigned(recordsPerKey, 16) < 0) {
            throw new IllegalArgumentException(recordsPerKey + " records per key, legal are 16 and more");
        }
    }

    /** Return the same rules with content padded to multiples of so many bytes. */
    public SealingRules withPadTo(int multiple) {
        return new SealingRules(multiple, recordsPerKey);
    }

    /** Return the same rules with keys that seal so many records at most. */
    public SealingRules withRecordsPerKey(long records) {
        return new SealingRules(padTo, records);
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
