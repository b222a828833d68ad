package dev.reprise.tls.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One signature algorithm of a provider that was asked for. Keys it does not take are left to others. Thread-safe. */
final class PreferredSigner {
    private final String algorithm;
    private final Provider provider;
    // Making a key of another provider's may cost as much as signing, and most servers sign with one key, most clients
    // meet few servers.
    private volatile @Nullable Translated privateKey;
    private volatile @Nullable Translated publicKey;

    /** A key, and what this provider makes of it. */
    private record Translated(Key given, Key own) {}

    PreferredSigner(String algorithm, Provider provider) {
        this.algorithm = algorithm;
        this.provider = provider;
    }

    /** Find for each algorithm that any has the first provider that has it. */
    static Map<JcaSignature, PreferredSigner> allOf(Function<JcaSignature, List<Provider>> preferred) {
        var found = new EnumMap<JcaSignature, PreferredSigner>(JcaSignature.class);
        for (var algorithm : JcaSignature.values()) {
            for (var provider : preferred.apply(algorithm)) {
                if (provider.getService("Signature", algorithm.algorithm()) != null) {
                    found.put(algorithm, new PreferredSigner(algorithm.algorithm(), provider));
                    break;
                }
            }
        }
        return found;
    }

    /** Make what signs, or answer null when this provider does not take the key. */
    @Nullable
    Signature signer(PrivateKey key, SecureRandom random) throws GeneralSecurityException {
        // A key without an encoding is opaque: only its own provider can use it, and JCA finds that by itself.
        if (key.getFormat() == null) {
            return null;
        }
        var last = privateKey;
        if (last == null || !last.given.equals(key)) {
            last = translated(key);
            privateKey = last;
        }
        try {
            var signature = Signature.getInstance(algorithm, provider);
            signature.initSign((PrivateKey) last.own, random);
            return signature;
        } catch (InvalidKeyException e) {
            return null;
        }
    }

    /** Make what verifies, or answer null when this provider does not take the key. */
    @Nullable
    Signature verifier(PublicKey key) throws GeneralSecurityException {
        var last = publicKey;
        if (last == null || !last.given.equals(key)) {
            last = translated(key);
            publicKey = last;
        }
        try {
            var signature = Signature.getInstance(algorithm, provider);
            signature.initVerify((PublicKey) last.own);
            return signature;
        } catch (InvalidKeyException e) {
            return null;
        }
    }

    private Translated translated(Key key) {
        try {
            return new Translated(
                    key, KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Its Signature may take what its KeyFactory does not, or it has no factory.
            return new Translated(key, key);
        }
    }
}
