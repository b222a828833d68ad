package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.named;
import static dev.reprise.tls.internal.cert.Chains.BETWEEN;
import static dev.reprise.tls.internal.cert.Chains.ROOT;
import static dev.reprise.tls.internal.cert.Chains.SERVER;
import static dev.reprise.tls.internal.cert.Chains.refused;
import static dev.reprise.tls.internal.cert.Chains.server;
import static dev.reprise.tls.internal.cert.Chains.strict;
import static dev.reprise.tls.internal.cert.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which signatures and keys are strong enough, and how much is looked at. */
class ChainVerifierStrengthTest {
    // Strength

    /** RFC 9846 section 4.5.1.3: bad_certificate, but for self-signed certificates and trust anchors. */
    @Test
    void refusesSha1AndMd5SignaturesBelowTheAnchor() throws ProtocolException {
        var sha1 = server().signedWith("SHA1withECDSA").issuedBy(BETWEEN);
        refused(Reason.WEAK_CERTIFICATE_SIGNATURE, strict(ROOT), sha1.chain());
        assertThat(Reason.WEAK_CERTIFICATE_SIGNATURE.alert()).isEqualTo(AlertDescription.BAD_CERTIFICATE);
        var rsaRoot = named("Root")
                .authority()
                .key(KeyType.RSA_2048)
                .signedWith("SHA1withRSA")
                .selfSigned();
        verify(strict(rsaRoot), server().issuedBy(rsaRoot).chain());
        var md5 = server().signedWith("MD5withRSA").issuedBy(rsaRoot);
        refused(Reason.WEAK_CERTIFICATE_SIGNATURE, strict(rsaRoot), md5.chain());
        var weakBetween =
                named("Intermediate").authority().signedWith("SHA1withRSA").issuedBy(rsaRoot);
        refused(
                Reason.WEAK_CERTIFICATE_SIGNATURE,
                strict(rsaRoot),
                server().issuedBy(weakBetween).chain());
    }

    @Test
    void readsTheHashOfPssSignaturesFromTheirParameters() throws ProtocolException {
        var rsaRoot = named("Root").authority().key(KeyType.RSA_2048).selfSigned();
        for (var hash : List.of("SHA-256", "SHA-384", "SHA-512")) {
            var parameters = new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), 32, 1);
            verify(
                    strict(rsaRoot),
                    server().signedWith(parameters).issuedBy(rsaRoot).chain());
        }
        var sha1 = server().signedWith(new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1));
        refused(
                Reason.WEAK_CERTIFICATE_SIGNATURE,
                strict(rsaRoot),
                sha1.issuedBy(rsaRoot).chain());
    }

    /** No scheme of TLS has it (RFC 9846 section 4.3.3), and FIPS 186-5 makes no such signature any more. */
    @Test
    void refusesDsaAnywhereInAChain() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("DSA");
        generator.initialize(2048);
        var dsa = generator.generateKeyPair();
        var root =
                named("Root").authority().keys(dsa).signedWith("SHA256withDSA").selfSigned();
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(root),
                server().signedWith("SHA256withDSA").issuedBy(root).chain());
        var between = named("Intermediate").authority().keys(dsa).issuedBy(ROOT);
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().signedWith("SHA256withDSA").issuedBy(between).chain());
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().keys(dsa).issuedBy(BETWEEN).chain());
        var pinned = server().keys(dsa).signedWith("SHA256withDSA").selfSigned();
        refused(Reason.UNSUPPORTED_CERTIFICATE_KEY, strict(pinned), pinned.chain());
    }

    @Test
    void refusesAnchorsWithVeryShortKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(768); // below what is taken even of an anchor
        var weakRoot =
                named("Root").authority().keys(generator.generateKeyPair()).selfSigned();
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(weakRoot),
                server().issuedBy(weakRoot).chain());
    }

    @Test
    void refusesShortRsaKeys() {
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().key(KeyType.RSA_1024).issuedBy(BETWEEN).chain());
        var between = named("Intermediate").authority().key(KeyType.RSA_1024).issuedBy(ROOT);
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().issuedBy(between).chain());
        var pinned = server().key(KeyType.RSA_1024).selfSigned();
        refused(Reason.UNSUPPORTED_CERTIFICATE_KEY, strict(pinned), pinned.chain());
    }

    // Bounds

    @Test
    void allowsSixIntermediatesAndNoMore() throws ProtocolException {
        var above = ROOT;
        for (int i = 1; i <= 6; i++) {
            above = named("Intermediate " + i).authority().issuedBy(above);
        }
        verify(server().issuedBy(above).chain());
        var seventh = named("Intermediate 7").authority().issuedBy(above);
        refused(
                Reason.CERTIFICATE_CHAIN_TOO_LONG,
                strict(ROOT),
                server().issuedBy(seventh).chain());
        var none = new ChainPolicy(
                TrustAnchors.of(List.of(ROOT.certificate())), List.of(), Usage.SERVER, true, true, true, 0);
        verify(none, server().issuedBy(ROOT).chain());
        refused(Reason.CERTIFICATE_CHAIN_TOO_LONG, none, SERVER.chain());
    }

    /** RFC 5280 section 6.1: they do not count, as an authority that changes its key puts one between (RFC 4210). */
    @Test
    void doesNotCountSelfIssuedIntermediates() throws ProtocolException {
        var renewed = named("Root").authority().issuedBy(ROOT);
        var again = named("Intermediate")
                .authority()
                .issuedBy(named("Intermediate").authority().issuedBy(renewed));
        var one = new ChainPolicy(
                TrustAnchors.of(List.of(ROOT.certificate())), List.of(), Usage.SERVER, true, true, true, 1);
        verify(one, server().issuedBy(again).chain());
        var second = named("Second").authority().issuedBy(again);
        refused(
                Reason.CERTIFICATE_CHAIN_TOO_LONG,
                one,
                server().issuedBy(second).chain());
    }

    @Test
    void refusesAFloodOfCertificates() {
        var flood = new ArrayList<X509Certificate>(SERVER.chain());
        flood.addAll(Collections.nCopies(1_000, BETWEEN.certificate()));
        refused(Reason.CERTIFICATE_CHAIN_TOO_LONG, strict(ROOT), flood);
    }
}
