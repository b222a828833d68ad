package dev.reprise.bench;

import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.crypto.curve.EcdsaP256;
import dev.reprise.tls.internal.crypto.curve.X25519;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.KeyAgreement;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/**
 * The curve primitives alone: ours beside the JDK's, Bouncy Castle's and BoringSSL's through Conscrypt, in turn within each
 * round, in one JVM. Started by {@code bench/run --curves}.
 */
final class CurveRun {
    private static final int WARM_UP_ROUNDS = 20;
    private static final int ROUNDS = 51;
    private static final long ROUND_NANOS = 5_000_000;
    /** More than are remembered, so that each is new when its turn comes. */
    private static final int STRANGERS = 100;

    private final SecureRandom random = new SecureRandom();
    private final byte[] content = "x".repeat(130).getBytes(StandardCharsets.US_ASCII);
    private final Map<String, Map<String, Operation>> rows = new LinkedHashMap<>();
    private int sink;

    private interface Operation {
        void run() throws GeneralSecurityException;
    }

    private CurveRun() {}

    public static void main(String[] args) throws GeneralSecurityException {
        var run = new CurveRun();
        run.x25519();
        run.p256();
        run.ecdsa();
        run.measure();
        System.err.println("bench: done, " + (run.sink & 1));
    }

    private static Map<String, Provider> providers() {
        var providers = new LinkedHashMap<String, Provider>();
        providers.put("JDK", Security.getProvider("SunEC"));
        providers.put("Bouncy Castle", new BouncyCastleProvider());
        providers.put("Conscrypt", Conscrypt.newProvider());
        return providers;
    }

    private void x25519() throws GeneralSecurityException {
        var keys = new LinkedHashMap<String, Operation>();
        var agreements = new LinkedHashMap<String, Operation>();
        var scalar = new byte[32];
        var point = new byte[32];
        var target = new byte[32];
        random.nextBytes(point);
        keys.put("Reprise", () -> {
            random.nextBytes(scalar);
            X25519.publicValue(scalar, target);
            sink += target[0];
        });
        agreements.put("Reprise", () -> {
            X25519.multiply(scalar, point, target);
            sink += target[0];
        });
        for (var entry : providers().entrySet()) {
            var generator = KeyPairGenerator.getInstance("X25519", entry.getValue());
            generator.initialize(255, random);
            var agreement = KeyAgreement.getInstance("X25519", entry.getValue());
            exchange(entry.getKey(), generator, agreement, keys, agreements);
        }
        rows.put("X25519, key", keys);
        rows.put("X25519, agreement", agreements);
    }

    private void exchange(
            String provider,
            KeyPairGenerator generator,
            KeyAgreement agreement,
            Map<String, Operation> keys,
            Map<String, Operation> agreements) {
        var one = generator.generateKeyPair();
        var other = generator.generateKeyPair();
        keys.put(provider, () -> sink += generator.generateKeyPair().getPublic().hashCode());
        agreements.put(provider, () -> {
            agreement.init(one.getPrivate());
            agreement.doPhase(other.getPublic(), true);
            sink += agreement.generateSecret()[0];
        });
    }

    private void p256() throws GeneralSecurityException {
        var keys = new LinkedHashMap<String, Operation>();
        var agreements = new LinkedHashMap<String, Operation>();
        var signatures = new LinkedHashMap<String, Operation>();
        var parameters = new ECGenParameterSpec("secp256r1");
        var own = new JcaKeyShares(random);
        var ownPair = own.generate(NamedGroup.SECP256R1);
        var ownOther = own.generate(NamedGroup.SECP256R1).publicKey();
        keys.put("Reprise", () -> {
            try (var share = own.generate(NamedGroup.SECP256R1)) {
                sink += share.publicKey().at(1);
            }
        });
        agreements.put("Reprise", () -> {
            try (var shared = ownPair.agree(ownOther)) {
                sink += shared.length();
            } catch (ProtocolException e) {
                throw new GeneralSecurityException(e);
            }
        });
        var generated = KeyPairGenerator.getInstance("EC");
        generated.initialize(parameters);
        var signingKey = generated.generateKeyPair().getPrivate();
        var signer = new Signatures(random);
        signatures.put("Reprise", () -> {
            try {
                sink += signer.sign(SignatureScheme.ECDSA_SECP256R1_SHA256, signingKey, content)
                        .value()
                        .length();
            } catch (ProtocolException e) {
                throw new GeneralSecurityException(e);
            }
        });
        for (var entry : providers().entrySet()) {
            var generator = KeyPairGenerator.getInstance("EC", entry.getValue());
            generator.initialize(parameters, random);
            var agreement = KeyAgreement.getInstance("ECDH", entry.getValue());
            exchange(entry.getKey(), generator, agreement, keys, agreements);
            var signingPair = generator.generateKeyPair();
            var jca = Signature.getInstance("SHA256withECDSA", entry.getValue());
            signatures.put(entry.getKey(), () -> {
                jca.initSign(signingPair.getPrivate(), random);
                jca.update(content);
                sink += jca.sign().length;
            });
        }
        rows.put("P-256, key", keys);
        rows.put("P-256, agreement", agreements);
        rows.put("ECDSA P-256, sign", signatures);
    }

    private void ecdsa() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var signer = Signature.getInstance("SHA256withECDSA");
        var pairs = new ArrayList<KeyPair>();
        var signatures = new ArrayList<byte[]>();
        for (int i = 0; i < STRANGERS; i++) {
            pairs.add(generator.generateKeyPair());
            signer.initSign(pairs.get(i).getPrivate());
            signer.update(content);
            signatures.add(signer.sign());
        }
        var known = new LinkedHashMap<String, Operation>();
        var strangers = new LinkedHashMap<String, Operation>();
        var remembering = new EcdsaP256();
        known.put("Reprise", () -> verify(remembering, pairs.get(0).getPublic(), signatures.get(0)));
        var forgetful = new EcdsaP256();
        int[] next = {0};
        strangers.put("Reprise", () -> {
            next[0] = (next[0] + 1) % STRANGERS;
            verify(forgetful, pairs.get(next[0]).getPublic(), signatures.get(next[0]));
        });
        for (var entry : providers().entrySet()) {
            var verifier = Signature.getInstance("SHA256withECDSA", entry.getValue());
            var factory = KeyFactory.getInstance("EC", entry.getValue());
            var keys = new ArrayList<PublicKey>();
            for (var pair : pairs) {
                keys.add((PublicKey) factory.translateKey(pair.getPublic()));
            }
            known.put(entry.getKey(), () -> verify(verifier, keys.get(0), signatures.get(0)));
            int[] turn = {0};
            strangers.put(entry.getKey(), () -> {
                turn[0] = (turn[0] + 1) % STRANGERS;
                verify(verifier, keys.get(turn[0]), signatures.get(turn[0]));
            });
        }
        rows.put("ECDSA P-256, verify, key met before", known);
        rows.put("ECDSA P-256, verify, new key", strangers);
    }

    private void verify(EcdsaP256 verifier, PublicKey key, byte[] signature) throws GeneralSecurityException {
        var point = ((ECPublicKey) key).getW();
        var digest = MessageDigest.getInstance("SHA-256").digest(content);
        require(verifier.verify(point.getAffineX(), point.getAffineY(), digest, signature));
    }

    private void verify(Signature verifier, PublicKey key, byte[] signature) throws GeneralSecurityException {
        verifier.initVerify(key);
        verifier.update(content);
        require(verifier.verify(signature));
    }

    private static void require(boolean good) {
        if (!good) {
            throw new IllegalStateException("a signature that does not verify");
        }
    }

    private void measure() throws GeneralSecurityException {
        System.out.println(
                "Microseconds of CPU, median (95 % interval); **bold**: the JDK's time by this one's in the same round");
        System.out.println();
        System.out.println("| | Reprise | JDK | Bouncy Castle | Conscrypt |");
        System.out.println("|---|---|---|---|---|");
        for (var row : rows.entrySet()) {
            var operations = List.copyOf(row.getValue().values());
            var times = new double[operations.size()][ROUNDS];
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                for (int i = 0; i < operations.size(); i++) {
                    double time = time(operations.get(i));
                    if (round >= 0) {
                        times[i][round] = time;
                    }
                }
            }
            System.out.println(line(row.getKey(), List.copyOf(row.getValue().keySet()), times));
        }
    }

    /** Return microseconds for each of as many as fit in a round. */
    private static double time(Operation operation) throws GeneralSecurityException {
        long start = CpuClock.thread();
        long end;
        int count = 0;
        do {
            for (int i = 0; i < 10; i++) {
                operation.run();
            }
            count += 10;
            end = CpuClock.thread();
        } while (end - start < ROUND_NANOS);
        return (end - start) / 1e3 / count;
    }

    private static String line(String title, List<String> names, double[][] times) {
        var jdk = times[names.indexOf("JDK")];
        var line = new StringBuilder("| ").append(title);
        for (var each : times) {
            var time = Statistics.of(each);
            var quotients = new double[each.length];
            for (int i = 0; i < each.length; i++) {
                quotients[i] = jdk[i] / each[i];
            }
            var quotient = Statistics.of(quotients);
            line.append(String.format(
                    " | %.1f (%.1f-%.1f) **%.2f** (%.2f-%.2f)",
                    time.median(), time.low(), time.high(), quotient.median(), quotient.low(), quotient.high()));
        }
        return line.append(" |").toString();
    }
}
