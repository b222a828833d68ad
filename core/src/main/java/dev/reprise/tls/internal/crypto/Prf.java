package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The PRF of TLS 1.2 (RFC 5246 section 5): P_hash over one pooled HMAC that is keyed once, as a handshake asks several
 * times under one secret. Used after closing it throws IllegalStateException. Not thread-safe.
 */
public final class Prf implements AutoCloseable {
    /** Bytes in the main secret of TLS 1.2, whatever the suite (RFC 5246 section 8.1). */
    public static final int MAIN_SECRET_LENGTH = 48;

    private final HashAlgorithm hash;
    private @Nullable Hmac hmac;

    /** Borrow an HMAC and key it; the secret stays the caller's. */
    public Prf(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        hmac = Hmac.of(hash);
        hmac.keyForSeveral(secret);
    }

    /** Compute PRF(secret, label, seed), which the caller wipes if it is secret. */
    public byte[] output(PrfLabel label, byte[] seed, int length) {
        return output(label.bytes(), seed, length);
    }

    /** Compute PRF(secret, label, first + second), which the caller wipes if it is secret. */
    public byte[] output(PrfLabel label, Bytes first, Bytes second, int length) {
        var seed = new byte[first.length() + second.length()];
        first.copyTo(seed, 0);
        second.copyTo(seed, first.length());
        return output(label.bytes(), seed, length);
    }

    /** Compute PRF(secret, label, seed) for a label of the application (RFC 5705 section 4). */
    public byte[] output(byte[] label, byte[] seed, int length) {
        var keyed = hmac;
        if (keyed == null) {
            throw new IllegalStateException("this Prf is closed");
        }
        // A(i) followed by label and seed, which is what each block is the HMAC of; A(0) is label and seed alone.
        int hashLength = hash.length();
        int seedLength = label.length + seed.length;
        var block = new byte[hashLength + seedLength];
        System.arraycopy(label, 0, block, hashLength, label.length);
        System.arraycopy(seed, 0, block, hashLength + label.length, seed.length);
        var output = new byte[length];
        try {
            keyed.update(block, hashLength, seedLength);
            keyed.finish(block, 0);
            for (int done = 0; ; ) {
                keyed.update(block, 0, block.length);
                keyed.finish(output, done, length - done);
                done += hashLength;
                if (done >= length) {
                    return output;
                }
                keyed.update(block, 0, hashLength);
                keyed.finish(block, 0);
            }
        } finally {
            Arrays.fill(block, 0, hashLength, (byte) 0); // A(i) leads to all blocks that follow
        }
    }

    /** Give the HMAC back, cleared. */
    @Override
    public void close() {
        var borrowed = hmac;
        hmac = null;
        if (borrowed != null) {
            borrowed.close();
        }
    }
}
