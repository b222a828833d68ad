package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.TicketKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one read of the store has shown. Closing it wipes the keys in it.
 *
 * @param ours false when the value is not a fleet's
 * @param known authentic records of keys that were known before
 * @param opened authentic records of other keys, with the keys
 * @param foreign records under a secret, or of a version, that is not known here; left where they are
 * @param refused why records, or the whole value, were refused
 */
record StoreView(boolean ours, List<KeyRecord> known, List<Opened> opened, List<Bytes> foreign, List<String> refused)
        implements AutoCloseable {

    StoreView {
        known = List.copyOf(known);
        opened = List.copyOf(opened);
        foreign = List.copyOf(foreign);
        refused = List.copyOf(refused);
    }

    /** A record and its key, of {@link TicketKey#KEY_BYTES}. */
    static final class Opened {
        private final KeyRecord record;
        private final byte[] key;

        Opened(KeyRecord record, byte[] key) {
            this.record = record;
            this.key = key;
        }

        KeyRecord record() {
            return record;
        }

        /** Return the array itself. */
        byte[] key() {
            return key;
        }
    }

    static StoreView absent() {
        return new StoreView(true, List.of(), List.of(), List.of(), List.of());
    }

    static StoreView notOurs(String why) {
        return new StoreView(false, List.of(), List.of(), List.of(), List.of(why));
    }

    /** Return the same as it is when it is read once more: there is nothing left to open. */
    StoreView again() {
        return new StoreView(ours, records(), List.of(), foreign, refused);
    }

    /** Tell whether every record was authentic, so that another look will show nothing else. */
    boolean clear() {
        return ours && foreign.isEmpty() && refused.isEmpty();
    }

    /** Return all authentic records. */
    List<KeyRecord> records() {
        if (opened.isEmpty()) {
            return known;
        }
        var all = new ArrayList<>(known);
        opened.forEach(one -> all.add(one.record()));
        return all;
    }

    @Override
    public void close() {
        opened.forEach(one -> Arrays.fill(one.key(), (byte) 0));
    }
}
