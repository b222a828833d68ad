package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** ML-KEM-768 (FIPS 203) of one JCA provider; Java has it since 24. Thread-safe. */
final class MlKem768 {
    /** Bytes of an encapsulation key. */
    static final int KEY_BYTES = 1184;
    /** Bytes of a ciphertext. */
    static final int CIPHERTEXT_BYTES = 1088;
    /** Bytes of a shared secret. */
    static final int SECRET_BYTES = 32;

    private static final String NAME = "ML-KEM-768";
    private static final int MODULUS = 3329;
    private static final int SEED_BYTES = 32;
    // SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) of id-alg-ml-kem-768, 2.16.840.1.101.3.4.4.2, up to the key: JCA
    // has no other form that every provider reads and writes.
    private static final Bytes HEADER = Bytes.ofHex("308204b2300b0609608648016503040402038204a100");

    private final Provider provider;
    private volatile @Nullable KEM kem; // looked up at its first use
    private final KeyTools tools;
    private final SecureRandom random;

    /**
     * What encapsulation gives.
     *
     * @param ciphertext for the peer
     * @param shared the shared secret, the caller's to close
     */
    record Encapsulated(Bytes ciphertext, Secret shared) {}

    private MlKem768(Provider provider, SecureRandom random) {
        this.random = random;
        this.provider = provider;
        tools = new KeyTools(NAME, provider, generator -> generator.initialize(new NamedParameterSpec(NAME), random));
    }

    /** Find the first provider that has it and passes a trial, of those preferred, then of those installed; null if none. */
    static @Nullable MlKem768 of(List<Provider> preferred, InstalledProviders installed, SecureRandom random) {
        var candidates = new ArrayList<>(preferred);
        candidates.addAll(installed.all());
        for (var candidate : candidates) {
            if (!InstalledProviders.claims(candidate, NAME, "KEM", NAME)) {
                continue;
            }
            try {
                var found = new MlKem768(candidate, random);
                // Java's own needs no trial, which would cost a program some 15 ms at its start.
                if (InstalledProviders.ofJava(candidate) || found.agreesWithItself()) {
                    return found;
                }
            } catch (ProtocolException | RuntimeException e) {
                // Whatever it says, it is not usable there: the next one may have it. Conscrypt, which many install
                // before Java's own, names classes that it has not.
            }
        }
        return null;
    }

    private boolean agreesWithItself() throws ProtocolException {
        var pair = generate();
        var sent = encapsulate(encode(pair.getPublic()));
        try (var here = sent.shared();
                var there = decapsulate(pair.getPrivate(), sent.ciphertext())) {
            var shared = there.toArray();
            boolean same = here.matches(shared);
            Arrays.fill(shared, (byte) 0);
            return same;
        }
    }

    String provider() {
        return provider.getName();
    }

    /** Make a decapsulation key and its encapsulation key. */
    KeyPair generate() {
        return tools.generate();
    }

    /** Write an encapsulation key. */
    static Bytes encode(PublicKey key) {
        var encoded = key.getEncoded();
        if (encoded == null || encoded.length != HEADER.length() + KEY_BYTES) {
            throw new IllegalStateException("a provider's key of " + NAME + " in an unknown encoding");
        }
        return Bytes.wrap(encoded, HEADER.length(), KEY_BYTES);
    }

    /**
     * Make a shared secret for who has the decapsulation key.
     *
     * @throws ProtocolException INVALID_KEY_SHARE when the value is no encapsulation key
     */
    Encapsulated encapsulate(Bytes encapsulationKey) throws ProtocolException {
        if (!inRange(encapsulationKey)) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a value that is no encapsulation key of " + NAME);
        }
        var encoded = new byte[HEADER.length() + KEY_BYTES];
        HEADER.copyTo(encoded, 0);
        encapsulationKey.copyTo(encoded, HEADER.length());
        try {
            var key = tools.publicKey(new X509EncodedKeySpec(encoded));
            var sent = kem().newEncapsulator(key, random).encapsulate();
            return new Encapsulated(Bytes.wrap(sent.encapsulation()), secret(sent.key()));
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "encapsulation failed in " + NAME, e);
        }
    }

    /**
     * Recover a shared secret; the caller closes it. A ciphertext that is none leads to a secret nobody else has.
     *
     * @param ciphertext of {@link #CIPHERTEXT_BYTES}
     */
    Secret decapsulate(PrivateKey key, Bytes ciphertext) throws ProtocolException {
        try {
            return secret(kem().newDecapsulator(key).decapsulate(ciphertext.toArray()));
        } catch (GeneralSecurityException e) {
            // draft-ietf-tls-ecdhe-mlkem section 3.1.2: MUST be aborted with internal_error.
            throw new ProtocolException(Reason.INTERNAL_ERROR, "decapsulation failed in " + NAME, e);
        }
    }

    private KEM kem() throws GeneralSecurityException {
        var known = kem;
        if (known == null) {
            known = KEM.getInstance(NAME, provider);
            kem = known;
        }
        return known;
    }

    /** FIPS 203 section 7.2: every coefficient MUST be below the modulus; not each provider is known to look. */
    private static boolean inRange(Bytes key) {
        for (int i = 0; i < KEY_BYTES - SEED_BYTES; i += 3) {
            int low = key.at(i) | (key.at(i + 1) & 0x0f) << 8;
            int high = key.at(i + 1) >> 4 | key.at(i + 2) << 4;
            if (low >= MODULUS || high >= MODULUS) {
                return false;
            }
        }
        return true;
    }

    private static Secret secret(SecretKey key) {
        var bytes = key.getEncoded();
        if (bytes == null || bytes.length != SECRET_BYTES) {
            throw new IllegalStateException("a provider's shared secret of " + NAME + " is not of 32 bytes");
        }
        return Secret.take(bytes);
    }
}
