package dev.reprise.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * The public-key operations of a handshake alone, by one provider, with everything at hand that can be: what a stack
 * cannot save. A resumed handshake has two X25519 keys made and two agreements, with the hybrid group also a key, an
 * encapsulation and a decapsulation of ML-KEM-768; a full one a signature and its verification besides (nobody verifies a
 * chain twice, so that is not counted).
 */
final class PublicKeyCost {
    private final KeyPairGenerator generator;
    private final KeyAgreement agreement;
    private final Signature signer;
    private final Signature verifier;
    private final PrivateKey signingKey;
    private final PublicKey verifyingKey;
    private final @Nullable KeyPairGenerator kemGenerator;
    private final @Nullable KEM kem;
    private final SecureRandom random = new SecureRandom();
    private final byte[] content = "x".repeat(130).getBytes(StandardCharsets.US_ASCII);
    private int sink;

    PublicKeyCost(Provider provider, boolean hybrid) throws GeneralSecurityException {
        generator = KeyPairGenerator.getInstance("X25519", provider);
        generator.initialize(255, random);
        agreement = KeyAgreement.getInstance("X25519", provider);
        var ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = ec.generateKeyPair();
        var factory = KeyFactory.getInstance("EC", provider);
        signingKey = (PrivateKey) factory.translateKey(pair.getPrivate());
        verifyingKey = (PublicKey) factory.translateKey(pair.getPublic());
        signer = Signature.getInstance("SHA256withECDSA", provider);
        verifier = Signature.getInstance("SHA256withECDSA", provider);
        kem = hybrid ? KEM.getInstance("ML-KEM-768") : null;
        kemGenerator = hybrid ? KeyPairGenerator.getInstance("ML-KEM-768") : null;
    }

    /** Do what one handshake takes. */
    void run(Handshake kind) throws GeneralSecurityException {
        var client = generator.generateKeyPair();
        var server = generator.generateKeyPair();
        agree(client, server);
        agree(server, client);
        if (kem != null && kemGenerator != null) {
            var pair = kemGenerator.generateKeyPair();
            var sent = kem.newEncapsulator(pair.getPublic(), random).encapsulate();
            sink += kem.newDecapsulator(pair.getPrivate())
                    .decapsulate(sent.encapsulation())
                    .getEncoded()[0];
        }
        if (kind == Handshake.FULL) {
            signer.initSign(signingKey, random);
            signer.update(content);
            var signature = signer.sign();
            verifier.initVerify(verifyingKey);
            verifier.update(content);
            if (!verifier.verify(signature)) {
                throw new IllegalStateException("a signature that does not verify");
            }
        }
    }

    private void agree(KeyPair own, KeyPair other) throws GeneralSecurityException {
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        sink += agreement.generateSecret()[0];
    }

    /** Return what keeps the work from being left out. */
    int sink() {
        return sink;
    }
}
