package dev.reprise.tls.internal.keys;

/**
 * What the key block of TLS 1.2 is cut into (RFC 5246 section 6.3). AEAD suites have no MAC keys.
 *
 * @param client what the client protects with
 * @param server what the server protects with
 */
public record KeyBlock(DirectionKeys client, DirectionKeys server) {
    /** Wipe both directions, unless they were handed on. */
    public void close() {
        client.close();
        server.close();
    }
}
