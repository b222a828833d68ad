package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code openssl verify} decides as we do over random chains with name constraints of every form. Names that can be read in two
 * ways are another matter: there we refuse more, never less. One known difference is left out: OpenSSL 3.0 looks for the port
 * behind the whole URI, so that it takes a path with a colon for a part of the host.
 */
class NameConstraintsOpensslIT {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final int CHAINS = Integer.getInteger("hostile.openssl", 60);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final KeyPair KEYS = KeyType.P256.generate();
    private static final KeyPair LEAF_KEYS = KeyType.P256.generate();
    private static final TestCertificate ROOT =
            named("Root").keys(KEYS).authority().selfSigned();

    private static final List<GeneralName> NAMES = List.of(
            dns("example.org"),
            dns("www.example.org"),
            dns("WWW.Example.ORG"),
            dns("*.example.org"),
            dns("example.net"),
            dns("badexample.org"),
            mail("a@example.org"),
            mail("A@example.org"),
            mail("b@www.example.org"),
            mail("b@example.net"),
            uri("https://www.example.org/x"),
            uri("https://example.net:8443/"),
            ip("c0000201"),
            ip("c0000301"),
            ip("20010db8000000000000000000000001"),
            new GeneralName(new X500Name("C=DE,O=Org,CN=x")),
            new GeneralName(new X500Name("C=DE,O=Other")),
            new GeneralName(GeneralName.registeredID, "1.2.3"));
    private static final List<GeneralName> BASES = List.of(
            dns("example.org"),
            dns(".example.org"),
            dns("www.example.org"),
            dns("example.net"),
            mail("example.org"),
            mail(".example.org"),
            mail("a@example.org"),
            uri("www.example.org"),
            uri(".example.org"),
            uri("example.net"),
            ip("c0000200ffffff00"),
            ip("20010db8000000000000000000000000ffffffff000000000000000000000000"),
            new GeneralName(new X500Name("C=DE")),
            new GeneralName(new X500Name("C=de,O=  ORG")),
            new GeneralName(GeneralName.registeredID, "1.2.3"));
    private static final List<String> SUBJECTS = List.of(
            "C=DE,O=Org,CN=client",
            "CN=www.example.org",
            "CN=www.example.net",
            "CN=R3",
            "C=DE,E=a@example.org",
            "C=DE,E=b@example.net");

    /** What OpenSSL takes for a name outside every constraint, or compares in a way of its own. */
    private static final List<GeneralName> ODD_NAMES = List.of(
            dns("www.example.org."),
            dns("a b.example.org"),
            dns(""),
            mail("example.org"),
            mail("a b@example.org"),
            uri("https://user@example.net/"),
            uri("https://192.0.2.1/"),
            uri("urn:x"));

    @TempDir
    private Path folder;

    @Test
    void decidesAsOpensslDoes() throws Exception {
        int refused = compare(NAMES, true);
        assertThat(refused).isBetween(CHAINS / 10, CHAINS * 9 / 10);
    }

    @Test
    void takesNoOddNameThatOpensslRefuses() throws Exception {
        var names = new ArrayList<>(NAMES);
        names.addAll(ODD_NAMES);
        names.addAll(ODD_NAMES);
        compare(names, false);
    }

    private int compare(List<GeneralName> names, boolean both) throws Exception {
        Needs.program("openssl");
        var random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < CHAINS; round++) {
            var upper = constrained("Upper", random).issuedBy(ROOT);
            var middle = named("Middle").keys(KEYS).authority();
            if (random.nextInt(3) == 0) {
                middle = constrained("Middle", random);
            }
            if (random.nextInt(2) == 0) {
                // Another than the leaf's, which OpenSSL would take for self-signed.
                middle.subject(new X500Name(SUBJECTS.get(random.nextInt(SUBJECTS.size())) + ",OU=Middle"));
            }
            var leaf = named("client").keys(LEAF_KEYS).client();
            leaf.subject(new X500Name(SUBJECTS.get(random.nextInt(SUBJECTS.size()))));
            for (int i = random.nextInt(3); i > 0; i--) {
                leaf.name(names.get(random.nextInt(names.size())));
            }
            var chain = leaf.issuedBy(middle.issuedBy(upper)).chain();
            boolean ours = accepted(chain);
            boolean theirs = acceptedByOpenssl(chain);
            refused += ours ? 0 : 1;
            if (both || ours) {
                assertThat(ours)
                        .as(
                                "-Dtest.seed=%d, round %d: %s",
                                SEED, round, new String(TestCertificate.pem(chain), StandardCharsets.US_ASCII))
                        .isEqualTo(theirs);
            }
        }
        return refused;
    }

    private static TestCertificates constrained(String name, Random random) throws IOException {
        var permitted = subtrees(random);
        var excluded = random.nextInt(2) == 0 || permitted == null ? subtrees(random) : null;
        var authority = named(name).keys(KEYS).authority();
        return permitted == null && excluded == null
                ? authority
                : authority.extension(
                        Extension.nameConstraints, true, new NameConstraints(permitted, excluded).getEncoded());
    }

    private static GeneralSubtree @Nullable [] subtrees(Random random) {
        int count = random.nextInt(3);
        var subtrees = new GeneralSubtree[count];
        for (int i = 0; i < count; i++) {
            subtrees[i] = new GeneralSubtree(BASES.get(random.nextInt(BASES.size())));
        }
        return count == 0 ? null : subtrees;
    }

    private static boolean accepted(List<X509Certificate> chain) {
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        try {
            new ChainVerifier(policy, Fixtures.SIGNATURES).verify(chain, null, NOW);
            return true;
        } catch (ProtocolException e) {
            assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED);
            return false;
        }
    }

    private boolean acceptedByOpenssl(List<X509Certificate> chain) throws IOException {
        var root = Files.write(folder.resolve("root.pem"), TestCertificate.pem(List.of(ROOT.certificate())));
        var leaf = Files.write(folder.resolve("leaf.pem"), TestCertificate.pem(chain.subList(0, 1)));
        var others = Files.write(folder.resolve("others.pem"), TestCertificate.pem(chain.subList(1, chain.size())));
        try (var openssl = ChildProcess.of(
                        "openssl",
                        "verify",
                        "-attime",
                        "" + NOW.getEpochSecond(),
                        "-CAfile",
                        root.toString(),
                        "-untrusted",
                        others.toString(),
                        leaf.toString())
                .start()) {
            openssl.closeInput();
            return openssl.awaitExit(LIMIT) == 0;
        }
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static GeneralName mail(String name) {
        return new GeneralName(GeneralName.rfc822Name, name);
    }

    private static GeneralName uri(String name) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, name);
    }

    private static GeneralName ip(String hex) {
        return new GeneralName(
                GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
    }
}
