package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/** What a forged or bloated chain costs: counted, as time says little. */
class PathSignaturesTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final int SIBLINGS = 14;

    private final VerificationBudget budget = new VerificationBudget();

    @Test
    void checksEachSignatureOfAnHonestPathOnce() throws ProtocolException {
        var between = named("Between").authority().issuedBy(ROOT);
        verify(named("client").client().issuedBy(between).chain());
        assertThat(budget.signatures()).isEqualTo(2);
    }

    @Test
    void looksAtAForgedIssuerOnceHoweverManyPathsLeadToIt() {
        var forged = named("Between").authority().issuedBy(TestCertificates.root("Root"));
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, withSiblingsBelow(forged));
        assertThat(budget.signatures()).isEqualTo(1);
    }

    @Test
    void stopsAtTheFirstForgedSignatureFromTheAnchorDown() {
        var honest = named("Between").authority().issuedBy(ROOT);
        var thief = named("Between").authority().issuedBy(TestCertificates.root("Root"));
        var chain = withSiblingsBelow(thief);
        chain.remove(thief.certificate());
        chain.add(honest.certificate());
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, chain);
        assertThat(budget.signatures())
                .as("the honest one's, and one for each sibling: never the leaf's")
                .isEqualTo(1 + SIBLINGS);
    }

    @Test
    void takesAnIssuerOfAnotherKindOfKeyForNoIssuer() {
        var leaf = named("client").client().issuedBy(TestCertificates.root("Root"));
        var other =
                named("Root").authority().key(TestCertificates.KeyType.RSA_2048).selfSigned();
        var verifier = verifier(other);
        Fixtures.assertRefused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                () -> verifier.verify(List.of(leaf.certificate()), null, NOW, budget));
        assertThat(budget.signatures()).isEqualTo(1);
    }

    @Test
    void countsPoliciesInEachCertificate() throws ProtocolException {
        verify(leafBelow(authority(ROOT, 64, 0)));
        var tooMany = leafBelow(authority(ROOT, 65, 0));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(tooMany))
                .withMessageContaining("has 65 policies, the most are 64")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED));
    }

    @Test
    void countsPolicyMappingsOverThePath() throws ProtocolException {
        var upper = authority(ROOT, 32, 32);
        verify(leafBelow(authority(upper, 32, 32)));
        var tooMany = leafBelow(authority(upper, 33, 33));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(tooMany))
                .withMessageContaining("to 65, the most are 64")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED));
    }

    @Test
    void leavesAnAnchorsPoliciesAlone() throws ProtocolException {
        var bloated = policies(named("Root").authority(), 100, 100).selfSigned();
        verifier(bloated).verify(named("client").client().issuedBy(bloated).chain(), null, NOW, budget);
        assertThat(budget.signatures()).isEqualTo(1);
    }

    @Test
    void leavesKeysOnP256ToANamedProviderThatHasEcdsa() throws ProtocolException {
        var leaf = named("client").client().issuedBy(ROOT).chain();
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        new ChainVerifier(policy, new SignatureVerifier(List.of(new BouncyCastleProvider()))).verify(leaf, null, NOW);
        var broken = new Provider("Broken", "1", "a class that is not there") {
            private static final long serialVersionUID = 1L;

            {
                put("Signature.SHA256withECDSA", "missing.Signer");
            }
        };
        var byBroken = new ChainVerifier(policy, new SignatureVerifier(List.of(broken)));
        Fixtures.assertRefused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, () -> byBroken.verify(leaf, null, NOW));
    }

    private void verify(List<X509Certificate> chain) throws ProtocolException {
        verifier(ROOT).verify(chain, null, NOW, budget);
    }

    private void refused(Reason reason, List<X509Certificate> chain) {
        Fixtures.assertRefused(reason, () -> verify(chain));
    }

    private static ChainVerifier verifier(TestCertificate root) {
        return new ChainVerifier(
                Fixtures.strict(Usage.CLIENT, List.of(root.certificate()), List.of()), Fixtures.SIGNATURES);
    }

    private static List<X509Certificate> leafBelow(TestCertificate authority) {
        return named("client").client().issuedBy(authority).chain();
    }

    /** A leaf, authorities of one name that might each have issued it, and theirs. */
    private static List<X509Certificate> withSiblingsBelow(TestCertificate issuer) {
        var chain = new ArrayList<X509Certificate>();
        for (int i = 0; i < SIBLINGS; i++) {
            var sibling = named("Sibling").authority().issuedBy(issuer);
            if (i == 0) {
                chain.add(named("client").client().issuedBy(sibling).certificate());
            }
            chain.add(sibling.certificate());
        }
        chain.add(issuer.certificate());
        return chain;
    }

    private static TestCertificate authority(TestCertificate issuer, int policies, int mappings) {
        return policies(named("Policies").authority(), policies, mappings).issuedBy(issuer);
    }

    private static TestCertificates policies(TestCertificates authority, int policies, int mappings) {
        var list = new ASN1EncodableVector();
        for (int i = 0; i < policies; i++) {
            list.add(new DERSequence(policy(2, i)));
        }
        var map = new ASN1EncodableVector();
        for (int i = 0; i < mappings; i++) {
            map.add(new DERSequence(new ASN1Encodable[] {policy(2, i), policy(3, i)}));
        }
        try {
            authority.extension(Extension.certificatePolicies, false, new DERSequence(list).getEncoded());
            return mappings == 0
                    ? authority
                    : authority.extension(Extension.policyMappings, false, new DERSequence(map).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ASN1ObjectIdentifier policy(int arc, int number) {
        return new ASN1ObjectIdentifier("1." + arc + "." + (1000 + number));
    }
}
