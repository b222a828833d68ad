package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * HKDF (RFC 5869) and HKDF-Expand-Label (RFC 9846 section 7.1) over one pooled HMAC, keyed anew for each secret. Made for
 * one handshake or one derivation and closed after it; used later it throws IllegalStateException. Not thread-safe.
 */
public final class Hkdf implements AutoCloseable {
    private static final byte[] NO_CONTEXT = new byte[0];
    private static final byte[] SHA256_OF_NOTHING =
            Digests.of(HashAlgorithm.SHA256).digest();
    private static final byte[] SHA384_OF_NOTHING =
            Digests.of(HashAlgorithm.SHA384).digest();

    private final HashAlgorithm hash;
    private @Nullable Hmac hmac;
    /** Whose key it has, null for nobody's: a stage derives several things from one secret. */
    private @Nullable Secret keyedWith;

    /** Borrow an HMAC for this hash. */
    public Hkdf(HashAlgorithm hash) {
        this.hash = hash;
        hmac = Hmac.of(hash);
    }

    /** Return the hash. */
    public HashAlgorithm hash() {
        return hash;
    }

    /**
     * Compute HKDF-Extract; the caller closes the result.
     *
     * @param salt the salt, not empty, or null for hash-length zeros
     * @param ikm the input keying material, or null for hash-length zeros
     */
    public Secret extract(@Nullable Secret salt, @Nullable Secret ikm) {
        var keyed = salt == null ? keyedWithZeros() : keyedOnce(salt);
        var out = new byte[hash.length()];
        if (ikm == null) {
            keyed.update(out, 0, out.length);
        } else {
            ikm.update(keyed);
        }
        keyed.finish(out, 0);
        return Secret.take(out);
    }

    /**
     * Compute HKDF-Expand; the caller closes the result.
     *
     * @param info context, copied
     * @param length bytes wanted, 0 to 255 times the hash's length
     */
    public Secret expand(Secret secret, byte[] info, int length) {
        return Secret.take(output(keyed(secret), Arrays.copyOf(info, info.length + 1), info.length, length));
    }

    /**
     * Compute HKDF-Expand-Label; the caller closes the result.
     *
     * @param context at most 255 bytes
     * @param length bytes wanted, 0 to 255 times the hash's length
     */
    public Secret expandLabel(Secret secret, Label label, byte[] context, int length) {
        return Secret.take(labelled(secret, label.bytes(), context, length));
    }

    /** Compute HKDF-Expand-Label with an empty context; the caller closes the result. */
    public Secret expandLabel(Secret secret, Label label, int length) {
        return expandLabel(secret, label, NO_CONTEXT, length);
    }

    /**
     * Compute HKDF-Expand-Label for a label that is not the RFC's own, as exporters have them.
     *
     * @param label with its prefix "tls13 ", 7 to 255 bytes
     */
    public Secret expandLabel(Secret secret, byte[] label, byte[] context, int length) {
        return Secret.take(labelled(secret, label, context, length));
    }

    /** Compute HKDF-Expand-Label with an empty context for what is no secret by itself, such as an iv. */
    public byte[] expandLabelPublic(Secret secret, Label label, int length) {
        return labelled(secret, label.bytes(), NO_CONTEXT, length);
    }

    /** Compute Derive-Secret(secret, label, messages), given their transcript hash; the caller closes the result. */
    public Secret deriveSecret(Secret secret, Label label, byte[] transcriptHash) {
        return expandLabel(secret, label, transcriptHash, hash.length());
    }

    /** Compute Derive-Secret(secret, label, ""): the context is the hash of nothing, not nothing. */
    public Secret deriveSecret(Secret secret, Label label) {
        var hashOfNothing = switch (hash) {
            case SHA256 -> SHA256_OF_NOTHING;
            case SHA384 -> SHA384_OF_NOTHING;
        };
        return deriveSecret(secret, label, hashOfNothing);
    }

    /** Compute verify_data or a binder: HMAC of a transcript hash under the base key's finished_key (section 4.5.3). */
    public byte[] finished(Secret baseKey, byte[] transcriptHash) {
        try (var finishedKey = expandLabel(baseKey, Label.FINISHED, hash.length())) {
            return hmac(finishedKey, transcriptHash);
        }
    }

    /** Compute HMAC of {@code data}. */
    public byte[] hmac(Secret key, byte[] data) {
        return keyedOnce(key).finish(data);
    }

    /** Give the HMAC back, cleared. */
    @Override
    public void close() {
        var borrowed = hmac;
        hmac = null;
        keyedWith = null;
        if (borrowed != null) {
            borrowed.close();
        }
    }

    /** Lay out HkdfLabel (RFC 9846 section 7.1) and expand to it. */
    private byte[] labelled(Secret secret, byte[] label, byte[] context, int length) {
        if (label.length < 7 || label.length > 255 || context.length > 255) {
            throw new IllegalArgumentException("a label of " + label.length
                    + " bytes (legal are 7 to 255), a context of " + context.length + " bytes (legal are 0 to 255)");
        }
        var keyed = keyed(secret);
        var info = keyed.layout();
        info[0] = (byte) (length >>> 8);
        info[1] = (byte) length;
        info[2] = (byte) label.length;
        System.arraycopy(label, 0, info, 3, label.length);
        info[3 + label.length] = (byte) context.length;
        System.arraycopy(context, 0, info, 4 + label.length, context.length);
        return output(keyed, info, 4 + label.length + context.length, length);
    }

    /** HKDF-Expand (RFC 5869 section 2.3); the byte that follows {@code info} is ours to count in. */
    private byte[] output(Hmac keyed, byte[] info, int infoLength, int length) {
        int hashLength = hash.length();
        if (length < 0 || length > 255 * hashLength) {
            throw new IllegalArgumentException(length + " bytes of output, legal are 0 to " + 255 * hashLength);
        }
        var output = new byte[length];
        info[infoLength] = 0;
        for (int done = 0; done < length; done += hashLength) {
            if (done > 0) {
                keyed.update(output, done - hashLength, hashLength);
            }
            info[infoLength]++;
            keyed.update(info, 0, infoLength + 1);
            keyed.finish(output, done, length - done);
        }
        return output;
    }

    /** Key the HMAC, unless it is keyed so already: two to five things are derived from most secrets. */
    private Hmac keyed(Secret secret) {
        var borrowed = borrowed();
        if (keyedWith != secret || secret.closed()) {
            keyedWith = null;
            borrowed.keyForSeveral(secret);
            keyedWith = secret;
        }
        return borrowed;
    }

    private Hmac keyedOnce(Secret secret) {
        var borrowed = borrowed();
        keyedWith = null;
        borrowed.key(secret);
        return borrowed;
    }

    private Hmac keyedWithZeros() {
        var borrowed = borrowed();
        keyedWith = null;
        borrowed.clear();
        return borrowed;
    }

    private Hmac borrowed() {
        var borrowed = hmac;
        if (borrowed == null) {
            throw new IllegalStateException("this Hkdf is closed");
        }
        return borrowed;
    }
}
