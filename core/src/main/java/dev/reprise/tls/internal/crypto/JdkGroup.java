package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.KeyAgreement;

/**
 * What JCA has for one group, all from the one provider that was found at the start: a key never crosses providers
 * within an exchange. Generators and factories are pooled, as they are not documented to be thread-safe. A KeyAgreement
 * is made anew each time, because it keeps the private key: in a pool the key would outlive its connection.
 * Thread-safe.
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
    private record KeyTools(KeyPairGenerator generator, KeyFactory factory) {}

    JdkGroup(NamedGroup group, SecureRandom random) {
        this.group = group;
        this.random = random;
        publicValue = switch (group) {
            case X25519 -> new PublicValue.X25519();
            case SECP256R1 -> new PublicValue.Point(EcCurve.P256);
            case SECP384R1 -> new PublicValue.Point(EcCurve.P384);
            case SECP521R1 -> new PublicValue.Point(EcCurve.P521);
        };
        keyAlgorithm = group == NamedGroup.X25519 ? "X25519" : "EC";
        agreementAlgorithm = group == NamedGroup.X25519 ? "X25519" : "ECDH";
        try {
            provider = KeyPairGenerator.getInstance(keyAlgorithm).getProvider();
            idle.add(newTools());
            // Tells at once, and not in a handshake, that the provider cannot do it.
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

    KeyPair generate() {
        try {
            var tools = take();
            var pair = tools.generator().generateKeyPair();
            idle.offer(tools);
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key of " + group, e);
        }
    }

    /** Make a key of a peer's public value. */
    PublicKey peerKey(Bytes value) throws ProtocolException {
        var spec = publicValue.decode(value);
        try {
            var tools = take();
            var key = tools.factory().generatePublic(spec);
            idle.offer(tools);
            return key;
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that is not of " + group, e);
        }
    }

    KeyAgreement newAgreement() throws GeneralSecurityException {
        return KeyAgreement.getInstance(agreementAlgorithm, provider);
    }

    private KeyTools take() throws GeneralSecurityException {
        var tools = idle.poll();
        return tools == null ? newTools() : tools;
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
}
