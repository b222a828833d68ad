package dev.reprise.tls.fleet.etcd;

import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreProvider;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Opens {@code etcd:URL[,URL…][#KEY]}. */
public final class EtcdStoreProvider implements TicketKeyStoreProvider {
    /** Make one, as the service loader does. */
    public EtcdStoreProvider() {}

    @Override
    public String scheme() {
        return "etcd";
    }

    @Override
    public TicketKeyStore open(String address, @Nullable StoreLogin login, Duration timeout) {
        int hash = address.indexOf('#');
        var servers = new ArrayList<URI>();
        for (var server : (hash < 0 ? address : address.substring(0, hash)).split(",", -1)) {
            servers.add(URI.create(server));
        }
        var builder = EtcdTicketKeyStore.builder(servers).timeout(timeout);
        if (login != null) {
            builder.user(login.user(), login.password());
        }
        return (hash < 0 ? builder : builder.key(address.substring(hash + 1))).open();
    }
}
