package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.HashAlgorithm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens under one key: {@code name(16) | iv(16) | AES-256-CBC | HMAC-SHA-256(32)}, the MAC over all before it.
 *
 * <p>How this works: an operation is bracketed by {@link #enter} and {@link #leave}. Retiring the key bars new
 * operations, and whoever is last to leave wipes it, so no operation ever meets a half-wiped key. The JCA objects are
 * pooled per key: they keep the key expanded, which is most of the cost of a short ticket, and go with the key.
 * Thread-safe without locks.
 */
public final class TicketCipher {
    /** Bytes in a key: 32 for AES-256-CBC, then 16 for HMAC-SHA-256. */
    public static final int KEY_BYTES = 48;
    /** Bytes in a key whose second part has 32 bytes, as those of nginx and HAProxy; the tickets look alike. */
    public static final int LONG_KEY_BYTES = 64;
    /** Bytes in a key's name. */
    public static final int NAME_BYTES = 16;

    static final int IV_BYTES = 16;
    static final int MAC_BYTES = 32;
    static final int BLOCK_BYTES = 16;
    /** Name, iv and MAC. */
    static final int OVERHEAD = NAME_BYTES + IV_BYTES + MAC_BYTES;

    private static final int BODY = NAME_BYTES + IV_BYTES;
    private static final int AES_BYTES = 32;
    private static final int RETIRED = Integer.MIN_VALUE;
    private static final int POOLED = 8;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Secret aesKey;
    private final Secret hmacKey;
    private final byte[] fingerprint;
    private final SecureRandom random;
    private final AtomicInteger uses = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Tools> pool = new AtomicReferenceArray<>(POOLED);

    /** Copy a key of either length. */
    TicketCipher(byte[] key, SecureRandom random) {
        aesKey = Secret.take(Arrays.copyOf(key, AES_BYTES));
        hmacKey = Secret.take(Arrays.copyOfRange(key, AES_BYTES, key.length));
        fingerprint = fingerprint(key);
        this.random = random;
    }

    /**
     * Refuse what can't be a key, with the reference's text where it has one.
     *
     * @throws IllegalArgumentException when the length is wrong or all bytes are zero
     */
    static void requireStrong(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("wrong amount of ticket key data");
        }
        requireNotZero(key);
    }

    /**
     * Refuse what can't be a key of either length.
     *
     * @throws IllegalArgumentException when the length is wrong or all bytes are zero
     */
    public static void requireStrongOfEitherLength(byte[] key) {
        if (key.length != KEY_BYTES && key.length != LONG_KEY_BYTES) {
            throw new IllegalArgumentException("wrong amount of ticket key data");
        }
        requireNotZero(key);
    }

    private static void requireNotZero(byte[] key) {
        if (weak(key)) {
            throw new IllegalArgumentException("weak ticket key: all bytes are zero");
        }
    }

    /** Tell whether all bytes are zero, as after a forgotten initialisation. */
    static boolean weak(byte[] key) {
        int bits = 0;
        for (byte b : key) {
            bits |= b;
        }
        return bits == 0;
    }

    /** Tell whether this is the same key; works also after it was wiped, from its SHA-256. */
    boolean holds(byte[] key) {
        return MessageDigest.isEqual(fingerprint, fingerprint(key));
    }

    /** Begin an operation; false when the key is retired, and then there is nothing to leave. */
    boolean enter() {
        if (uses.incrementAndGet() > 0) {
            return true;
        }
        leave();
        return false;
    }

    /** End an operation. */
    void leave() {
        if (uses.decrementAndGet() == RETIRED) {
            wipe();
        }
    }

    /** Bar new operations and wipe the key as soon as the running ones have ended. */
    void retire() {
        if (uses.accumulateAndGet(RETIRED, (uses, bit) -> uses | bit) == RETIRED) {
            wipe();
        }
    }

    boolean retired() {
        return uses.get() < 0;
    }

    /** Seal a session under a random iv. */
    byte[] seal(KeyName name, byte[] session) {
        var iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        return seal(name, iv, session);
    }

    /** Seal a session under a given iv, as vectors need it. */
    byte[] seal(KeyName name, byte[] iv, byte[] session) {
        int padding = BLOCK_BYTES - session.length % BLOCK_BYTES;
        var padded = Arrays.copyOf(session, session.length + padding);
        Arrays.fill(padded, session.length, padded.length, (byte) padding);
        var ticket = new byte[OVERHEAD + padded.length];
        LONGS.set(ticket, 0, name.high());
        LONGS.set(ticket, 8, name.low());
        System.arraycopy(iv, 0, ticket, NAME_BYTES, IV_BYTES);
        var tools = take();
        try {
            tools.cipher.init(Cipher.ENCRYPT_MODE, tools.aesKey, new IvParameterSpec(iv), random);
            tools.cipher.doFinal(padded, 0, padded.length, ticket, BODY);
            tools.mac.update(ticket, 0, ticket.length - MAC_BYTES);
            tools.mac.doFinal(ticket, ticket.length - MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-CBC with HMAC-SHA-256 does not work on this platform", e);
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
        give(tools);
        return ticket;
    }

    /** Tell whether the MAC is right, in constant time; nothing is decrypted before. */
    boolean authentic(byte[] ticket) {
        var tools = take();
        tools.mac.update(ticket, 0, ticket.length - MAC_BYTES);
        var expected = tools.mac.doFinal();
        give(tools);
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(ticket, ticket.length - MAC_BYTES, ticket.length));
    }

    /** Decrypt an authentic ticket; null when its padding is wrong. */
    byte @Nullable [] decrypt(byte[] ticket) {
        var padded = new byte[ticket.length - OVERHEAD];
        var tools = take();
        try {
            var iv = new IvParameterSpec(ticket, NAME_BYTES, IV_BYTES);
            tools.cipher.init(Cipher.DECRYPT_MODE, tools.aesKey, iv, random);
            tools.cipher.doFinal(ticket, BODY, padded.length, padded, 0);
            give(tools);
            int length = unpadded(padded);
            return length < 0 ? null : Arrays.copyOf(padded, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-CBC does not work on this platform", e);
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    static long longAt(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    /** Return the length without PKCS#7 padding (RFC 5652 section 6.3), or -1. Behind the MAC this is no oracle. */
    private static int unpadded(byte[] padded) {
        int padding = padded[padded.length - 1];
        if (padding < 1 || padding > BLOCK_BYTES) {
            return -1;
        }
        for (int i = padded.length - padding; i < padded.length; i++) {
            if (padded[i] != padding) {
                return -1;
            }
        }
        return padded.length - padding;
    }

    private Tools take() {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < POOLED; i++) {
            int slot = (start + i) & (POOLED - 1);
            if (pool.getPlain(slot) != null) {
                var tools = pool.getAndSet(slot, null);
                if (tools != null) {
                    return tools;
                }
            }
        }
        return new Tools(aesKey.key("AES"), hmacKey.key("HmacSHA256"));
    }

    private void give(Tools tools) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < POOLED; i++) {
            int slot = (start + i) & (POOLED - 1);
            if (pool.getPlain(slot) == null && pool.compareAndSet(slot, null, tools)) {
                return;
            }
        }
    }

    /** Wipe the key, and the expanded ones in the JCA objects, which are dropped. Idempotent. */
    private void wipe() {
        aesKey.close();
        hmacKey.close();
        for (int i = 0; i < POOLED; i++) {
            var tools = pool.getAndSet(i, null);
            if (tools != null) {
                tools.clear();
            }
        }
    }

    private static byte[] fingerprint(byte[] key) {
        var digest = Digests.of(HashAlgorithm.SHA256);
        var fingerprint = digest.digest(key);
        digest.reset(); // The JDK's digests keep what they were given last in a buffer until then.
        return fingerprint;
    }

    /** The JCA objects of one operation; both hold the expanded key. */
    private static final class Tools {
        final SecretKey aesKey;
        final Cipher cipher;
        final Mac mac;

        Tools(SecretKey aesKey, SecretKey hmacKey) {
            this.aesKey = aesKey;
            try {
                cipher = Cipher.getInstance("AES/CBC/NoPadding");
                mac = Mac.getInstance("HmacSHA256");
                mac.init(hmacKey);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-CBC or HMAC-SHA-256 is missing from this platform", e);
            }
        }

        /** Key both objects with zeros, for which the JDK's overwrite what they made of the key before. */
        void clear() {
            try (var zeros = Secret.take(new byte[AES_BYTES])) {
                cipher.init(Cipher.ENCRYPT_MODE, zeros.key("AES"), new IvParameterSpec(new byte[IV_BYTES]));
                mac.init(zeros.key("HmacSHA256"));
            } catch (GeneralSecurityException e) {
                return; // What cannot be cleared is left to the collector.
            }
        }
    }
}
