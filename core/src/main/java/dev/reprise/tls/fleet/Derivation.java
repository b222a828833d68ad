package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is derived from a uniformly random secret, by HKDF-Expand (RFC 5869 section 2.3) with a label of its own. */
enum Derivation {
    /** The id in a key's name. */
    ID("name", KeyRecord.ID_BYTES),
    /** The state that the keys of an outage come from. */
    OUTAGE("outage", 32),
    /** The ticket key of a state. */
    TICKET_KEY("stek", TicketKey.KEY_BYTES),
    /** The state that follows a state, from which there is no way back. */
    NEXT("next", 32),
    /** The key that stands for a secret where ticket keys are derived from it alone. */
    FAMILY("family", TicketKey.KEY_BYTES);

    private final String label;
    private final int length;

    Derivation(String label, int length) {
        this.label = "reprise fleet " + label;
        this.length = length;
    }

    /** Derive from a copy of a secret, which is wiped. */
    byte[] from(byte[] copy) {
        return from(copy, new byte[0]);
    }

    /** Derive from a copy of a secret, which is wiped, and a context that the result is good for. */
    byte[] from(byte[] copy, byte[] context) {
        var text = label.getBytes(StandardCharsets.US_ASCII);
        var info = ByteBuffer.allocate(text.length + context.length)
                .put(text)
                .put(context)
                .array();
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256);
                var secret = Secret.take(copy);
                var derived = hkdf.expand(secret, info, length)) {
            return derived.toArray();
        }
    }
}
