package dev.reprise.tls.fleet;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Open stores by their address, so that programs can be told of one in a line of configuration. Found by {@link
 * java.util.ServiceLoader}; {@link TicketKeyStores#open} asks the one for an address's scheme.
 */
public interface TicketKeyStoreProvider {
    /** Return the scheme of the addresses this is for, such as {@code etcd}. */
    String scheme();

    /**
     * Open a store.
     *
     * @param address what follows the scheme and its colon; it holds no password, as arguments of programs are public
     * @param login whom to log in as; null for nobody
     * @param timeout how long a call may take
     * @throws IOException when a file that the address names cannot be read
     * @throws IllegalArgumentException when the address cannot be understood, with what is expected
     */
    TicketKeyStore open(String address, @Nullable StoreLogin login, Duration timeout) throws IOException;
}
