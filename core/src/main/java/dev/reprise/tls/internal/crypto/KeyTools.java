package dev.reprise.tls.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.KeySpec;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Makes key pairs, and public keys of what peers send, by one algorithm of one provider. What JCA has for that is pooled,
 * as it is not documented to be thread-safe; no secret stays in it. Thread-safe.
 */
final class KeyTools {
    private static final int CAPACITY = 16;

    private final String algorithm;
    private final Provider provider;
    private final Preparation preparation;
    private final ArrayBlockingQueue<Pair> idle = new ArrayBlockingQueue<>(CAPACITY);

    /** How a new generator learns parameters and randomness. */
    interface Preparation {
        void prepare(KeyPairGenerator generator) throws InvalidAlgorithmParameterException;
    }

    private record Pair(KeyPairGenerator generator, KeyFactory factory) {}

    /** Take a provider; nothing is looked up before the first use. */
    KeyTools(String algorithm, Provider provider, Preparation preparation) {
        this.algorithm = algorithm;
        this.provider = provider;
        this.preparation = preparation;
    }

    /**
     * Look up what the first use needs.
     *
     * @throws GeneralSecurityException when the provider cannot do the algorithm
     */
    void lookUp() throws GeneralSecurityException {
        idle.offer(take());
    }

    /** Make a key pair. */
    KeyPair generate() {
        try {
            var tools = take();
            var pair = tools.generator.generateKeyPair();
            idle.offer(tools);
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key of " + algorithm, e);
        }
    }

    /** Make a public key; a GeneralSecurityException says that the value is none. */
    PublicKey publicKey(KeySpec spec) throws GeneralSecurityException {
        var tools = take();
        var key = tools.factory.generatePublic(spec);
        idle.offer(tools);
        return key;
    }

    private Pair take() throws GeneralSecurityException {
        var tools = idle.poll();
        return tools == null ? make() : tools;
    }

    private Pair make() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm, provider);
        preparation.prepare(generator);
        return new Pair(generator, KeyFactory.getInstance(algorithm, provider));
    }
}
