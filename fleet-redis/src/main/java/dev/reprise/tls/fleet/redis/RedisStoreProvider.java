package dev.reprise.tls.fleet.redis;

import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreProvider;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens {@code redis://HOST[:PORT][/DATABASE][#KEY]}, and {@code rediss:} for TLS. */
public final class RedisStoreProvider implements TicketKeyStoreProvider {
    /** Make one, as the service loader does. */
    public RedisStoreProvider() {}

    @Override
    public String scheme() {
        return "redis";
    }

    @Override
    public TicketKeyStore open(String address, @Nullable StoreLogin login, Duration timeout) {
        // As a URL has the scheme itself, it may be left out: redis://HOST is redis: and //HOST.
        var url = address.startsWith("//") ? URI.create("redis:" + address) : URI.create(address);
        var builder = RedisTicketKeyStore.builder(url).timeout(timeout);
        if (login != null) {
            builder.user(login.user(), login.password());
        }
        var key = url.getFragment();
        return (key == null ? builder : builder.key(key)).open();
    }
}
