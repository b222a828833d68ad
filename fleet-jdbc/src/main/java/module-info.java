/** Ticket keys of a fleet in a relational database. */
module dev.reprise.tls.fleet.jdbc {
    requires transitive dev.reprise.tls;
    requires transitive java.sql;
    requires static org.jspecify;

    exports dev.reprise.tls.fleet.jdbc;

    provides dev.reprise.tls.fleet.TicketKeyStoreProvider with
            dev.reprise.tls.fleet.jdbc.JdbcStoreProvider;
}
