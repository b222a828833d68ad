package dev.reprise.tls.spec;

/**
 * Take the secrets of connections, so that recorded traffic can be read by tools such as Wireshark (RFC 9850). Whoever
 * has them reads and forges everything: for debugging only. Thread-safe implementations only, as all connections of a
 * config share one; a handshake waits for it, and an exception ends its connection.
 */
@FunctionalInterface
public interface KeyLog {
    /**
     * Take one secret.
     *
     * @param label RFC 9850's name of the secret, such as {@code CLIENT_TRAFFIC_SECRET_0}
     * @param clientRandom the 32 bytes that tell connections apart; the receiver's to keep
     * @param secret the secret; wiped after the call
     */
    void log(String label, byte[] clientRandom, byte[] secret);
}
