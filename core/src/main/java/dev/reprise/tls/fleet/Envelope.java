package dev.reprise.tls.fleet;

import dev.reprise.tls.fleet.StoreView.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens and seals the store's value for one fleet. What is not authentic, or weak, is refused record by record. */
final class Envelope {
    private final Bytes fleet;
    private final KeyWrap wrap;

    Envelope(Bytes fleet, KeyWrap wrap) {
        this.fleet = fleet;
        this.wrap = wrap;
    }

    Bytes fleet() {
        return fleet;
    }

    /** Tell whether a record's key is under the secret that is in use now. */
    boolean upToDate(KeyRecord record) {
        return wrap.upToDate(record.wrapped().toArray());
    }

    /**
     * Open a value.
     *
     * @param value null for none
     * @param known the records that were found authentic before, by their encoding
     * @throws IOException when a service that unwraps keys does not answer
     */
    StoreView open(byte @Nullable [] value, Map<Bytes, KeyRecord> known) throws IOException {
        if (value == null) {
            return StoreView.absent();
        }
        if (value.length > TicketKeyStore.MAX_BYTES) {
            return StoreView.notOurs(
                    "the store's value has " + value.length + " bytes, legal are 1 to " + TicketKeyStore.MAX_BYTES);
        }
        try {
            return new Opening(known).open(StoreValue.parse(value).records());
        } catch (ProtocolException e) {
            return StoreView.notOurs("the store's value is not a fleet's: " + e.getMessage());
        }
    }

    /** Seal a draft as a value. */
    byte[] seal(Draft draft) throws IOException {
        var records = new ArrayList<>(draft.records());
        for (var one : draft.toWrap()) {
            var record = one.record();
            records.add(record.wrapped(wrap.wrap(one.key(), record.context())).encode());
        }
        var value = new StoreValue(records).encode();
        if (value.length > TicketKeyStore.MAX_BYTES) {
            throw new IOException("the store's value would have " + value.length + " bytes, legal are 1 to "
                    + TicketKeyStore.MAX_BYTES);
        }
        return value;
    }

    /** The work on one value. */
    private final class Opening {
        private final Map<Bytes, KeyRecord> knownByEncoding;
        private final Map<Bytes, Long> revisions = new HashMap<>();
        private final List<KeyRecord> known = new ArrayList<>();
        private final List<Opened> opened = new ArrayList<>();
        private final List<Bytes> foreign = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        Opening(Map<Bytes, KeyRecord> known) {
            knownByEncoding = known;
            known.values().forEach(record -> revisions.put(record.id(), record.revision()));
        }

        StoreView open(List<Bytes> records) throws IOException {
            boolean complete = false;
            try {
                for (var encoded : records) {
                    var record = knownByEncoding.get(encoded);
                    if (record != null) {
                        known.add(record);
                    } else if (KeyRecord.readable(encoded)) {
                        unwrap(encoded.compact());
                    } else {
                        foreign.add(encoded.compact());
                    }
                }
                complete = true;
                return new StoreView(true, known, opened, foreign, refused);
            } finally {
                if (!complete) {
                    opened.forEach(one -> Arrays.fill(one.key(), (byte) 0));
                }
            }
        }

        private void unwrap(Bytes encoded) throws IOException {
            KeyRecord record;
            byte[] key;
            try {
                record = KeyRecord.parse(encoded);
                if (!record.fleet().equals(fleet)) {
                    refused.add("a key record of another fleet");
                    return;
                }
                key = wrap.unwrap(record.wrapped().toArray(), record.context());
            } catch (ProtocolException e) {
                refused.add("a malformed key record: " + e.getMessage());
                return;
            } catch (GeneralSecurityException e) {
                refused.add("a key record that is not authentic");
                return;
            }
            if (key == null) {
                foreign.add(encoded);
                return;
            }
            var fault = fault(record, key);
            if (fault == null) {
                opened.add(new Opened(record, key));
            } else {
                refused.add(fault);
                Arrays.fill(key, (byte) 0);
            }
        }

        /** Say what makes an authentic key unfit: servers with the secret and without randomness can make such. */
        private @Nullable String fault(KeyRecord record, byte[] key) {
            if (key.length != TicketKey.KEY_BYTES) {
                return "revision " + record.revision() + " has a key of " + key.length + " bytes, expected "
                        + TicketKey.KEY_BYTES;
            }
            if (Arrays.equals(key, new byte[TicketKey.KEY_BYTES])) {
                return "revision " + record.revision() + " has a key of zeros";
            }
            if (!Bytes.wrap(Derivation.ID.from(key.clone())).equals(record.id())) {
                return "revision " + record.revision() + " has an id that is not its key's";
            }
            Long other = revisions.putIfAbsent(record.id(), record.revision());
            if (other != null && other != record.revision()) {
                return "revisions " + other + " and " + record.revision() + " have the same key";
            }
            return null;
        }
    }
}
