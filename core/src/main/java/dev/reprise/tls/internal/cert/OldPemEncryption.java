package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.Pbes2.Encryption;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Decrypts PEM blocks in OpenSSL's old way, as {@code openssl rsa -traditional -aes128} writes them: the header DEK-Info
 * (RFC 1421 section 4.6.1.3) names cipher and initialization vector; the key is MD5 of password and vector, once. A guess of
 * the password costs next to nothing, so that such a file is as secret as an unencrypted one.
 */
final class OldPemEncryption {
    private static final String HEADER = "DEK-Info:";
    private static final int SALT_BYTES = 8; // the first of the vector's
    private static final Map<String, Encryption> CIPHERS = Map.of(
            "DES-EDE3-CBC", Encryption.DES_EDE3,
            "AES-128-CBC", Encryption.AES_128,
            "AES-192-CBC", Encryption.AES_192,
            "AES-256-CBC", Encryption.AES_256);

    private OldPemEncryption() {}

    /** Return the content, which the caller closes; the password stays the caller's to wipe. */
    static Secret decrypt(Pem.Block block, char[] password) throws UnreadableKeyException {
        String[] words = {"", ""};
        for (var header : block.headers()) {
            if (header.startsWith(HEADER)) {
                words = header.substring(HEADER.length()).trim().split(",", 2);
            }
        }
        var name = words[0].trim().toUpperCase(Locale.ROOT);
        var cipher = CIPHERS.get(name);
        if (cipher == null || words.length != 2) {
            throw new UnreadableKeyException("is encrypted by "
                    + (name.isEmpty() ? "no cipher" : Printable.of(name))
                    + "; expected a header DEK-Info with one of "
                    + String.join(", ", CIPHERS.keySet().stream().sorted().toList()));
        }
        var iv = vector(words[1].trim(), cipher);
        try (var secret = Passwords.utf8(password);
                var key = key(secret, iv.slice(0, SALT_BYTES), cipher.keyLength())) {
            return cipher.decrypt(key, iv, block.content());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnreadableKeyException.notDecrypted(name);
        }
    }

    private static Bytes vector(String hex, Encryption cipher) throws UnreadableKeyException {
        try {
            var iv = Bytes.ofHex(hex);
            if (iv.length() == cipher.blockLength()) {
                return iv;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new UnreadableKeyException(
                "has a header DEK-Info without an initialization vector of " + cipher.blockLength() + " bytes in hex");
    }

    /** OpenSSL's EVP_BytesToKey: each block is MD5 of the block before, the password and the salt. */
    private static Secret key(Secret password, Bytes salt, int length) throws GeneralSecurityException {
        var md5 = MessageDigest.getInstance("MD5");
        var bytes = password.toArray();
        var key = new byte[length];
        var block = new byte[0];
        try {
            for (int at = 0; at < length; at += block.length) {
                md5.update(block);
                md5.update(bytes);
                salt.update(md5);
                block = md5.digest();
                System.arraycopy(block, 0, key, at, Math.min(block.length, length - at));
            }
            return Secret.take(key);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(block, (byte) 0);
            md5.reset(); // It keeps what it was given last, the password among it, in a buffer until then.
        }
    }
}
