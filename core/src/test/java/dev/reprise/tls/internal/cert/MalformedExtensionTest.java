package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;

import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.CertificateRules.Place;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An extension that does not parse is a refusal wherever on the path it stands, critical or not, never an absent one. */
class MalformedExtensionTest {
    private static final KeyPair KEYS = KeyType.P256.generate();
    private static final X509Certificate ROOT =
            named("Root").keys(KEYS).authority().selfSigned().certificate();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "020101", // an INTEGER
                "0300", // nothing at all
                "030101", // unused bits of nothing
                "03020880", // eight unused bits
                "030207ff", // unused bits that are set
                "030207800500" // followed by something
            })
    void refusesKeyUsage(String value) {
        refused(Extension.keyUsage, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0500", // NULL
                "3003010101", // a BOOLEAN that is neither
                "30060101ff0201ff", // a path length of -1
                "3003020101", // a path length of no authority
                "30060101ff040100", // an OCTET STRING for it
                "30090101ff0201000201ff", // two of them
            })
    void refusesBasicConstraints(String value) {
        refused(Extension.basicConstraints, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3000", // no purpose
                "3003020101", // an INTEGER
                "06082b06010505070301", // no list
                "300406022b80" // an object identifier that does not end
            })
    void refusesExtendedKeyUsage(String value) {
        refused(Extension.extendedKeyUsage, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3000", // no name
                "820161", // no list
                "30078705c000020105", // an iPAddress of five bytes
                "30028700", // one of none
                "3003890161", // no such choice
                "3005a403020101" // a directoryName that is none
            })
    void refusesSubjectAlternativeNames(String value) {
        refused(Extension.subjectAlternativeName, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3000", // no list
                "3002a000", // no subtree
                "300aa0083006820161800101", // a minimum of 1
                "300aa0083006820161810105", // a maximum of 5
                "300ba0093007" + "8705c000020105", // an address and its mask of five bytes together
                "300ea1053003820161a0053003820161", // excluded before permitted
                "3007a2053003820161" // no such list
            })
    void refusesNameConstraints(String value) {
        refused(Extension.nameConstraints, value);
    }

    private static void refused(ASN1ObjectIdentifier extension, String value) {
        for (var place : Place.values()) {
            for (boolean critical : new boolean[] {true, false}) {
                Fixtures.assertRefused(
                        Reason.MALFORMED_CERTIFICATE,
                        () -> verify(place, extension, critical, HexFormat.of().parseHex(value)));
            }
        }
    }

    private static void verify(Place place, ASN1ObjectIdentifier extension, boolean critical, byte[] value)
            throws Exception {
        var damaged = new HashMap<ASN1ObjectIdentifier, Extension>();
        if (!place.leaf()) {
            damaged.put(Extension.basicConstraints, extension(true, Extension.basicConstraints, "30030101ff"));
        }
        damaged.put(extension, new Extension(extension, critical, value));
        switch (place) {
            case LEAF -> verify(ROOT, List.of(issued("Damaged", ROOT, damaged)));
            case INTERMEDIATE -> {
                var between = issued("Damaged", ROOT, damaged);
                verify(ROOT, List.of(issued("client", between, Map.of()), between));
            }
            case ANCHOR -> {
                var anchor = issued("Damaged", null, damaged);
                verify(anchor, List.of(issued("client", anchor, Map.of())));
            }
            case TRUSTED_LEAF -> {
                var pinned = issued("Damaged", null, damaged);
                verify(pinned, List.of(pinned));
            }
        }
    }

    private static void verify(X509Certificate root, List<X509Certificate> chain) throws ProtocolException {
        new ChainVerifier(Fixtures.strict(Usage.CLIENT, List.of(root), List.of()), Fixtures.SIGNATURES)
                .verify(chain, null, NOW);
    }

    private static Extension extension(boolean critical, ASN1ObjectIdentifier identifier, String value) {
        return new Extension(identifier, critical, HexFormat.of().parseHex(value));
    }

    /** Issue a certificate that no parser but ours has to read; all have the same key. */
    private static X509Certificate issued(
            String name, @Nullable X509Certificate issuer, Map<ASN1ObjectIdentifier, Extension> extensions)
            throws Exception {
        var subject = new X500Name("CN=" + name);
        var builder = new JcaX509v3CertificateBuilder(
                issuer == null
                        ? subject
                        : X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                BigInteger.ONE,
                Date.from(NOW.minusSeconds(60)),
                Date.from(NOW.plusSeconds(60)),
                subject,
                KEYS.getPublic());
        for (var extension : extensions.values()) {
            builder.addExtension(extension);
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
        return Certificates.parse(Bytes.wrap(builder.build(signer).getEncoded()));
    }
}
