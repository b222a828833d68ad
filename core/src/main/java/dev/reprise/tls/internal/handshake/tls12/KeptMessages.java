package dev.reprise.tls.internal.handshake.tls12;

import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a handshake's messages until it is known whether a CertificateVerify of TLS 1.2 signs them (RFC 5246 section
 * 7.4.8): its hash is the scheme's, not the suite's. Holds references only, and only where a client may have a
 * certificate. Not thread-safe.
 */
public final class KeptMessages {
    private final List<Bytes> messages = new ArrayList<>();

    /** Append a message, header included. */
    public void add(Bytes message) {
        messages.add(message);
    }

    /** Take all of them into a transcript. */
    public void updateAll(TranscriptHash transcript) {
        for (var message : messages) {
            transcript.update(message);
        }
    }

    /** Return all of them, one after the other. */
    public byte[] joined() {
        int length = 0;
        for (var message : messages) {
            length += message.length();
        }
        var joined = new byte[length];
        int at = 0;
        for (var message : messages) {
            message.copyTo(joined, at);
            at += message.length();
        }
        return joined;
    }
}
