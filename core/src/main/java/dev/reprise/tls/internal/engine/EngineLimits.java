package dev.reprise.tls.internal.engine;

/**
 * Bound what a peer may make us hold or do. All counts are those that are still accepted.
 *
 * @param handshakeMessage bytes of one handshake message, its header not counted
 * @param changeCipherSpecs change_cipher_spec records of a connection
 * @param emptyRecords empty records of application data and ignored alerts, in a row
 * @param keyUpdates KeyUpdates without application data between them
 * @param postHandshakeMessages handshake messages after the handshake without application data between them
 * @param tickets tickets of a connection that are reported; others are ignored
 */
public record EngineLimits(
        int handshakeMessage,
        int changeCipherSpecs,
        int emptyRecords,
        int keyUpdates,
        int postHandshakeMessages,
        int tickets) {
    /** What design and peers' habits suggest. */
    public static final EngineLimits DEFAULT = new EngineLimits(1 << 16, 32, 32, 32, 64, 16);
}
