package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/**
 * The longest protected record the sender takes (RFC 8449 section 4).
 *
 * @param limit bytes of plaintext, 64 to 65535; in TLS 1.3 content type and padding count
 */
public record RecordSizeLimit(int limit) implements Extension {
    /** How much content a record has at most (RFC 9846 section 5.1). */
    public static final int MAX_CONTENT = 1 << 14;

    /** The least that may be announced (RFC 8449 section 4). */
    public static final int MIN_LIMIT = 64;

    /** Refuse a limit out of range. */
    public RecordSizeLimit {
        Bounds.range(limit, MIN_LIMIT, 0xffff);
    }

    /**
     * Announce how much content we take in a record. A client that offers both versions announces for TLS 1.3.
     *
     * @param maxContent 1 to 2^14; less than the least legal limit announces that
     */
    public static RecordSizeLimit of(ProtocolVersion version, int maxContent) {
        return new RecordSizeLimit(Math.max(MIN_LIMIT, maxContent + typeLength(version)));
    }

    /** Return how much content the limit leaves a record, if no more than that is sent anyway. */
    public int maxContent(ProtocolVersion version) {
        return Math.min(MAX_CONTENT, limit - typeLength(version));
    }

    /**
     * Check a server's limit, which no later extension can have raised.
     *
     * @throws ProtocolException BAD_RECORD_SIZE_LIMIT
     */
    public void checkServers(ProtocolVersion version) throws ProtocolException {
        int max = MAX_CONTENT + typeLength(version);
        // RFC 8449 section 4: a client MUST answer a limit above the version's own with illegal_parameter.
        if (limit > max) {
            throw new ProtocolException(
                    Reason.BAD_RECORD_SIZE_LIMIT, "record_size_limit " + limit + " is above " + max);
        }
    }

    /** RFC 8449 section 4: in TLS 1.3 the content type counts, in TLS 1.2 content alone. */
    private static int typeLength(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? 1 : 0;
    }

    static RecordSizeLimit parse(Reader r) throws ProtocolException {
        int limit = r.u16();
        // RFC 8449 section 4: a value smaller than 64 MUST be answered with illegal_parameter.
        if (limit < MIN_LIMIT) {
            throw new ProtocolException(Reason.BAD_RECORD_SIZE_LIMIT, "record_size_limit " + limit + " is below 64");
        }
        return new RecordSizeLimit(limit);
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(limit);
    }

    @Override
    public int type() {
        return ExtensionType.RECORD_SIZE_LIMIT.code();
    }
}
