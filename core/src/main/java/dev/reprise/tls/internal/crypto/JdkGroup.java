package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.KeyAgreement;

/**
 * What JCA has for one group, all from the one provider that was found at the start: a key never crosses providers
 * within an exchange. Generators and factories are pooled, as they are not documented to be thread-safe. A KeyAgreement
 * is made anew each time, because it keeps the private key: in a pool the key would outlive its connection.
 */
final class JdkGroup {
    private static final int CAPACITY = 16;

    private final NamedGroup group;
    private final PublicValue publicValue;
    private final String keyAlgorithm;
    private final String agreementAlgorithm;
    private final Provider provider;
    private final SecureRandom random;
    private final ArrayBlockingQueue<KeyTools> idle = new ArrayBlockingQueue<>(CAPACITY);

    /**
     * Holds what makes keys; no secret is in it.
     *
     * @param generator initialised
     * @param factory for the peer's key
     */
    record KeyTools(KeyPairGenerator generator, KeyFactory factory) {}

    JdkGroup(NamedGroup group, SecureRandom random) {
        this.group = group;
        this.random = random;
        publicValue = publicValue(group);
        keyAlgorithm = group == NamedGroup.X25519 ? "X25519" : "EC";
        agreementAlgorithm = group == NamedGroup.X25519 ? "X25519" : "ECDH";
        try {
            provider = KeyPairGenerator.getInstance(keyAlgorithm).getProvider();
            idle.add(newTools());
            newAgreement();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do " + group, e);
        }
    }

    NamedGroup group() {
        return group;
    }

    PublicValue publicValue() {
        return publicValue;
    }

    /** Lend the tools; they come back by {@link #give} unless something failed. */
    KeyTools take() throws GeneralSecurityException {
        var tools = idle.poll();
        return tools == null ? newTools() : tools;
    }

    void give(KeyTools tools) {
        idle.offer(tools);
    }

    KeyAgreement newAgreement() throws GeneralSecurityException {
        return KeyAgreement.getInstance(agreementAlgorithm, provider);
    }

    private KeyTools newTools() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(keyAlgorithm, provider);
        if (publicValue instanceof PublicValue.Point point) {
            AlgorithmParameterSpec curve = new ECGenParameterSpec(point.curve().standardName());
            generator.initialize(curve, random);
        } else {
            // By strength: not every provider takes NamedParameterSpec here.
            generator.initialize(255, random);
        }
        return new KeyTools(generator, KeyFactory.getInstance(keyAlgorithm, provider));
    }

    private static PublicValue publicValue(NamedGroup group) {
        return switch (group) {
            case X25519 -> new PublicValue.X25519();
            case SECP256R1 -> new PublicValue.Point(EcCurve.P256);
            case SECP384R1 -> new PublicValue.Point(EcCurve.P384);
            case SECP521R1 -> new PublicValue.Point(EcCurve.P521);
        };
    }
}
