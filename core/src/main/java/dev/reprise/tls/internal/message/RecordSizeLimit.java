package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * The longest protected record the sender takes (RFC 8449 section 4).
 *
 * @param limit bytes of plaintext, 64 to 65535; in TLS 1.3 content type and padding count
 */
public record RecordSizeLimit(int limit) implements Extension {
    private static final int MIN_LIMIT = 64;

    /** Refuse a limit out of range. */
    public RecordSizeLimit {
        Bounds.range(limit, MIN_LIMIT, 0xffff);
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
