package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;

/**
 * A handshake message as it came. The raw bytes are what the transcript hashes, never a re-encoding.
 *
 * @param message the parsed message, whose parts are views of {@code raw}
 * @param raw header and body as received
 */
public record ReceivedMessage(HandshakeMessage message, Bytes raw) implements Incoming {}
