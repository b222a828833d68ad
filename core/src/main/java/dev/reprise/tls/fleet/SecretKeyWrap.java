package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Wraps keys by AES-256-GCM under a key derived from a fleet secret: {@code id(4) | iv(12) | ciphertext | tag(16)}. A
 * random iv will do, as a fleet wraps a few thousand keys in ten years.
 */
final class SecretKeyWrap implements KeyWrap {
    private static final byte[] LABEL = "stek-kek-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = Integer.BYTES + IV_BYTES;

    private final FleetSecrets secrets;
    private final Bytes fleet;
    private final SecureRandom random;

    SecretKeyWrap(FleetSecrets secrets, Bytes fleet, SecureRandom random) {
        this.secrets = secrets;
        this.fleet = fleet;
        this.random = random;
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        var iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try (var secret = secrets.sealing()) {
            var sealed = crypt(Cipher.ENCRYPT_MODE, secret, iv, key, 0, key.length, context);
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .putInt(secret.id())
                    .put(iv)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work on this platform", e);
        }
    }

    @Override
    public byte @Nullable [] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        if (wrapped.length < HEAD_BYTES) {
            throw new GeneralSecurityException("a wrapped key of " + wrapped.length + " bytes");
        }
        var head = ByteBuffer.wrap(wrapped);
        int id = head.getInt();
        var iv = new byte[IV_BYTES];
        head.get(iv);
        try (var secret = secrets.find(id)) {
            return secret == null
                    ? null
                    : crypt(Cipher.DECRYPT_MODE, secret, iv, wrapped, HEAD_BYTES, wrapped.length - HEAD_BYTES, context);
        }
    }

    @Override
    public boolean upToDate(byte[] wrapped) {
        return wrapped.length >= HEAD_BYTES && ByteBuffer.wrap(wrapped).getInt() == secrets.sealingId();
    }

    @Override
    public void close() {
        secrets.close();
    }

    private byte[] crypt(int mode, FleetSecret secret, byte[] iv, byte[] in, int offset, int length, byte[] context)
            throws GeneralSecurityException {
        try (var key = keyEncryptionKey(secret)) {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.key("AES"), new GCMParameterSpec(TAG_BITS, iv), random);
            cipher.updateAAD(context);
            return cipher.doFinal(in, offset, length);
        }
    }

    private Secret keyEncryptionKey(FleetSecret secret) {
        var info = new Writer(LABEL.length + 1 + fleet.length() + Integer.BYTES)
                .bytes(LABEL)
                .vector8(fleet)
                .u32(Integer.toUnsignedLong(secret.id()))
                .toArray();
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256)) {
            return hkdf.expand(secret.secret(), info, FleetSecret.BYTES);
        }
    }
}
