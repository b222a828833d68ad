package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Pbkdf2;
import dev.reprise.tls.internal.crypto.Scrypt;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Encryption by password, the second scheme (RFC 8018 section 6.2 and appendix A.4), with PBKDF2 or scrypt (RFC 7914
 * section 7) for the key, and AES or triple DES in CBC mode.
 *
 * @param derivation how the password becomes a key
 * @param encryption the cipher
 * @param iv its initialization vector
 */
record Pbes2(Derivation derivation, Encryption encryption, Bytes iv) {
    private static final Bytes PBKDF2 = Bytes.ofHex("06092a864886f70d01050c");
    private static final Bytes SCRYPT = Bytes.ofHex("06092b06010401da47040b");
    private static final Bytes NULL = Bytes.ofHex("0500");
    private static final int MAX_SALT = 1024;
    /** OpenSSL takes 16 MiB unless told otherwise, and reads no more than 32. */
    private static final long MAX_SCRYPT_BYTES = 64 << 20;

    /** A derivation of a key from a password. */
    sealed interface Derivation permits ByPbkdf2, ByScrypt {
        /** Return a key of so many bytes, which the caller closes. */
        Secret key(Secret password, int length) throws GeneralSecurityException;
    }

    /** RFC 8018 appendix A.2. */
    private record ByPbkdf2(String hmac, Bytes salt, int iterations) implements Derivation {
        @Override
        public Secret key(Secret password, int length) throws GeneralSecurityException {
            return Pbkdf2.derive(hmac, password, salt, iterations, length);
        }
    }

    /** RFC 7914 section 7. */
    private record ByScrypt(Bytes salt, int cost, int blockSize, int parallelization) implements Derivation {
        @Override
        public Secret key(Secret password, int length) throws GeneralSecurityException {
            return Scrypt.derive(password, salt, cost, blockSize, parallelization, length);
        }
    }

    /** The pseudorandom functions of RFC 8018 appendix B.1 that programs write. */
    private enum Prf {
        HMAC_SHA1("HmacSHA1", "06082a864886f70d0207"),
        HMAC_SHA224("HmacSHA224", "06082a864886f70d0208"),
        HMAC_SHA256("HmacSHA256", "06082a864886f70d0209"),
        HMAC_SHA384("HmacSHA384", "06082a864886f70d020a"),
        HMAC_SHA512("HmacSHA512", "06082a864886f70d020b"),
        HMAC_SHA512_224("HmacSHA512/224", "06082a864886f70d020c"),
        HMAC_SHA512_256("HmacSHA512/256", "06082a864886f70d020d");

        private final String jcaName;
        private final String identifierHex;

        Prf(String jcaName, String identifierHex) {
            this.jcaName = jcaName;
            this.identifierHex = identifierHex;
        }
    }

    /** The ciphers of RFC 8018 appendix B.2 that are fit for anything. */
    enum Encryption {
        /** Triple DES, which old programs write. */
        DES_EDE3("DESede", 24, 8, "06082a864886f70d0307"),
        /** AES with 128 bits. */
        AES_128("AES", 16, 16, "060960864801650304" + "0102"),
        /** AES with 192 bits. */
        AES_192("AES", 24, 16, "060960864801650304" + "0116"),
        /** AES with 256 bits. */
        AES_256("AES", 32, 16, "060960864801650304" + "012a");

        private final String jcaName;
        private final int keyLength;
        private final int blockLength;
        private final String identifierHex;

        Encryption(String jcaName, int keyLength, int blockLength, String identifierHex) {
            this.jcaName = jcaName;
            this.keyLength = keyLength;
            this.blockLength = blockLength;
            this.identifierHex = identifierHex;
        }

        int keyLength() {
            return keyLength;
        }

        int blockLength() {
            return blockLength;
        }

        /** Decrypt in CBC mode with the padding of RFC 8018 section 6.1.1. */
        Secret decrypt(Secret key, Bytes iv, Bytes data) throws GeneralSecurityException {
            var cipher = Cipher.getInstance(jcaName + "/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, key.key(jcaName), new IvParameterSpec(iv.toArray()));
            return Secret.take(cipher.doFinal(data.toArray()));
        }
    }

    /** Parse the parameters. */
    static Pbes2 parse(DerReader parameters) throws IOException {
        var derivation = parameters.enter(DerReader.SEQUENCE);
        var encryption = parameters.enter(DerReader.SEQUENCE);
        parameters.end();
        var function = derivation.element();
        var ofFunction = derivation.enter(DerReader.SEQUENCE);
        derivation.end();
        Derivation parsed;
        if (function.equals(PBKDF2)) {
            parsed = pbkdf2(ofFunction);
        } else if (function.equals(SCRYPT)) {
            parsed = scrypt(ofFunction);
        } else {
            throw unknown("key derivation function", function, "PBKDF2 or scrypt");
        }
        var identifier = encryption.element();
        for (var cipher : Encryption.values()) {
            if (identifier.equals(Bytes.ofHex(cipher.identifierHex))) {
                var iv = encryption.octetString(cipher.blockLength, cipher.blockLength);
                encryption.end();
                return new Pbes2(parsed, cipher, iv);
            }
        }
        throw unknown("cipher", identifier, "AES or triple DES in CBC mode");
    }

    private static Derivation pbkdf2(DerReader parameters) throws IOException {
        var salt = parameters.octetString(0, MAX_SALT);
        int iterations = (int) parameters.integer(EncryptedPkcs8.MAX_ITERATIONS);
        if (parameters.nextTag() == DerReader.INTEGER) {
            parameters.integer(64); // the key's length, which the cipher says again
        }
        var prf = Prf.HMAC_SHA1; // RFC 8018 appendix A.2: the default
        if (parameters.hasNext()) {
            prf = prf(parameters.enter(DerReader.SEQUENCE));
        }
        parameters.end();
        if (iterations == 0) {
            throw new UnreadableKeyException(
                    "has an iteration count of 0; legal are 1 to " + EncryptedPkcs8.MAX_ITERATIONS);
        }
        return new ByPbkdf2(prf.jcaName, salt, iterations);
    }

    private static Prf prf(DerReader algorithm) throws IOException {
        var identifier = algorithm.element();
        for (var prf : Prf.values()) {
            if (identifier.equals(Bytes.ofHex(prf.identifierHex))) {
                if (algorithm.hasNext() && !algorithm.element().equals(NULL)) {
                    throw new UnreadableKeyException("has parameters of a pseudorandom function that has none");
                }
                return prf;
            }
        }
        throw unknown("pseudorandom function", identifier, "HMAC with SHA-1 or SHA-2");
    }

    private static Derivation scrypt(DerReader parameters) throws IOException {
        var salt = parameters.octetString(0, MAX_SALT);
        long cost = parameters.integer(1 << 24);
        long blockSize = parameters.integer(1 << 10);
        long parallelization = parameters.integer(1 << 4);
        if (parameters.hasNext()) {
            parameters.integer(64); // the key's length, which the cipher says again
        }
        parameters.end();
        if (cost < 2 || Long.bitCount(cost) != 1 || blockSize == 0 || parallelization == 0) {
            throw new UnreadableKeyException("has parameters that scrypt cannot have");
        }
        if (128 * cost * blockSize > MAX_SCRYPT_BYTES) {
            throw new UnreadableKeyException("needs " + 128 * cost * blockSize
                    + " bytes of memory for scrypt; legal are " + MAX_SCRYPT_BYTES + " at most");
        }
        return new ByScrypt(salt, (int) cost, (int) blockSize, (int) parallelization);
    }

    /** Decrypt; the password stays the caller's to wipe. */
    Secret decrypt(Bytes data, char[] password) throws UnreadableKeyException {
        try (var secret = Passwords.utf8(password);
                var key = derivation.key(secret, encryption.keyLength)) {
            return encryption.decrypt(key, iv, data);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnreadableKeyException.notDecrypted("PBES2 with " + encryption);
        }
    }

    private static UnreadableKeyException unknown(String what, Bytes identifier, String expected) {
        return new UnreadableKeyException("is encrypted with a " + what + " that is not known (object identifier "
                + identifier + "); expected " + expected);
    }
}
