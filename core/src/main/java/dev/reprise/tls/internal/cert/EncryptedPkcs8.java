package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Decrypts PKCS#8 (RFC 5958 section 3) by a password: PBES2, and of the older schemes what the JDK has, with the salt and
 * count of RFC 8018 appendix A.3.
 */
final class EncryptedPkcs8 {
    /** OpenSSL counts to 2048 unless told otherwise, careful people to some hundred thousand; this takes seconds. */
    static final int MAX_ITERATIONS = 10_000_000;

    private static final int MAX_SALT = 1024;
    private static final int MAX_KEY = 0xffff;
    private static final Bytes PBES2 = Bytes.ofHex("06092a864886f70d01050d");

    private EncryptedPkcs8() {}

    /** The schemes before PBES2 (RFC 8018 appendix A.3, RFC 7292 appendix C). */
    private enum OldScheme {
        MD5_DES("PBEWithMD5AndDES", "06092a864886f70d010503"),
        SHA1_RC4_128("PBEWithSHA1AndRC4_128", "060a2a864886f70d010c0101"),
        SHA1_RC4_40("PBEWithSHA1AndRC4_40", "060a2a864886f70d010c0102"),
        SHA1_DES_EDE3("PBEWithSHA1AndDESede", "060a2a864886f70d010c0103"),
        SHA1_RC2_128("PBEWithSHA1AndRC2_128", "060a2a864886f70d010c0105"),
        SHA1_RC2_40("PBEWithSHA1AndRC2_40", "060a2a864886f70d010c0106");

        private final String jcaName;
        private final String identifierHex;

        OldScheme(String jcaName, String identifierHex) {
            this.jcaName = jcaName;
            this.identifierHex = identifierHex;
        }
    }

    /**
     * Return the PKCS#8 structure inside, which the caller closes.
     *
     * @param password stays the caller's to wipe
     * @throws UnreadableKeyException when the password is wrong or the scheme unknown
     * @throws ProtocolException when it is no such structure
     */
    static Secret decrypt(Bytes der, char[] password) throws IOException {
        var whole = new DerReader(der);
        var fields = whole.enter(DerReader.SEQUENCE);
        whole.end();
        var scheme = fields.enter(DerReader.SEQUENCE);
        var data = fields.octetString(1, MAX_KEY);
        fields.end();
        var identifier = scheme.element();
        if (identifier.equals(PBES2)) {
            var parameters = scheme.enter(DerReader.SEQUENCE);
            scheme.end();
            return Pbes2.parse(parameters).decrypt(data, password);
        }
        for (var old : OldScheme.values()) {
            if (identifier.equals(Bytes.ofHex(old.identifierHex))) {
                var parameters = scheme.enter(DerReader.SEQUENCE);
                scheme.end();
                return decrypt(old, parameters, data, password);
            }
        }
        throw new UnreadableKeyException(
                "is encrypted by a scheme that is not known (object identifier " + identifier + "); expected PBES2");
    }

    private static Secret decrypt(OldScheme scheme, DerReader parameters, Bytes data, char[] password)
            throws IOException {
        var salt = parameters.octetString(1, MAX_SALT);
        int iterations = (int) parameters.integer(MAX_ITERATIONS);
        parameters.end();
        if (iterations == 0) {
            throw new UnreadableKeyException("has an iteration count of 0; legal are 1 to " + MAX_ITERATIONS);
        }
        var spec = new PBEKeySpec(password);
        try {
            var key = SecretKeyFactory.getInstance(scheme.jcaName).generateSecret(spec);
            var cipher = Cipher.getInstance(scheme.jcaName);
            cipher.init(Cipher.DECRYPT_MODE, key, new PBEParameterSpec(salt.toArray(), iterations));
            return Secret.take(cipher.doFinal(data.toArray()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnreadableKeyException.notDecrypted(scheme.jcaName);
        } finally {
            spec.clearPassword();
        }
    }
}
