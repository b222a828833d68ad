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
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5280 section 4.2.1.10: every form of name, on every certificate of a path. */
class NameConstraintsTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final KeyPair KEYS = KeyType.P256.generate();
    /** Subjects are directory names, too, so these must be permitted where any is. */
    private static final GeneralName LEAF = new GeneralName(new X500Name("CN=client"));

    private static final GeneralName BETWEEN = new GeneralName(new X500Name("CN=Between"));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdsTheNameAskedForThatACommonNameMatches(boolean onRoot) throws ProtocolException {
        var authority = authority(onRoot, permitted(dns("example.org")));
        accepted(authority, named("*.example.org"), "www.example.org");
        accepted(authority, named("a_b.example.org"), "a_b.example.org");
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

    /** A name of each form that is compared, a subtree that holds it, and one that does not. */
    static List<Arguments> forms() {
        return List.of(
                Arguments.of(dns("a.example.org"), dns("example.org"), dns("example.net")),
                Arguments.of(mail("a@example.org"), mail("example.org"), mail("b@example.org")),
                Arguments.of(uri("https://a.example.org/"), uri(".example.org"), uri("example.org")),
                Arguments.of(
                        new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
                        ip("192.0.2.0", "255.255.255.0"),
                        ip("192.0.3.0", "255.255.255.0")),
                Arguments.of(
                        new GeneralName(new X500Name("C=DE,O=Org,CN=x")),
                        new GeneralName(new X500Name("C=DE")),
                        new GeneralName(new X500Name("C=DE,O=Other"))));
    }

    /** The constraints of an intermediate and of an anchor hold for the leaf and for the authorities between them. */
    @ParameterizedTest
    @MethodSource("forms")
    void holdsEveryFormOnEveryCertificate(GeneralName name, GeneralName within, GeneralName other)
            throws ProtocolException {
        for (boolean onRoot : new boolean[] {false, true}) {
            for (boolean onLeaf : new boolean[] {false, true}) {
                verifyWith(authority(onRoot, permitted(within, LEAF, BETWEEN)), onLeaf, name);
                verifyWith(authority(onRoot, excluded(other)), onLeaf, name);
                for (var constraints : List.of(permitted(other, LEAF, BETWEEN), excluded(within))) {
                    Fixtures.assertRefused(
                            Reason.CERTIFICATE_NOT_ALLOWED,
                            () -> verifyWith(authority(onRoot, constraints), onLeaf, name));
                }
            }
        }
    }

    /** Nothing compares these, so a constraint of their form refuses them, and no other does. */
    @Test
    void refusesNamesOfFormsThatItCannotCompare() throws ProtocolException {
        var other = new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.2.3"), new DERTaggedObject(true, 0, new DERUTF8String("x"))
        }));
        var registered = new GeneralName(GeneralName.registeredID, "1.2.3");
        for (var name : List.of(other, registered)) {
            verifyWith(authority(false, excluded(dns("example.net"))), true, name);
            for (var constraints : List.of(permitted(name), excluded(name))) {
                Fixtures.assertRefused(
                        Reason.CERTIFICATE_NOT_ALLOWED, () -> verifyWith(authority(false, constraints), true, name));
                verifyWith(authority(false, constraints), true, dns("a.example.org"));
            }
        }
    }

    /** RFC 9598 section 6. */
    @Test
    void refusesInternationalMailboxesUnderConstraintsOfMailboxes() throws ProtocolException {
        var mailbox = new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"),
            new DERTaggedObject(true, 0, new DERUTF8String("\u00fc@example.org"))
        }));
        verifyWith(authority(false, excluded(dns("example.net"))), true, mailbox);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                () -> verifyWith(authority(false, excluded(mail("example.net"))), true, mailbox));
    }

    @Test
    void holdsMailAddressesInSubjects() throws ProtocolException {
        for (var constraints : List.of(permitted(mail("example.org")), excluded(mail("example.net")))) {
            for (boolean onLeaf : new boolean[] {false, true}) {
                verifyWith(authority(false, constraints), onLeaf, "CN=x,E=a@example.org");
                for (var subject :
                        List.of("CN=x,E=a@example.net", "CN=x,E=a@example.org,E=a@example.net", "CN=x,E=a")) {
                    Fixtures.assertRefused(
                            Reason.CERTIFICATE_NOT_ALLOWED,
                            () -> verifyWith(authority(false, constraints), onLeaf, subject));
                }
            }
        }
    }

    @Test
    void takesTheCommonNameOfAnAuthorityForNoHost() throws ProtocolException {
        var constraints = permitted(dns("example.org"));
        for (var commonName : List.of("R3", "ca.example.net", "Example CA")) {
            verifyWith(authority(false, constraints), false, "CN=" + commonName);
        }
        verifyWith(authority(false, constraints), true, "CN=Jane Doe");
        verifyWith(authority(false, constraints), true, "CN=www");
        for (var host : List.of("www.example.net", "*.example.net", "a_b.c-d.example.net")) {
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> verifyWith(authority(false, constraints), true, "CN=" + host));
        }
    }

    @Test
    void letsADnsNameRuleOutTheCommonNameOfALeaf() throws ProtocolException {
        var constraints = permitted(dns("example.org"));
        var leaf = named("www.example.net").dns("www.example.org").server().issuedBy(authority(false, constraints));
        verifier(ROOT).verify(leaf.chain(), "www.example.org", NOW);
    }

    /** The leaf's mail address is outside, and beside it stands what the JDK cannot parse and takes for no name at all. */
    @Test
    void isNotBlindedByADamagedNameBesideOthers() {
        var leaf = named("client")
                .client()
                .name(mail("a@example.net"))
                .name(dns("www.example.net"))
                .name(uri("https://www.example.net/"))
                .name(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5])))
                .issuedBy(authority(false, permitted(mail("example.org"), dns("example.org"), uri("example.org"))));
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        Fixtures.assertRefused(
                Reason.MALFORMED_CERTIFICATE,
                () -> new ChainVerifier(policy, Fixtures.SIGNATURES).verify(leaf.chain(), null, NOW));
    }

    @Test
    void takesAnEmptyExcludedMailAddressForAll() {
        var constraints = excluded(mail(""));
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                () -> verifyWith(authority(false, constraints), true, mail("a@example.org")));
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
        new ChainVerifier(policy, Fixtures.SIGNATURES).verify(inside.chain(), null, NOW);
        var outside = named("client").dns("client.example.net").client().issuedBy(anchor);
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                () -> new ChainVerifier(policy, Fixtures.SIGNATURES).verify(outside.chain(), null, NOW));
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

    /** Verify a client's chain of leaf, authority and the constrained one, with a name in one of the first two. */
    private static void verifyWith(TestCertificate constrained, boolean onLeaf, GeneralName name)
            throws ProtocolException {
        var between = named("Between").keys(KEYS).authority();
        var leaf = named("client").keys(KEYS).client();
        (onLeaf ? leaf : between).name(name);
        verifyClient(constrained, between, leaf);
    }

    private static void verifyWith(TestCertificate constrained, boolean onLeaf, String subject)
            throws ProtocolException {
        var between = named("Between").keys(KEYS).authority();
        var leaf = named("client").keys(KEYS).client();
        (onLeaf ? leaf : between).subject(new X500Name(subject));
        verifyClient(constrained, between, leaf);
    }

    private static void verifyClient(TestCertificate constrained, TestCertificates between, TestCertificates leaf)
            throws ProtocolException {
        var chain = leaf.issuedBy(between.issuedBy(constrained)).chain();
        var root = constrained.issuer() == null ? constrained : ROOT;
        var policy = Fixtures.strict(Usage.CLIENT, List.of(root.certificate()), List.of());
        new ChainVerifier(policy, Fixtures.SIGNATURES).verify(chain, null, NOW);
    }

    private static GeneralName mail(String address) {
        return new GeneralName(GeneralName.rfc822Name, address);
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
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
        return new ChainVerifier(
                Fixtures.strict(Usage.SERVER, List.of(root.certificate()), List.of()), Fixtures.SIGNATURES);
    }

    private static TestCertificate authority(boolean asRoot, byte[] constraints) {
        var authority =
                named("Constrained").keys(KEYS).authority().extension(Extension.nameConstraints, true, constraints);
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
