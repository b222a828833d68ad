package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Derives keys from passwords by scrypt (RFC 7914), which the platform does not have and OpenSSL encrypts private keys with
 * when it is told to. It needs 128 * cost * blockSize bytes, which the caller bounds.
 */
public final class Scrypt {
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORDS = 16; // of a Salsa20 block
    private static final String HMAC = "HmacSHA256"; // RFC 7914 section 6

    private final int cost;
    private final int blockSize;

    private Scrypt(int cost, int blockSize) {
        this.cost = cost;
        this.blockSize = blockSize;
    }

    /**
     * Derive a key.
     *
     * @param password its bytes, maybe none; stays the caller's
     * @param cost N, a power of two above 1
     * @param blockSize r, 1 or more
     * @param parallelization p, 1 or more
     * @param length of the key in bytes
     * @throws GeneralSecurityException when the platform lacks HMAC-SHA-256
     */
    public static Secret derive(Secret password, Bytes salt, int cost, int blockSize, int parallelization, int length)
            throws GeneralSecurityException {
        if (cost < 2 || Integer.bitCount(cost) != 1 || blockSize < 1 || parallelization < 1) {
            throw new IllegalArgumentException(
                    "scrypt with N = " + cost + ", r = " + blockSize + ", p = " + parallelization);
        }
        var scrypt = new Scrypt(cost, blockSize);
        int bytes = 128 * blockSize;
        var blocks = Pbkdf2.derive(HMAC, password, salt, 1, parallelization * bytes);
        var mixed = blocks.toArray();
        blocks.close();
        try {
            for (int i = 0; i < parallelization; i++) {
                scrypt.mix(mixed, i * bytes);
            }
            return Pbkdf2.derive(HMAC, password, Bytes.wrap(mixed), 1, length);
        } finally {
            Arrays.fill(mixed, (byte) 0);
        }
    }

    /** RFC 7914 section 5, scryptROMix. That its look-ups depend on the password is in the nature of the function. */
    private void mix(byte[] bytes, int offset) {
        int words = 32 * blockSize;
        var x = new int[words];
        for (int i = 0; i < words; i++) {
            x[i] = (int) LITTLE_ENDIAN.get(bytes, offset + 4 * i);
        }
        var memory = new int[cost][];
        var scratch = new int[words];
        for (int i = 0; i < cost; i++) {
            memory[i] = x.clone();
            mixBlock(x, scratch);
        }
        for (int i = 0; i < cost; i++) {
            var chosen = memory[x[words - WORDS] & (cost - 1)];
            for (int j = 0; j < words; j++) {
                x[j] ^= chosen[j];
            }
            mixBlock(x, scratch);
        }
        for (int i = 0; i < words; i++) {
            LITTLE_ENDIAN.set(bytes, offset + 4 * i, x[i]);
        }
        for (var row : memory) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(x, 0);
        Arrays.fill(scratch, 0);
    }

    /** RFC 7914 section 4, scryptBlockMix: even blocks to the first half, odd ones to the second. */
    private void mixBlock(int[] x, int[] scratch) {
        var block = Arrays.copyOfRange(x, x.length - WORDS, x.length);
        for (int i = 0; i < 2 * blockSize; i++) {
            for (int j = 0; j < WORDS; j++) {
                block[j] ^= x[i * WORDS + j];
            }
            salsa(block);
            System.arraycopy(block, 0, scratch, (i / 2 + (i % 2) * blockSize) * WORDS, WORDS);
        }
        System.arraycopy(scratch, 0, x, 0, x.length);
        Arrays.fill(block, 0);
    }

    /** RFC 7914 section 3: the Salsa20/8 core. */
    private static void salsa(int[] block) {
        var x = block.clone();
        for (int round = 0; round < 8; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int i = 0; i < WORDS; i++) {
            block[i] += x[i];
        }
        Arrays.fill(x, 0);
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
