package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** What the costliest chains cost: counted, as time says little. What they cost in time is printed. */
class VerificationBudgetTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    /** How many random chains to search the worst of. */
    private static final int CHAINS = Integer.getInteger("hostile.chains", 20);

    private static final KeyPair KEYS = KeyType.P256.generate();
    private static final TestCertificate ROOT =
            named("Root").keys(KEYS).authority().selfSigned();
    /** What a handshake message holds by default, which bounds what a stranger can send. */
    private static final int MAX_BYTES = 65_536;

    private final VerificationBudget budget = new VerificationBudget();

    /** 16 certificates of 55 KB, which took the JDK's validator 4 to 9 s of CPU: one path for each of the 13. */
    @Test
    void comparesNamesOnceHoweverManyPathsLeadThroughTheSameAuthorities() {
        var upper = constrained("Upper", 2550).issuedBy(ROOT);
        var lower = constrained("Lower", 2550).issuedBy(upper);
        var chain = below(lower, 13, "x1.example");
        assertThat(chain).hasSize(16);
        Fixtures.assertRefused(Reason.CERTIFICATE_NOT_ALLOWED, () -> verify(chain));
        assertThat(budget.comparisons()).isLessThanOrEqualTo(2 * 2550);
        // The leaf's names are outside the constraints of both, so that no second path through them is looked at.
        assertThat(budget.signatures()).isEqualTo(4);
    }

    @Test
    void takesTheLargestHonestConstraints() throws ProtocolException {
        var names =
                IntStream.range(0, 200).mapToObj(i -> "n" + i + ".example.org").toArray(String[]::new);
        var leaf = named("client")
                .keys(KEYS)
                .client()
                .dns(names)
                .issuedBy(constrained("Large", 1000).issuedBy(ROOT));
        verify(leaf.chain());
        assertThat(budget.comparisons()).isEqualTo(200 * 1000);
    }

    @Test
    void stopsTheSearchWhenTooManyNamesMeetTooManyConstraints() {
        var names =
                IntStream.range(0, 500).mapToObj(i -> "n" + i + ".example.org").toArray(String[]::new);
        var wide = constrained("Wide", 1500).issuedBy(ROOT);
        var other = constrained("Wide", 1501).issuedBy(ROOT);
        var chain = new ArrayList<>(
                named("client").keys(KEYS).client().dns(names).issuedBy(wide).chain());
        chain.add(other.certificate());
        Fixtures.assertRefused(Reason.CERTIFICATE_CHAIN_TOO_LONG, () -> verify(chain));
        assertThat(budget.over()).isTrue();
        assertThat(budget.comparisons())
                .as("no second path is looked at")
                .isLessThan(VerificationBudget.MAX_COMPARISONS + 1501 + 1);
    }

    @Test
    void stopsTheSearchWhenTooManySignaturesAreChecked() {
        // Each has a key of its own, so that each makes a signature of the leaf and one of its own.
        var chain = new ArrayList<X509Certificate>();
        for (int i = 0; i < 90; i++) {
            chain.add(named("Same").authority().issuedBy(ROOT).certificate());
        }
        chain.add(
                0,
                named("client")
                        .client()
                        .issuedBy(named("Same").authority().selfSigned())
                        .certificate());
        Fixtures.assertRefused(Reason.CERTIFICATE_CHAIN_TOO_LONG, () -> verify(chain));
        assertThat(budget.signatures())
                .as("those checked and one refused")
                .isEqualTo(VerificationBudget.MAX_SIGNATURES + 1);
    }

    /** Random chains of every shape that fits a message, as docs/hostile-tests.md describes. */
    @Test
    void boundsTheWorstOfASearch() throws Exception {
        var random = new Random(SEED);
        var worst = new Worst(0, 0, 0, "");
        for (int round = 0; round < CHAINS; round++) {
            int authorities = 1 + random.nextInt(3);
            int variants = 1 + random.nextInt(13);
            int names = 1 + random.nextInt(800);
            int subtrees = (MAX_BYTES - 500 * (authorities + variants) - 12 * names) / authorities / 18;
            var above = ROOT;
            for (int i = 0; i < authorities; i++) {
                above = constrained("Authority " + i, Math.max(1, subtrees)).issuedBy(above);
            }
            var leafNames =
                    IntStream.range(0, names).mapToObj(i -> "n" + i + ".a").toArray(String[]::new);
            var chain = below(above, variants, leafNames);
            worst = worst.orWorse(
                    cost(chain),
                    "%d authorities with %d subtrees, %d variants below, %d names"
                            .formatted(authorities, subtrees, variants, names));
        }
        System.out.printf(
                "costliest of %d chains: %d comparisons, %d signatures, %d ms (%s)%n",
                CHAINS, worst.comparisons, worst.signatures, worst.nanos / 1_000_000, worst.chain);
        assertThat(worst.comparisons).as("-Dtest.seed=%d", SEED).isLessThan(2 * VerificationBudget.MAX_COMPARISONS);
        assertThat(worst.signatures).isLessThanOrEqualTo(VerificationBudget.MAX_SIGNATURES + 1);
    }

    private record Worst(int comparisons, int signatures, long nanos, String chain) {
        Worst orWorse(Worst other, String chain) {
            return other.nanos > nanos
                    ? new Worst(
                            Math.max(comparisons, other.comparisons),
                            Math.max(signatures, other.signatures),
                            other.nanos,
                            chain)
                    : this;
        }
    }

    private static Worst cost(List<X509Certificate> chain) throws ProtocolException {
        var read = List.<X509Certificate>copyOf(TrustAnchors.read(chain));
        var budget = new VerificationBudget();
        long before = System.nanoTime();
        try {
            verifier().verify(read, null, NOW, budget);
        } catch (ProtocolException e) {
            assertThat(e.reason()).isIn(Reason.CERTIFICATE_NOT_ALLOWED, Reason.CERTIFICATE_CHAIN_TOO_LONG);
        }
        return new Worst(budget.comparisons(), budget.signatures(), System.nanoTime() - before, "");
    }

    private void verify(List<X509Certificate> chain) throws ProtocolException {
        verifier().verify(chain, null, NOW, budget);
    }

    private static ChainVerifier verifier() {
        return new ChainVerifier(
                Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of()), Fixtures.SIGNATURES);
    }

    private void spendSignature() {
        try {
            budget.spendSignature();
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private static TestCertificates constrained(String name, int excluded) {
        var subtrees = IntStream.range(0, excluded)
                .mapToObj(i -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, "x" + i + ".example")))
                .toArray(GeneralSubtree[]::new);
        try {
            return named(name)
                    .keys(KEYS)
                    .authority()
                    .extension(Extension.nameConstraints, true, new NameConstraints(null, subtrees).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A leaf, authorities of one name and key that might each have issued it, and those above them. */
    private static List<X509Certificate> below(TestCertificate above, int variants, String... names) {
        var chain = new ArrayList<X509Certificate>();
        for (int i = 0; i < variants; i++) {
            var variant = named("Variant")
                    .keys(KEYS)
                    .authority()
                    .valid(NOW.minusSeconds(9), NOW.plusSeconds(1000 + i))
                    .issuedBy(above);
            if (i == 0) {
                chain.addAll(named("client")
                        .keys(KEYS)
                        .client()
                        .dns(names)
                        .issuedBy(variant)
                        .chain());
            } else {
                chain.add(variant.certificate());
            }
        }
        return chain;
    }
}
