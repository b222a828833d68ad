package dev.reprise.bench;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/** The curves of one JCA provider. */
final class ProviderCurves implements PublicKeyCost.Curves {
    private final Provider provider;
    private final KeyPairGenerator generator;
    private final KeyAgreement agreement;
    private final Signature verifier;
    private final Signature signer;
    private final SecureRandom random = new SecureRandom();
    private @Nullable PublicKey translated;
    private @Nullable PrivateKey translatedPrivate;

    ProviderCurves(Provider provider) throws GeneralSecurityException {
        this.provider = provider;
        generator = KeyPairGenerator.getInstance("X25519", provider);
        generator.initialize(255, random);
        agreement = KeyAgreement.getInstance("X25519", provider);
        signer = Signature.getInstance("SHA256withECDSA", provider);
        verifier = Signature.getInstance("SHA256withECDSA", provider);
    }

    @Override
    public int exchange() throws GeneralSecurityException {
        var client = generator.generateKeyPair();
        var server = generator.generateKeyPair();
        return agree(client, server) + agree(server, client);
    }

    private int agree(KeyPair own, KeyPair other) throws GeneralSecurityException {
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret()[0];
    }

    @Override
    public byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        if (translatedPrivate == null) {
            translatedPrivate =
                    (PrivateKey) KeyFactory.getInstance("EC", provider).translateKey(key);
        }
        signer.initSign(translatedPrivate, random);
        signer.update(content);
        return signer.sign();
    }

    @Override
    public boolean verify(ECPublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException {
        if (translated == null) {
            translated = (PublicKey) KeyFactory.getInstance("EC", provider).translateKey(key);
        }
        verifier.initVerify(translated);
        verifier.update(content);
        return verifier.verify(signature);
    }
}
