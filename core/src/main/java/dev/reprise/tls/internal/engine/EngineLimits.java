package dev.reprise.tls.internal.engine;

/**
 * Bound what a peer may make us hold or do. All counts are those that are still accepted.
 *
 * @param handshakeMessage bytes of one handshake message, its header not counted
 * @param changeCipherSpecs change_cipher_spec records of a connection
 * @param emptyRecords empty records of application data, ignored alerts and ignored handshake messages, in a row
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

    // A ClientHello with a ticket of a client certificate has some kilobytes; the length field has 24 bits.
    private static final int MIN_HANDSHAKE_MESSAGE = 1 << 14;
    private static final int MAX_HANDSHAKE_MESSAGE = (1 << 24) - 1;

    /** Return the same limits with another one for handshake messages, 2^14 to 2^24 - 1 bytes. */
    public EngineLimits withHandshakeMessage(int bytes) {
        if (bytes < MIN_HANDSHAKE_MESSAGE || bytes > MAX_HANDSHAKE_MESSAGE) {
            throw new IllegalArgumentException("handshake messages of up to " + bytes + " bytes, legal are "
                    + MIN_HANDSHAKE_MESSAGE + " to " + MAX_HANDSHAKE_MESSAGE);
        }
        return new EngineLimits(bytes, changeCipherSpecs, emptyRecords, keyUpdates, postHandshakeMessages, tickets);
    }
}
