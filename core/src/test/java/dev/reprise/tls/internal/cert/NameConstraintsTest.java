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
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5280 section 4.2.1.10, beyond what the JDK's validator does of it. */
class NameConstraintsTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdsTheNameAskedForThatACommonNameMatches(boolean onRoot) throws ProtocolException {
        var authority = authority(onRoot, permitted(dns("example.org")));
        accepted(authority, named("*.example.org"), "www.example.org");
        accepted(authority, named("a_b.example.org"), "a_b.example.org");
        // Neither is a DNS name to the JDK, which then looks at no name at all.
        refused(authority, named("*.bank.example"), "www.bank.example");
        refused(authority, named("a_b.bank.example"), "a_b.bank.example");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsAWildcardFromCoveringAnExcludedHost(boolean onRoot) throws ProtocolException {
        var authority = authority(onRoot, excluded(dns("www.bank.example.")));
        var wildcard = named("Bank").dns("*.bank.example");
        accepted(authority, wildcard, "mail.bank.example");
        refused(authority, wildcard, "www.bank.example");
        refused(authority, wildcard, "WWW.bank.example.");
    }

    @Test
    void takesADomainForItselfAndAllBelowItAndWithADotBeforeItForWhatIsBelow() throws ProtocolException {
        var plain = authority(true, permitted(dns("Example.org"), dns("example.net")));
        var names = named("Names").dns("example.org", "www.example.org", "a.b.example.net");
        for (var name : List.of("example.org", "www.EXAMPLE.org", "www.example.org.", "a.b.example.net")) {
            accepted(plain, names, name);
        }
        refused(plain, named("Names").dns("badexample.org"), "badexample.org");
        var dotted = authority(true, permitted(dns(".example.org")));
        refused(dotted, named("*.example.org").dns("example.org"), "example.org");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdsAddresses(boolean onRoot) throws ProtocolException {
        var some = authority(onRoot, permitted(ip("192.0.2.0", "255.255.255.0"), ip("2001:db8::", "ffff:ffff::")));
        for (var address : List.of("192.0.2.1", "2001:db8::1")) {
            accepted(some, named("Address").ip(address), address);
        }
        for (var address : List.of("192.0.3.1", "2001:db9::1")) {
            refused(some, named("Address").ip(address), address);
        }
        var noV6 = authority(onRoot, excluded(ip("::", "::")));
        accepted(noV6, named("Address").ip("192.0.2.1"), "192.0.2.1");
        refused(noV6, named("Address").ip("2001:db8::1"), "2001:db8::1");
        refused(noV6, named("2001:db8::1"), "2001:db8::1");
    }

    @Test
    void takesAnotherPathThatIsNotConstrained() throws ProtocolException {
        var keys = KeyType.P256.generate();
        var narrow = named("Authority")
                .keys(keys)
                .authority()
                .extension(Extension.nameConstraints, true, permitted(dns("example.org")))
                .issuedBy(ROOT);
        var wide = named("Authority").keys(keys).authority().issuedBy(ROOT);
        var leaf = named("*.bank.example").server().issuedBy(narrow);
        var chain = List.of(leaf.certificate(), narrow.certificate(), wide.certificate());
        assertThat(verifier(ROOT).verify(chain, "www.bank.example", NOW).chain())
                .containsExactly(leaf.certificate(), wide.certificate(), ROOT.certificate());
    }

    /** An anchor's own signature proves nothing (RFC 5280 section 6.1.1 (d)), so it may be anybody's. */
    @Test
    void holdsThemOnAnchorsThatOthersSignedOrSignedWeakly() throws ProtocolException {
        var constraints = permitted(dns("example.org"));
        var crossSigned = named("Cross-signed")
                .authority()
                .extension(Extension.nameConstraints, true, constraints)
                .issuedBy(ROOT);
        var weak = named("Weak")
                .key(KeyType.RSA_2048)
                .signedWith("MD5withRSA")
                .authority()
                .extension(Extension.nameConstraints, true, constraints)
                .selfSigned();
        for (var anchor : List.of(crossSigned, weak)) {
            var good = named("Good").dns("www.example.org").server().issuedBy(anchor);
            verifier(anchor).verify(List.of(good.certificate()), "www.example.org", NOW);
            var bad = named("Bad").dns("www.example.net").server().issuedBy(anchor);
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> verifier(anchor).verify(List.of(bad.certificate()), "www.example.net", NOW));
        }
    }

    @Test
    void holdsThoseOfAnAnchorForClientsWhoseNamesNobodyAsksFor() throws ProtocolException {
        var anchor = authority(true, permitted(dns("example.org")));
        var policy = Fixtures.strict(Usage.CLIENT, List.of(anchor.certificate()), List.of());
        var inside = named("client").dns("client.example.org").client().issuedBy(anchor);
        new ChainVerifier(policy).verify(inside.chain(), null, NOW);
        var outside = named("client").dns("client.example.net").client().issuedBy(anchor);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED, () -> new ChainVerifier(policy).verify(outside.chain(), null, NOW));
    }

    @Test
    void exemptsSelfIssuedAuthoritiesButNoLeaf() throws ProtocolException {
        var constraints = permitted(dns("example.org"));
        var anchor = named("Rolling")
                .authority()
                .extension(Extension.nameConstraints, true, constraints)
                .selfSigned();
        var renewed = named("Rolling").authority().dns("rolling.example.net").issuedBy(anchor);
        var leaf = named("Leaf").dns("www.example.org").server().issuedBy(renewed);
        verifier(anchor).verify(List.of(leaf.certificate(), renewed.certificate()), "www.example.org", NOW);
        var own = named("Rolling").dns("rolling.example.net").server().issuedBy(anchor);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                () -> verifier(anchor).verify(List.of(own.certificate()), "rolling.example.net", NOW));
    }

    @Test
    void saysThatANameIsMissingRatherThanOutside() {
        var authority = authority(false, permitted(dns("example.org")));
        var leaf = named("Leaf").dns("www.example.org").server().issuedBy(authority);
        Fixtures.assertRefused(Reason.NAME_MISMATCH, () -> verifier(ROOT).verify(leaf.chain(), "www.example.net", NOW));
    }

    private static void accepted(TestCertificate authority, TestCertificates leaf, String name)
            throws ProtocolException {
        verify(authority, leaf, name);
    }

    private static void refused(TestCertificate authority, TestCertificates leaf, String name) {
        Fixtures.assertRefused(Reason.CERTIFICATE_NOT_ALLOWED, () -> verify(authority, leaf, name));
    }

    private static void verify(TestCertificate authority, TestCertificates leaf, String name) throws ProtocolException {
        List<X509Certificate> chain = leaf.server().issuedBy(authority).chain();
        verifier(authority.issuer() == null ? authority : ROOT).verify(chain, name, NOW);
    }

    private static ChainVerifier verifier(TestCertificate root) {
        return new ChainVerifier(Fixtures.strict(Usage.SERVER, List.of(root.certificate()), List.of()));
    }

    private static TestCertificate authority(boolean asRoot, byte[] constraints) {
        var authority = named("Constrained").authority().extension(Extension.nameConstraints, true, constraints);
        return asRoot ? authority.selfSigned() : authority.issuedBy(ROOT);
    }

    private static byte[] permitted(GeneralName... names) {
        return encoded(subtrees(names), null);
    }

    private static byte[] excluded(GeneralName... names) {
        return encoded(null, subtrees(names));
    }

    private static byte[] encoded(GeneralSubtree[] permitted, GeneralSubtree[] excluded) {
        try {
            return new org.bouncycastle.asn1.x509.NameConstraints(permitted, excluded).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GeneralSubtree[] subtrees(GeneralName... names) {
        return Stream.of(names).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
    }

    private static GeneralName dns(String domain) {
        return new GeneralName(GeneralName.dNSName, domain);
    }

    private static GeneralName ip(String address, String mask) {
        try {
            var base = InetAddress.getByName(address).getAddress();
            var bits = InetAddress.getByName(mask).getAddress();
            var both = ByteBuffer.allocate(2 * base.length).put(base).put(bits).array();
            return new GeneralName(GeneralName.iPAddress, new DEROctetString(both));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
