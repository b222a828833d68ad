package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static dev.reprise.tls.internal.cert.Chains.BETWEEN;
import static dev.reprise.tls.internal.cert.Chains.NAME;
import static dev.reprise.tls.internal.cert.Chains.ROOT;
import static dev.reprise.tls.internal.cert.Chains.SERVER;
import static dev.reprise.tls.internal.cert.Chains.refused;
import static dev.reprise.tls.internal.cert.Chains.server;
import static dev.reprise.tls.internal.cert.Chains.strict;
import static dev.reprise.tls.internal.cert.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** What a certificate may be used for, and what its issuers may issue. */
class ChainVerifierUseTest {
    @Test
    void asksForTheExtendedKeyUsageOfTheSide() throws ProtocolException {
        var client = named("client").client().issuedBy(BETWEEN);
        var both = named(NAME).dns(NAME).server().client().issuedBy(BETWEEN);
        var any =
                named(NAME).dns(NAME).purpose(KeyPurposeId.anyExtendedKeyUsage).issuedBy(BETWEEN);
        var none = named(NAME).dns(NAME).issuedBy(BETWEEN);
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        for (var accepted : List.of(both, any, none)) {
            verify(accepted.chain());
            verify(policy, accepted.chain());
        }
        verify(policy, client.chain());
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), client.chain());
        refused(Reason.CERTIFICATE_NOT_ALLOWED, policy, SERVER.chain());
        var pinned = named(NAME).dns(NAME).client().selfSigned();
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(pinned), pinned.chain());
    }

    @Test
    void saysAFewOfManyPurposes() {
        var purposes = named(NAME).dns(NAME);
        for (int i = 0; i < 3_000; i++) {
            purposes.purpose(KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + i)));
        }
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(purposes.issuedBy(BETWEEN).chain()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains("and 2995 more").hasSizeLessThan(500));
    }

    @Test
    void letsAnAuthorityLimitTheUse() throws ProtocolException {
        var forClients = named("Clients").authority().client().issuedBy(ROOT);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(forClients).chain());
        var forServers = named("Servers").authority().server().issuedBy(ROOT);
        verify(server().issuedBy(forServers).chain());
        var rootForClients = named("Clients").authority().client().selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(rootForClients),
                server().issuedBy(rootForClients).chain());
        var rootForServers = named("Servers").authority().server().selfSigned();
        verify(strict(rootForServers), server().issuedBy(rootForServers).chain());
    }

    /** RFC 9846 section 4.5.1.2. */
    @Test
    void asksForDigitalSignatureIfKeyUsageIsThere() throws ProtocolException {
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().usage(KeyUsage.keyEncipherment).issuedBy(BETWEEN).chain());
        verify(server().usage(0).issuedBy(BETWEEN).chain());
    }

    @Test
    void asksOfEveryIssuerToBeAnAuthority() {
        var leafAsIssuer = server().issuedBy(SERVER);
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), leafAsIssuer.chain());
        var mayNotSign =
                named("Intermediate").authority().usage(KeyUsage.cRLSign).issuedBy(ROOT);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(mayNotSign).chain());
        var pinned = server().selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(pinned),
                server().issuedBy(pinned).chain());
        var rootMayNotSign = named("Root").authority().usage(KeyUsage.cRLSign).selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(rootMayNotSign),
                server().issuedBy(rootMayNotSign).chain());
    }

    @Test
    void holdsPathLengths() throws ProtocolException {
        var last = named("Last").authority(0).issuedBy(ROOT);
        verify(server().issuedBy(last).chain());
        var below = named("Below").authority().issuedBy(last);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(below).chain());
        var narrowRoot = named("Narrow").authority(0).selfSigned();
        verify(strict(narrowRoot), server().issuedBy(narrowRoot).chain());
        var belowNarrow = named("Below").authority().issuedBy(narrowRoot);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(narrowRoot),
                server().issuedBy(belowNarrow).chain());
    }

    @Test
    void holdsNameConstraintsOfIntermediatesAndRoots() throws Exception {
        for (boolean onRoot : new boolean[] {false, true}) {
            var constrained = named("Constrained")
                    .authority()
                    .extension(Extension.nameConstraints, true, permitted("example.org"));
            var authority = onRoot ? constrained.selfSigned() : constrained.issuedBy(ROOT);
            var policy = strict(onRoot ? authority : ROOT);
            verify(policy, server().issuedBy(authority).chain());
            var outside =
                    named("www.example.net").dns("www.example.net").server().issuedBy(authority);
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> new ChainVerifier(policy, Fixtures.SIGNATURES)
                            .verify(outside.chain(), "www.example.net", NOW));
            var byCommonName = named("www.example.net").server().issuedBy(authority);
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> new ChainVerifier(policy, Fixtures.SIGNATURES)
                            .verify(byCommonName.chain(), "www.example.net", NOW));
        }
    }

    @Test
    void refusesCriticalExtensionsNobodyKnows() {
        var id = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
        var value = new byte[] {5, 0};
        var unknown = server().extension(id, true, value).issuedBy(BETWEEN);
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), unknown.chain());
        // As OpenSSL and Go do, in whoever is trusted, too.
        var root = named("Root").authority().extension(id, true, value).selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(root),
                server().issuedBy(root).chain());
        var pinned = server().extension(id, true, value).selfSigned();
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(pinned), pinned.chain());
    }

    private static byte[] permitted(String domain) throws IOException {
        var subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
        return new NameConstraints(new GeneralSubtree[] {subtree}, null).getEncoded();
    }
}
