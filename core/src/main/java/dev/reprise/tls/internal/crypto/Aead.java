package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens for one direction under one key, the nonce being the static iv XOR the record's sequence number
 * (RFC 9846 section 5.3). Works from array to array, which the JDK does three times as fast as in place. Not thread-safe.
 *
 * <p>How the cipher object is kept: a new nonce under the same key costs 0.3 microseconds, a new key 0.2 more (JDK 25,
 * AES-128-GCM: key schedule and GHASH table), and a used cipher object weighs 0.6 (AES-128) to 1.9 KB (ChaCha20). So an
 * active direction keeps its cipher, and {@link #idle} hands it to a bounded pool until the next record.
 */
public final class Aead implements AutoCloseable {
    private final Algorithm algorithm;
    private final int mode;
    private final Secret key;
    /** The iv's first bytes, which are the nonce's, and the rest, which the sequence number changes. */
    private final int ivHead;

    private final long ivTail;
    private @Nullable Ready ready;

    /** What only an active direction has: a cipher object, the key as JCA sees it, and room for a nonce. */
    private static final class Ready {
        private final Cipher cipher;
        private final SecretKey key;
        private final ByteBuffer nonce = ByteBuffer.allocate(AeadAlgorithm.NONCE_LENGTH);

        Ready(Cipher cipher, SecretKey key) {
            this.cipher = cipher;
            this.key = key;
        }
    }

    private Aead(AeadAlgorithm algorithm, int mode, Secret key, byte[] iv) {
        if (key.length() != algorithm.keyLength() || iv.length != AeadAlgorithm.NONCE_LENGTH) {
            throw new IllegalArgumentException("a key of " + key.length() + " and an iv of " + iv.length + " bytes");
        }
        this.algorithm = Algorithm.of(algorithm);
        this.mode = mode;
        this.key = key.copy();
        var bytes = ByteBuffer.wrap(iv);
        this.ivHead = bytes.getInt();
        this.ivTail = bytes.getLong();
    }

    /** Make one that seals; the key is copied. */
    public static Aead sealing(AeadAlgorithm algorithm, Secret key, byte[] iv) {
        return new Aead(algorithm, Cipher.ENCRYPT_MODE, key, iv);
    }

    /** Make one that opens; the key is copied. */
    public static Aead opening(AeadAlgorithm algorithm, Secret key, byte[] iv) {
        return new Aead(algorithm, Cipher.DECRYPT_MODE, key, iv);
    }

    /** Return the algorithm. */
    public AeadAlgorithm algorithm() {
        return algorithm.name;
    }

    /** Take the cipher object of the direction's last key over: cheaper than by the pool, as no zeros go in between. */
    public void takeOver(Aead predecessor) {
        var taken = predecessor.ready;
        if (ready == null && taken != null && algorithm == predecessor.algorithm) {
            ready = new Ready(taken.cipher, key.key(algorithm.keyName));
            predecessor.ready = null;
        }
    }

    /**
     * Seal {@code in} followed by {@code tail}, so that a record's content needs no copy to get its type appended.
     *
     * @param sequence the sequence number; the caller never uses one twice
     * @return the number of bytes written: both lengths and the tag
     * @throws ProtocolException INTERNAL_ERROR when the platform fails
     */
    public int seal(
            long sequence,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int inLength,
            byte[] tail,
            byte[] out,
            int outOffset)
            throws ProtocolException {
        try {
            var cipher = cipher(sequence);
            cipher.updateAAD(aad, aadOffset, aadLength);
            if (tail.length == 0) {
                return cipher.doFinal(in, inOffset, inLength, out, outOffset);
            }
            int written = inLength == 0 ? 0 : cipher.update(in, inOffset, inLength, out, outOffset);
            return written + cipher.doFinal(tail, 0, tail.length, out, outOffset + written);
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "sealing failed", e);
        }
    }

    /**
     * Open what was sealed.
     *
     * @param out has room for {@code inLength - 16} bytes at {@code outOffset}; undefined when opening fails
     * @return the number of bytes written, or -1 when it is not authentic
     * @throws ProtocolException INTERNAL_ERROR when the platform fails
     */
    public int open(
            long sequence,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int inLength,
            byte[] out,
            int outOffset)
            throws ProtocolException {
        if (inLength < AeadAlgorithm.TAG_LENGTH) {
            return -1;
        }
        try {
            var cipher = cipher(sequence);
            cipher.updateAAD(aad, aadOffset, aadLength);
            return cipher.doFinal(in, inOffset, inLength, out, outOffset);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "opening failed", e);
        }
    }

    /** Give the cipher object back until the next record: nothing is under way on this connection. */
    public void idle() {
        var given = ready;
        if (given != null) {
            ready = null;
            algorithm.give(given.cipher, mode);
        }
    }

    /** Wipe the key and give the cipher object back; using this later is an IllegalStateException. */
    @Override
    public void close() {
        key.close();
        idle();
    }

    private Cipher cipher(long sequence) throws GeneralSecurityException {
        var held = ready;
        if (held == null) {
            held = new Ready(algorithm.take(), key.key(algorithm.keyName));
            ready = held;
        }
        held.nonce.putInt(0, ivHead).putLong(Integer.BYTES, ivTail ^ sequence);
        held.cipher.init(mode, held.key, algorithm.parameters(held.nonce.array()));
        return held.cipher;
    }

    /** What JCA needs to know of an algorithm, and the cipher objects that no connection uses now. */
    private static final class Algorithm {
        private static final Algorithm AES_128_GCM =
                new Algorithm(AeadAlgorithm.AES_128_GCM, "AES/GCM/NoPadding", "AES");
        private static final Algorithm AES_256_GCM =
                new Algorithm(AeadAlgorithm.AES_256_GCM, "AES/GCM/NoPadding", "AES");
        private static final Algorithm CHACHA20_POLY1305 =
                new Algorithm(AeadAlgorithm.CHACHA20_POLY1305, "ChaCha20-Poly1305", "ChaCha20");

        private final AeadAlgorithm name;
        private final String cipherName;
        private final String keyName;
        private final SecretKey zeros;
        private final AlgorithmParameterSpec wipeParameters;
        // Shared by all connections on purpose: looking a cipher up costs more than sealing a small record. Bounded, so
        // that a burst of connections leaves no more than some 100 KB behind.
        private final ArrayBlockingQueue<Cipher> pool = new ArrayBlockingQueue<>(64);

        private Algorithm(AeadAlgorithm name, String cipherName, String keyName) {
            this.name = name;
            this.cipherName = cipherName;
            this.keyName = keyName;
            this.zeros = Secret.take(new byte[name.keyLength()]).key(keyName);
            var nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
            Arrays.fill(nonce, (byte) 0xff); // Not zeros, with which test vectors use a key of zeros.
            this.wipeParameters = parameters(nonce);
        }

        static Algorithm of(AeadAlgorithm algorithm) {
            return switch (algorithm) {
                case AES_128_GCM -> AES_128_GCM;
                case AES_256_GCM -> AES_256_GCM;
                case CHACHA20_POLY1305 -> CHACHA20_POLY1305;
            };
        }

        /** Return JCA's parameters, which copy the nonce. */
        AlgorithmParameterSpec parameters(byte[] nonce) {
            return keyName.equals("AES")
                    ? new GCMParameterSpec(8 * AeadAlgorithm.TAG_LENGTH, nonce)
                    : new IvParameterSpec(nonce);
        }

        Cipher take() throws GeneralSecurityException {
            var pooled = pool.poll();
            return pooled != null ? pooled : Cipher.getInstance(cipherName);
        }

        void give(Cipher used, int mode) {
            try {
                // No key stays in the pool. In the mode it was used in, as the JDK's GCM remembers the last key it
                // sealed with, and no other's init replaces that.
                used.init(mode, zeros, wipeParameters);
                pool.offer(used);
            } catch (GeneralSecurityException e) {
                return; // A cipher that cannot be cleared is left to the collector.
            }
        }
    }
}
