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
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** Policies along a path (RFC 5280 section 6.1). */
class PolicyTreeTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final int CHAINS = 300;
    private static final KeyPair KEYS = KeyType.P256.generate();
    private static final TestCertificate ROOT =
            named("Root").keys(KEYS).authority().selfSigned();
    private static final String ANY = "2.5.29.32.0";

    @Test
    void demandsAPolicyWhereAnAuthorityDoes() throws Exception {
        var demanding = authority("A", List.of("1.2.3"), 0).issuedBy(ROOT);
        accepted(policies(leaf(), "1.2.3").issuedBy(demanding));
        refused(policies(leaf(), "1.2.4").issuedBy(demanding));
        refused(leaf().issuedBy(demanding));
        refused(policies(leaf(), "1.2.3")
                .issuedBy(authority("B", List.of("1.2.4"), -1).issuedBy(demanding)));
        accepted(policies(leaf(), "1.2.3")
                .issuedBy(authority("B", List.of(ANY), -1).issuedBy(demanding)));
        accepted(leaf().issuedBy(authority("A", List.of(), -1).issuedBy(ROOT)));
    }

    /** The JDK grows the whole tree; ours must come to the same end. */
    @Test
    void decidesAsTheTreeOfTheJdkDoes() throws Exception {
        var random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < CHAINS; round++) {
            var above = ROOT;
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                // Now and then one of the same name, which is exempt from some rules.
                var name = random.nextInt(4) == 0 && above != ROOT ? "A" : "A" + i;
                above = random(named(name).keys(KEYS).authority(), random, true).issuedBy(above);
            }
            var chain = random(leaf(), random, false).issuedBy(above).chain();
            boolean accepts = acceptedByJdk(chain);
            refused += accepts ? 0 : 1;
            assertThat(accepted(chain))
                    .as("-Dtest.seed=%d, round %d", SEED, round)
                    .isEqualTo(accepts);
        }
        assertThat(refused).isBetween(CHAINS / 10, CHAINS * 9 / 10);
    }

    @Test
    void refusesMappingsFromAndToAny() throws Exception {
        for (var mapping : List.of(new String[] {ANY, "1.2.3"}, new String[] {"1.2.3", ANY})) {
            refused(leaf().issuedBy(
                            mappings(authority("A", List.of(ANY), -1), mapping).issuedBy(ROOT)));
        }
    }

    @Test
    void refusesPolicyExtensionsThatDoNotParse() {
        for (var extension : List.of(
                Extension.certificatePolicies,
                Extension.policyMappings,
                Extension.policyConstraints,
                Extension.inhibitAnyPolicy)) {
            // An empty list, a number below 0, and neither.
            for (var value : new byte[][] {{0x30, 0}, {2, 1, -1}, {5, 0}}) {
                var authority = named("A")
                        .keys(KEYS)
                        .authority()
                        .extension(extension, false, value)
                        .issuedBy(ROOT);
                Fixtures.assertRefused(
                        Reason.MALFORMED_CERTIFICATE,
                        () -> verify(leaf().issuedBy(authority).chain()));
            }
        }
    }

    private static TestCertificates random(TestCertificates certificate, Random random, boolean authority)
            throws IOException {
        var all = List.of("1.2.1", "1.2.2", "1.2.3", ANY);
        if (random.nextInt(8) != 0) {
            policies(
                    certificate,
                    all.stream().filter(policy -> random.nextInt(3) > 0).toArray(String[]::new));
        }
        if (authority && random.nextInt(3) == 0) {
            mappings(certificate, new String[] {all.get(random.nextInt(3)), all.get(random.nextInt(3))});
        }
        if (random.nextInt(2) == 0) {
            constraints(certificate, random.nextInt(4) - 1, random.nextInt(4) - 1);
        }
        if (authority && random.nextInt(3) == 0) {
            certificate.extension(Extension.inhibitAnyPolicy, true, new ASN1Integer(random.nextInt(3)).getEncoded());
        }
        return certificate;
    }

    private static TestCertificates leaf() {
        return named("client").keys(KEYS).client();
    }

    private static TestCertificates authority(String name, List<String> policies, int requireExplicit)
            throws IOException {
        var authority = policies(named(name).keys(KEYS).authority(), policies.toArray(String[]::new));
        return constraints(authority, requireExplicit, -1);
    }

    private static TestCertificates policies(TestCertificates certificate, String... policies) {
        var list = new ASN1EncodableVector();
        for (var policy : policies) {
            list.add(new DERSequence(new ASN1ObjectIdentifier(policy)));
        }
        return policies.length == 0
                ? certificate
                : certificate.extension(Extension.certificatePolicies, false, encoded(new DERSequence(list)));
    }

    private static TestCertificates mappings(TestCertificates certificate, String[] mapping) {
        var pair = new DERSequence(
                new ASN1Encodable[] {new ASN1ObjectIdentifier(mapping[0]), new ASN1ObjectIdentifier(mapping[1])});
        return certificate.extension(Extension.policyMappings, true, encoded(new DERSequence(pair)));
    }

    private static TestCertificates constraints(TestCertificates certificate, int requireExplicit, int inhibitMapping) {
        var fields = new ASN1EncodableVector();
        if (requireExplicit >= 0) {
            fields.add(new DERTaggedObject(false, 0, new ASN1Integer(requireExplicit)));
        }
        if (inhibitMapping >= 0) {
            fields.add(new DERTaggedObject(false, 1, new ASN1Integer(inhibitMapping)));
        }
        return fields.size() == 0
                ? certificate
                : certificate.extension(Extension.policyConstraints, true, encoded(new DERSequence(fields)));
    }

    private static byte[] encoded(DERSequence sequence) {
        try {
            return sequence.getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void accepted(TestCertificate leaf) throws ProtocolException {
        verify(leaf.chain());
    }

    private static void refused(TestCertificate leaf) {
        Fixtures.assertRefused(Reason.CERTIFICATE_NOT_ALLOWED, () -> verify(leaf.chain()));
    }

    private static boolean accepted(List<X509Certificate> chain) {
        try {
            verify(chain);
            return true;
        } catch (ProtocolException e) {
            assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED);
            return false;
        }
    }

    private static void verify(List<X509Certificate> chain) throws ProtocolException {
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        new ChainVerifier(policy, Fixtures.SIGNATURES).verify(chain, null, NOW);
    }

    private static boolean acceptedByJdk(List<X509Certificate> chain) throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        parameters.setPolicyQualifiersRejected(false);
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }
}
