package dev.reprise.tls.fleet.jdbc;

import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreProvider;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens {@code jdbc:URL[#NAME]} with the driver that takes such a URL; NAME is the row's. */
public final class JdbcStoreProvider implements TicketKeyStoreProvider {
    /** Make one, as the service loader does. */
    public JdbcStoreProvider() {}

    @Override
    public String scheme() {
        return "jdbc";
    }

    @Override
    public TicketKeyStore open(String address, @Nullable StoreLogin login, Duration timeout) {
        int hash = address.indexOf('#');
        var url = "jdbc:" + (hash < 0 ? address : address.substring(0, hash));
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "no driver on the class path takes jdbc:" + address.replaceFirst(":.*", ":…"), e);
        }
        var properties = new Properties();
        if (login != null) {
            properties.setProperty("user", login.user());
            properties.setProperty("password", login.password());
        }
        var builder = JdbcTicketKeyStore.builder(() -> DriverManager.getConnection(url, properties))
                .timeout(timeout);
        return (hash < 0 ? builder : builder.name(address.substring(hash + 1))).open();
    }
}
