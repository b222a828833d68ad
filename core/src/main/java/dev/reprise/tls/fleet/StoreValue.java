package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store holds: four letters, so that nobody else's value is taken for ours, and the records, each with its own
 * length, so that a newer program's can be passed on unread.
 *
 * @param records in no order
 */
record StoreValue(List<Bytes> records) {
    /** A fleet has some five keys; the rest is room for a newer program's, and for what does not belong there. */
    static final int MAX_RECORDS = 16;

    private static final Bytes MAGIC = Bytes.wrap("RTKF".getBytes(StandardCharsets.US_ASCII));

    StoreValue {
        records = List.copyOf(records);
    }

    static StoreValue parse(byte[] value) throws ProtocolException {
        var reader = Bytes.wrap(value).reader();
        if (!reader.bytes(MAGIC.length()).equals(MAGIC)) {
            throw new ProtocolException(Reason.MALFORMED_MESSAGE, "the value does not begin with RTKF");
        }
        var records = new ArrayList<Bytes>();
        while (reader.remaining() > 0) {
            records.add(reader.vector16(1));
        }
        if (records.size() > MAX_RECORDS) {
            throw new ProtocolException(
                    Reason.MALFORMED_MESSAGE, records.size() + " key records, legal are 0 to " + MAX_RECORDS);
        }
        return new StoreValue(records);
    }

    byte[] encode() {
        var writer = new Writer(2048).bytes(MAGIC);
        for (var record : records) {
            writer.vector16(record);
        }
        return writer.toArray();
    }
}
