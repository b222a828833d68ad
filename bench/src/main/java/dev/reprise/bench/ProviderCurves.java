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
    private @Nullable PublicKey translated;

    ProviderCurves(Provider provider) throws GeneralSecurityException {
        this.provider = provider;
        generator = KeyPairGenerator.getInstance("X25519", provider);
        generator.initialize(255, new SecureRandom());
        agreement = KeyAgreement.getInstance("X25519", provider);
        verifier = Signature.getInstance("SHA256withECDSA", provider);
    }

    /** Make a provider's own of a key. */
    static PrivateKey translated(PrivateKey key, Provider provider) throws GeneralSecurityException {
        return (PrivateKey) KeyFactory.getInstance("EC", provider).translateKey(key);
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
    public boolean verify(ECPublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException {
        if (translated == null) {
            translated = (PublicKey) KeyFactory.getInstance("EC", provider).translateKey(key);
        }
        verifier.initVerify(translated);
        verifier.update(content);
        return verifier.verify(signature);
    }
}
