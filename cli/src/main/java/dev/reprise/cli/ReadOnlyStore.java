package dev.reprise.cli;

import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Look at a store and change nothing there, whatever the protocol would write. */
record ReadOnlyStore(TicketKeyStore store) implements TicketKeyStore {
    @Override
    public byte @Nullable [] read() throws IOException {
        return store.read();
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) {
        return false;
    }

    @Override
    public void close() {
        store.close();
    }
}
