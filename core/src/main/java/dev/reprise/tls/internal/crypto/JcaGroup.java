package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * What JCA has for one group, all from the one provider that was found at the start: a key never crosses providers
 * within an exchange. What comes with Java is looked up at its first use, everything else at once. A KeyAgreement is made
 * anew each time, because it keeps the private key: in a pool the key would outlive its connection. Thread-safe.
 */
final class JcaGroup {
    private final NamedGroup group;
    /** Null for X25519. */
    private final @Nullable EcCurve curve;

    private final PublicValue publicValue;
    private final String agreementAlgorithm;
    private final Provider provider;
    private final KeyTools tools;

    private JcaGroup(NamedGroup group, Provider provider, SecureRandom random) {
        this.group = group;
        this.provider = provider;
        curve = switch (group) {
            case X25519 -> null;
            case SECP256R1 -> EcCurve.P256;
            case SECP384R1 -> EcCurve.P384;
            case SECP521R1 -> EcCurve.P521;
            case X25519MLKEM768 -> throw new IllegalArgumentException(group + " is no Diffie-Hellman group");
        };
        agreementAlgorithm = agreementAlgorithm(group);
        tools = new KeyTools(keyAlgorithm(group), provider, generator -> {
            if (curve == null) {
                // By strength: not every provider takes NamedParameterSpec here.
                generator.initialize(255, random);
            } else {
                generator.initialize(new ECGenParameterSpec(curve.standardName()), random);
            }
        });
        publicValue = curve == null ? PublicValue.X25519.of(tools) : new PublicValue.Point(curve);
    }

    private static String keyAlgorithm(NamedGroup group) {
        return group == NamedGroup.X25519 ? "X25519" : "EC";
    }

    private static String agreementAlgorithm(NamedGroup group) {
        return group == NamedGroup.X25519 ? "X25519" : "ECDH";
    }

    /**
     * Find the first preferred provider that has the group and passes a trial of it, or else the first that is installed; null
     * when the runtime has nothing for the group either.
     */
    static @Nullable JcaGroup of(
            NamedGroup group, List<Provider> preferred, InstalledProviders installed, SecureRandom random) {
        var found = ofPreferred(group, preferred, random);
        if (found != null) {
            return found;
        }
        for (var candidate : installed.all()) {
            if (!InstalledProviders.claims(candidate, keyAlgorithm(group), "KeyAgreement", agreementAlgorithm(group))) {
                continue;
            }
            try {
                var jca = new JcaGroup(group, candidate, random);
                if (!InstalledProviders.ofJava(candidate)) {
                    // Tells at once, and not in a handshake, that the provider cannot do it.
                    jca.tools.lookUp();
                    jca.newAgreement();
                }
                return jca;
            } catch (GeneralSecurityException | RuntimeException e) {
                // It claims more than it has: the next one may have it.
            }
        }
        return null;
    }

    /** Find the first preferred provider that has the group and passes a trial of it; null if none does. */
    static @Nullable JcaGroup ofPreferred(NamedGroup group, List<Provider> preferred, SecureRandom random) {
        for (var candidate : preferred) {
            try {
                var jca = new JcaGroup(group, candidate, random);
                if (jca.agreesWithItself()) {
                    return jca;
                }
            } catch (ProtocolException | RuntimeException e) {
                // Whatever it says, the group is not usable there: the next one may have it.
            }
        }
        return null;
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

    String provider() {
        return provider.getName();
    }

    PublicValue publicValue() {
        return publicValue;
    }

    KeyPair generate() {
        return tools.generate();
    }

    /** Make a key of a peer's public value. */
    PublicKey peerKey(Bytes value) throws ProtocolException {
        var spec = publicValue.decode(value);
        try {
            return tools.publicKey(spec);
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that is not of " + group, e);
        }
    }

    KeyAgreement newAgreement() throws GeneralSecurityException {
        return KeyAgreement.getInstance(agreementAlgorithm, provider);
    }
}
