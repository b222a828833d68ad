package dev.reprise.tls.fleet;

import dev.reprise.tls.fleet.StoreView.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants the store to hold. Closing it wipes the keys in it.
 *
 * @param records as they are
 * @param toWrap keys whose records are to be wrapped: a new one, and those under a secret that is going out of use
 * @param made the new key's record, not yet wrapped; null when none is made
 */
record Draft(
        List<Bytes> records, List<Opened> toWrap, @Nullable KeyRecord made) implements AutoCloseable {
    Draft {
        records = List.copyOf(records);
        toWrap = List.copyOf(toWrap);
    }

    @Override
    public void close() {
        toWrap.forEach(one -> Arrays.fill(one.key(), (byte) 0));
    }
}
