/** Ticket keys of a fleet in Redis or Valkey. */
module dev.reprise.tls.fleet.redis {
    requires transitive dev.reprise.tls;
    requires redis.clients.jedis;
    requires static org.jspecify;

    exports dev.reprise.tls.fleet.redis;

    provides dev.reprise.tls.fleet.TicketKeyStoreProvider with
            dev.reprise.tls.fleet.redis.RedisStoreProvider;
}
