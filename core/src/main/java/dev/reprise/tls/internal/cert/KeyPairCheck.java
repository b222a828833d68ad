package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a private key belongs to a certificate by signing with the one and verifying with the other, which works for
 * opaque keys too. Costs one signature, so it is for loading, not for handshakes.
 */
public final class KeyPairCheck {
    private static final byte[] CONTENT =
            "Reprise: does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);
    private static final AlgorithmParameterSpec PSS_SHA_256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private static final String UNUSABLE = " has a key that fits no signature scheme of TLS (RFC 9846 section 4.3.3)";

    private static final int MAX_TRIED = 20; // each costs a signature

    private KeyPairCheck() {}

    /** Require that key and leaf of an identity belong together; the IOException names where both came from. */
    public static void require(Identity identity, String certificateSource, String keySource) throws IOException {
        if (!matches(identity.privateKey(), identity.leaf().getPublicKey())) {
            throw new IOException("private/public key mismatch: the key in " + keySource
                    + " is not that of the first certificate in " + certificateSource + elsewhere(identity));
        }
        if (!usable(identity)) {
            throw new IOException("the first certificate in " + certificateSource + UNUSABLE);
        }
    }

    /** Say which of the other certificates the key belongs to, if any; a chain may stand in the wrong order. */
    private static String elsewhere(Identity identity) {
        var chain = identity.chain();
        for (int i = 1; i < Math.min(chain.size(), MAX_TRIED); i++) {
            if (matches(identity.privateKey(), chain.get(i).getPublicKey())) {
                return ", but that of number " + (i + 1) + " of " + chain.size() + ", "
                        + Certificates.subject(chain.get(i)) + "; it must come first, and after it who issued it";
            }
        }
        return "";
    }

    /** Return an identity whose key and leaf belong together; another is an IllegalArgumentException. */
    public static Identity require(Identity identity) {
        if (!matches(identity.privateKey(), identity.leaf().getPublicKey())) {
            throw new IllegalArgumentException("private/public key mismatch: the key is not that of "
                    + Certificates.subject(identity.leaf()) + elsewhere(identity));
        }
        if (!usable(identity)) {
            throw new IllegalArgumentException(Certificates.subject(identity.leaf()) + UNUSABLE);
        }
        return identity;
    }

    /** Such as an RSASSA-PSS key that is limited to SHA-1; every handshake would fail. */
    private static boolean usable(Identity identity) {
        var key = identity.leaf().getPublicKey();
        for (var scheme : SignatureScheme.values()) {
            if (Signatures.fitsTls12(scheme, key)) {
                return true;
            }
        }
        return false;
    }

    /** Tell whether two keys are one pair; false also when the private key cannot sign. */
    public static boolean matches(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof PrivateKeySigner remote) {
            return matches(remote, publicKey);
        }
        return switch (publicKey.getAlgorithm()) {
            case "EC" -> signs("SHA256withECDSA", null, privateKey, publicKey);
            case "EdDSA", "Ed25519" -> signs("Ed25519", null, privateKey, publicKey);
            // A key in a hardware module may be allowed for one of the two only.
            case "RSA" ->
                signs("SHA256withRSA", null, privateKey, publicKey)
                        || signs("RSASSA-PSS", PSS_SHA_256, privateKey, publicKey);
            case "RSASSA-PSS" -> signs("RSASSA-PSS", parametersOf(publicKey), privateKey, publicKey);
            default -> false;
        };
    }

    private static boolean matches(PrivateKeySigner remote, PublicKey publicKey) {
        for (var scheme : SignatureScheme.values()) {
            if (Signatures.fitsTls12(scheme, publicKey) && remote.signs(scheme)) {
                try {
                    return Signatures.verifies(
                            scheme, publicKey, CONTENT, Bytes.wrap(remote.sign(scheme, CONTENT.clone())));
                } catch (GeneralSecurityException | IOException e) {
                    throw new IllegalArgumentException("the signer cannot sign by " + scheme, e);
                }
            }
        }
        return false;
    }

    /** Return what an RSASSA-PSS key may be used with (RFC 4055 section 1.2), or the usual where it does not say. */
    private static AlgorithmParameterSpec parametersOf(PublicKey key) {
        return key instanceof RSAKey rsa && rsa.getParams() != null ? rsa.getParams() : PSS_SHA_256;
    }

    private static boolean signs(
            String algorithm, @Nullable AlgorithmParameterSpec parameters, PrivateKey privateKey, PublicKey publicKey) {
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            if (parameters != null) {
                signer.setParameter(parameters);
            }
            signer.update(CONTENT);
            var signature = signer.sign();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.update(CONTENT);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Another algorithm's key, or a module that will not: either way it cannot serve this certificate.
            return false;
        }
    }
}
