package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The exporter secret (RFC 9846 section 7.5). Borrows a Mac per call. Not thread-safe. */
public final class ExporterSecret implements Exporter {
    // HkdfLabel.label is at most 255 bytes with the 6 of "tls13 " (section 7.1).
    private static final int MAX_LABEL_LENGTH = 249;

    private final HashAlgorithm hash;
    private final Secret secret;

    ExporterSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * Compute TLS-Exporter; the caller closes the result.
     *
     * @param label 1 to 249 ASCII characters (RFC 5705 section 4)
     * @param context any length; null is the same as an empty one
     * @param length bytes wanted, 0 to 255 times the hash's length
     * @throws IllegalArgumentException when one of these is out of its range
     */
    @Override
    public Secret export(String label, byte @Nullable [] context, int length) {
        if (label.isEmpty()
                || label.length() > MAX_LABEL_LENGTH
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(label)) {
            throw new IllegalArgumentException("an exporter label is 1 to " + MAX_LABEL_LENGTH + " ASCII characters");
        }
        var contextHash = new TranscriptHash(hash);
        contextHash.update(context == null ? Bytes.EMPTY : Bytes.wrap(context));
        var prefixed = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        try (var hkdf = new Hkdf(hash);
                var derived = hkdf.expandLabel(secret, prefixed, new TranscriptHash(hash).current(), hash.length())) {
            return hkdf.expandLabel(derived, Label.EXPORTER, contextHash.current(), length);
        }
    }

    /** Return the secret itself, for a key log; it stays this object's. */
    public Secret secret() {
        return secret;
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
