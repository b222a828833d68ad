package dev.reprise.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KEM;
import org.jspecify.annotations.Nullable;

/**
 * The public-key operations of a handshake alone, with everything at hand that can be: what a stack cannot save. A resumed
 * handshake has two X25519 keys made and two agreements, with the hybrid group also a key, an encapsulation and a decapsulation
 * of ML-KEM-768; a full one a signature and its verification besides (nobody verifies a chain twice, so that is not counted).
 */
final class PublicKeyCost {
    private final Curves curves;
    private final PrivateKey signingKey;
    private final ECPublicKey verifyingKey;
    private final @Nullable KeyPairGenerator kemGenerator;
    private final @Nullable KEM kem;
    private final SecureRandom random = new SecureRandom();
    private final byte[] content = "x".repeat(130).getBytes(StandardCharsets.US_ASCII);
    private int sink;

    /** What a stack has for curves. */
    interface Curves {
        /** Make two X25519 keys, let both agree, and return a byte of the secrets. */
        int exchange() throws GeneralSecurityException;

        /** Sign by ECDSA with SHA-256. */
        byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException;

        /** Verify by ECDSA with SHA-256. */
        boolean verify(ECPublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException;
    }

    /**
     * Prepare.
     *
     * @param provider who has the curves; null for our own
     */
    PublicKeyCost(@Nullable Provider provider, boolean hybrid) throws GeneralSecurityException {
        curves = provider == null ? new OwnCurves() : new ProviderCurves(provider);
        var ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = ec.generateKeyPair();
        signingKey = pair.getPrivate();
        verifyingKey = (ECPublicKey) pair.getPublic();
        kem = hybrid ? KEM.getInstance("ML-KEM-768") : null;
        kemGenerator = hybrid ? KeyPairGenerator.getInstance("ML-KEM-768") : null;
    }

    /** Do what one handshake takes. */
    void run(Handshake kind) throws GeneralSecurityException {
        sink += curves.exchange();
        if (kem != null && kemGenerator != null) {
            var pair = kemGenerator.generateKeyPair();
            var sent = kem.newEncapsulator(pair.getPublic(), random).encapsulate();
            sink += kem.newDecapsulator(pair.getPrivate())
                    .decapsulate(sent.encapsulation())
                    .getEncoded()[0];
        }
        if (kind == Handshake.FULL) {
            var signature = curves.sign(signingKey, content);
            if (!curves.verify(verifyingKey, content, signature)) {
                throw new IllegalStateException("a signature that does not verify");
            }
        }
    }

    /** Return what keeps the work from being left out. */
    int sink() {
        return sink;
    }
}
