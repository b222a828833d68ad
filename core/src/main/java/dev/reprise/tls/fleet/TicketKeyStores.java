package dev.reprise.tls.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Open stores by their address: {@code file:PATH}, and those for which a {@link TicketKeyStoreProvider} is present. */
public final class TicketKeyStores {
    private static final String FILE = "file";

    private TicketKeyStores() {}

    /**
     * Open the store at an address, logging in as nobody.
     *
     * @param address as for {@link #open(String, StoreLogin, Duration)}
     * @param timeout how long a call may take, where the store lets that be said
     */
    public static TicketKeyStore open(String address, Duration timeout) throws IOException {
        return open(address, null, timeout);
    }

    /**
     * Open the store at an address.
     *
     * @param address a scheme, a colon and what the scheme's provider expects, such as {@code file:/run/fleet.keys}, {@code
     *     etcd:https://a:2379,https://b:2379}, {@code redis:rediss://a} or {@code jdbc:postgresql://a/shop}
     * @param login whom to log in as; null for nobody
     * @param timeout how long a call may take, where the store lets that be said
     * @throws IOException when the store, or a file that the address names, cannot be opened
     * @throws IllegalArgumentException when no provider has the scheme, or it cannot understand the rest
     */
    public static TicketKeyStore open(String address, @Nullable StoreLogin login, Duration timeout) throws IOException {
        int colon = address.indexOf(':');
        var scheme = colon < 0 ? "" : address.substring(0, colon);
        var rest = address.substring(colon + 1);
        if (scheme.equals(FILE)) {
            if (login != null) {
                throw new IllegalArgumentException("a file has nobody to log in as");
            }
            return FileTicketKeyStore.open(Path.of(rest));
        }
        var known = new TreeSet<String>();
        known.add(FILE);
        for (var provider : ServiceLoader.load(TicketKeyStoreProvider.class)) {
            if (provider.scheme().equals(scheme)) {
                return provider.open(rest, login, timeout);
            }
            known.add(provider.scheme());
        }
        throw new IllegalArgumentException("no store for ticket keys is called '" + scheme + "'; there are "
                + String.join(", ", known) + ", each with a colon behind it");
    }
}
