/** Ticket keys of a fleet in etcd. */
module dev.reprise.tls.fleet.etcd {
    requires transitive dev.reprise.tls;
    requires java.net.http;
    requires static org.jspecify;

    exports dev.reprise.tls.fleet.etcd;

    provides dev.reprise.tls.fleet.TicketKeyStoreProvider with
            dev.reprise.tls.fleet.etcd.EtcdStoreProvider;
}
