package dev.reprise.tls.internal.crypto;

import java.nio.charset.StandardCharsets;

/** Name a label of the TLS 1.2 PRF (RFC 5246 sections 6.3, 7.4.9 and 8.1; RFC 7627 section 4). */
public enum PrfLabel {
    /** The main secret, once called master. */
    MASTER_SECRET("master secret"),
    /** The main secret over the session hash. */
    EXTENDED_MASTER_SECRET("extended master secret"),
    /** The record keys. */
    KEY_EXPANSION("key expansion"),
    /** verify_data of the client's Finished. */
    CLIENT_FINISHED("client finished"),
    /** verify_data of the server's Finished. */
    SERVER_FINISHED("server finished");

    @SuppressWarnings("ImmutableEnumChecker") // Never written to, and read by Prf alone.
    private final byte[] bytes;

    PrfLabel(String text) {
        bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Return the bytes: the enum's own array, only to be read. */
    byte[] bytes() {
        return bytes;
    }
}
