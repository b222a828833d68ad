package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.Parties;
import dev.reprise.tls.hostile.Refusals;
import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** PEM, private keys in it, and certificates as a peer sends them. */
@Timeout(10)
class PemFuzzTest {
    private static final String[] KEY_LABELS = {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "EC PARAMETERS"};
    private static final ChainVerifier VERIFIER = new ChainVerifier(
            new ChainPolicy(
                    TrustAnchors.of(List.of(Parties.ROOT.certificate())),
                    List.of(),
                    ChainPolicy.Usage.SERVER,
                    true,
                    true,
                    true,
                    6),
            new SignatureVerifier(List.of()));

    static List<byte[]> texts() throws IOException {
        var texts = new ArrayList<byte[]>();
        texts.add(Parties.SERVER.chainPem());
        texts.add(Parties.SERVER.keyPem());
        for (var name : List.of(
                "ecdsa-explicit",
                "ecdsa-pkcs8-encrypted",
                "ecdsa-sec1-after-parameters",
                "ecdsa-sec1",
                "ed448",
                "rsa-pkcs1-encrypted",
                "rsa-pkcs1",
                "rsa-pss")) {
            try (var in = PemFuzzTest.class.getResourceAsStream("/keys/" + name + ".pem")) {
                if (in != null) {
                    texts.add(in.readAllBytes());
                }
            }
        }
        texts.add("comment\r\n-----BEGIN X-----\r\nA: b\r\n\r\nAAAA\r\n-----END X-----".getBytes(US_ASCII));
        return texts;
    }

    static List<byte[]> keys() throws IOException {
        var keys = new ArrayList<byte[]>();
        for (var text : texts()) {
            for (var element : Pem.parse(text)) {
                int label = Arrays.asList(KEY_LABELS).indexOf(element.label());
                if (label >= 0 && element instanceof Pem.Block block) {
                    keys.add(prefixed(label, block.content().toArray()));
                }
            }
        }
        return keys;
    }

    /** What follows the identifier of PBES2: PBKDF2 with SHA-256 and AES-256, scrypt with AES-128. */
    static List<byte[]> schemes() {
        return List.of(
                Bytes.ofHex("302906092a864886f70d01050c301c04080f59bdb0cb5e3e4302020800300c06082a864886f70d02090500"
                                + "301d060960864801650304012a04108be844ccc2d265b1c3c69d8c021d6183")
                        .toArray(),
                Bytes.ofHex("302106092b06010401da47040b30140408f7f17f4b1cd3c12f02024000020108020101"
                                + "301d060960864801650304010204106b51dcc7948a9d12259435c7cf28144c")
                        .toArray());
    }

    static List<byte[]> certificates() throws CertificateEncodingException {
        var certificates = new ArrayList<byte[]>();
        for (var type : List.of(KeyType.P256, KeyType.P384, KeyType.ED25519, KeyType.RSA_2048)) {
            certificates.add(TestCertificates.named("seed")
                    .key(type)
                    .dns("example.org", "*.example.net")
                    .ip("127.0.0.1")
                    .server()
                    .issuedBy(Parties.ROOT)
                    .certificate()
                    .getEncoded());
        }
        certificates.add(Parties.ROOT.certificate().getEncoded());
        return certificates;
    }

    private static byte[] prefixed(int first, byte[] rest) {
        var all = new byte[1 + rest.length];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    /** A whole file. */
    @MethodSource("texts")
    @FuzzTest
    void readsAnyFile(byte[] data) {
        int end = 0;
        for (var element : Pem.parse(data.clone())) {
            if (element.begin() < end || element.end() <= element.begin() || element.end() > data.length) {
                throw new AssertionError(
                        "an element from " + element.begin() + " to " + element.end() + " after " + end);
            }
            end = element.end();
        }
        Refusals.file(() -> PrivateKeys.parsePem(data.clone(), "fuzz", null));
        Refusals.file(() -> Certificates.parsePem(data.clone(), "fuzz"));
    }

    /** The label and the DER of a private key. */
    @MethodSource("keys")
    @FuzzTest
    void readsAnyKey(byte[] data) {
        if (data.length > 0) {
            var label = KEY_LABELS[(data[0] & 0xff) % KEY_LABELS.length];
            var pem = TestCertificate.pem(label, Arrays.copyOfRange(data, 1, data.length));
            Refusals.file(() -> PrivateKeys.parsePem(pem, "fuzz", null));
        }
    }

    /** How an encrypted key says that it is encrypted; decrypting would let the fuzzer find no more than a long loop. */
    @MethodSource("schemes")
    @FuzzTest
    void readsAnyScheme(byte[] data) {
        Refusals.file(() -> Pbes2.parse(new DerReader(Bytes.wrap(data))));
    }

    /** The DER of a certificate. */
    @MethodSource("certificates")
    @FuzzTest
    void judgesAnyCertificate(byte[] data) {
        Refusals.tls(() -> {
            var certificate = Certificates.parse(Bytes.wrap(data));
            NameCheck.matches(certificate, "example.org");
            NameCheck.matches(certificate, "127.0.0.1");
            VERIFIER.verify(List.of(certificate), "example.org", TestCertificates.NOW);
        });
    }
}
