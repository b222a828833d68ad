package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Curves that a key describes instead of naming them (RFC 3279 section 2.3.5). */
class EcParametersTest {
    @ParameterizedTest
    @EnumSource(names = {"P256", "P384", "P521"})
    void readsKeysOfAKnownCurveThatIsDescribed(KeyType type) throws Exception {
        var pair = type.generate();
        for (boolean compressed : new boolean[] {false, true}) {
            for (boolean seed : new boolean[] {false, true}) {
                var described = new AlgorithmIdentifier(
                        X9ObjectIdentifiers.id_ecPublicKey, new X962Parameters(described(type, compressed, seed)));
                var publicInfo =
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
                var spki = new SubjectPublicKeyInfo(
                        described, publicInfo.getPublicKeyData().getOctets());
                assertThat(PublicKeys.decode(Bytes.wrap(spki.getEncoded()))).isEqualTo(pair.getPublic());

                var plain = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
                var pkcs8 = new PrivateKeyInfo(described, plain.parsePrivateKey());
                assertPair(pair, PrivateKeys.parsePem(Pem.encode("PRIVATE KEY", pkcs8.getEncoded()), "key.pem", null));
                var scalar = ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS();
                int bits =
                        ((ECPublicKey) pair.getPublic()).getParams().getOrder().bitLength();
                var sec1 = new ECPrivateKey(bits, scalar, described.getParameters());
                assertPair(
                        pair, PrivateKeys.parsePem(Pem.encode("EC PRIVATE KEY", sec1.getEncoded()), "key.pem", null));
            }
        }
    }

    /** CVE-2020-0601: with a generator of one's own there is a private key for any public key. */
    @Test
    void takesNoOtherGeneratorOrderOrCoefficientForTheKnownCurve() throws IOException {
        var known = ECNamedCurveTable.getByName("P-256");
        var curve = known.getCurve();
        assertThat(EcParameters.named(encoded(known))).isNotNull();
        var generator = new X9ECPoint(known.getG().twice(), false);
        assertThat(EcParameters.named(encoded(new X9ECParameters(curve, generator, known.getN(), known.getH()))))
                .isNull();
        var own = new X9ECPoint(known.getG(), false);
        assertThat(EcParameters.named(
                        encoded(new X9ECParameters(curve, own, known.getN().add(BigInteger.TWO), known.getH()))))
                .isNull();
        assertThat(EcParameters.named(encoded(new X9ECParameters(curve, own, known.getN(), BigInteger.TWO))))
                .isNull();
        var other = ECNamedCurveTable.getByName("secp256k1");
        assertThat(EcParameters.named(encoded(other))).isNull();
        for (var bad : new String[] {"", "3000", "0500", "30030201"}) {
            assertThat(EcParameters.named(Bytes.ofHex(bad))).isNull();
        }
    }

    private static void assertPair(KeyPair pair, PrivateKey read) {
        assertThat(KeyPairCheck.matches(read, pair.getPublic())).isTrue();
    }

    private static X9ECParameters described(KeyType type, boolean compressed, boolean seed) {
        var known = ECNamedCurveTable.getByName(
                switch (type) {
                    case P384 -> "P-384";
                    case P521 -> "P-521";
                    default -> "P-256";
                });
        return new X9ECParameters(
                known.getCurve(),
                new X9ECPoint(known.getG(), compressed),
                known.getN(),
                known.getH(),
                seed ? known.getSeed() : null);
    }

    private static Bytes encoded(X9ECParameters parameters) throws IOException {
        ASN1Primitive primitive = parameters.toASN1Primitive();
        return Bytes.wrap(primitive.getEncoded("DER"));
    }
}
