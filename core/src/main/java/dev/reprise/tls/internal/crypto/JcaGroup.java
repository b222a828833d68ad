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
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * What JCA has for one group, all from the one provider that was found at the start: a key never crosses providers
 * within an exchange. Generators and factories are pooled, as they are not documented to be thread-safe. A KeyAgreement
 * is made anew each time, because it keeps the private key: in a pool the key would outlive its connection.
 * Thread-safe.
 */
final class JcaGroup {
    private static final int CAPACITY = 16;

    private final NamedGroup group;
    /** Null for X25519. */
    private final @Nullable EcCurve curve;

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

    private JcaGroup(NamedGroup group, @Nullable Provider preferred, SecureRandom random)
            throws GeneralSecurityException {
        this.group = group;
        this.random = random;
        curve = switch (group) {
            case X25519 -> null;
            case SECP256R1 -> EcCurve.P256;
            case SECP384R1 -> EcCurve.P384;
            case SECP521R1 -> EcCurve.P521;
        };
        keyAlgorithm = group == NamedGroup.X25519 ? "X25519" : "EC";
        agreementAlgorithm = group == NamedGroup.X25519 ? "X25519" : "ECDH";
        provider = preferred != null
                ? preferred
                : KeyPairGenerator.getInstance(keyAlgorithm).getProvider();
        var tools = newTools();
        publicValue = curve == null ? PublicValue.X25519.of(tools.factory()) : new PublicValue.Point(curve);
        idle.add(tools);
        // Tells at once, and not in a handshake, that the provider cannot do it.
        newAgreement();
    }

    /**
     * Find the first preferred provider that has the group and passes a trial of it, or else what the runtime has.
     *
     * @throws IllegalStateException when the runtime has nothing for the group either
     */
    static JcaGroup of(NamedGroup group, List<Provider> preferred, SecureRandom random) {
        for (var candidate : preferred) {
            try {
                var jca = new JcaGroup(group, candidate, random);
                if (jca.agreesWithItself()) {
                    return jca;
                }
            } catch (GeneralSecurityException | ProtocolException | RuntimeException e) {
                // Whatever it says, the group is not usable there: the next one may have it.
            }
        }
        try {
            return new JcaGroup(group, null, random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do " + group, e);
        }
    }

    /** A provider's classes may be there while the library below them does not load or speaks another format. */
    private boolean agreesWithItself() throws ProtocolException {
        try (var one = new JcaKeyShare(this, generate());
                var other = new JcaKeyShare(this, generate());
                var here = one.agree(other.publicKey());
                var there = other.agree(one.publicKey())) {
            var shared = there.toArray();
            boolean same = here.matches(shared);
            Arrays.fill(shared, (byte) 0);
            return same;
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
        if (curve != null) {
            generator.initialize(new ECGenParameterSpec(curve.standardName()), random);
        } else {
            // By strength: not every provider takes NamedParameterSpec here.
            generator.initialize(255, random);
        }
        return new KeyTools(generator, KeyFactory.getInstance(keyAlgorithm, provider));
    }
}
