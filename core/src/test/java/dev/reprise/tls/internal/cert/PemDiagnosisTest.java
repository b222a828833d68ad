package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What people have in the place of a PEM file, and what they are told. */
class PemDiagnosisTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final TestCertificate MADE = TestCertificates.root("Root");
    private static final String PEM = new String(MADE.certificatePem(), UTF_8);

    @Test
    void tellsEncodings() throws Exception {
        assertThat(of(PEM.getBytes(UTF_16))).startsWith("it is UTF-16");
        assertThat(of(PEM.getBytes(UTF_16LE))).startsWith("it is UTF-16");
        assertThat(of(MADE.certificate().getEncoded())).startsWith("it is DER or PKCS#12");
        assertThat(of(new byte[] {(byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed}))
                .contains("key store of Java");
        assertThat(of("PK\3\4")).contains("ZIP");
        assertThat(of(new byte[] {0x1f, (byte) 0x8b, 8})).contains("compressed");
        assertThat(of("")).isEqualTo("it is empty");
        assertThat(of(" \n\t")).isEqualTo("it is blank");
    }

    @Test
    void tellsOtherTexts() {
        assertThat(of("<!DOCTYPE html><html>not found</html>")).isEqualTo("it is an HTML page");
        assertThat(of("\n<HTML>")).isEqualTo("it is an HTML page");
        assertThat(of("<?xml version='1.0'?>")).contains("XML");
        assertThat(of("{\"cert\": 1}")).contains("JSON");
        assertThat(of("ssh-ed25519 AAAA me@here")).contains("public key of OpenSSH");
        assertThat(of("MIIB\nAAAA==\n")).contains("Base64 without");
        assertThat(of("hello")).contains("no line that begins with five dashes");
    }

    @Test
    void tellsWhatIsWrongWithABegin() {
        assertThat(of("x: 1\n" + PEM.indent(2))).isEqualTo("its BEGIN in line 2 is not at the start of the line");
        assertThat(of("key: " + PEM)).isEqualTo("its BEGIN in line 1 is not at the start of the line");
        assertThat(of(PEM.replace("\n", "\\n"))).contains("written as \\n");
        assertThat(of("\"" + PEM.replace("\n", "\\n") + "\"")).contains("written as \\n");
        assertThat(of(PEM.replace('\n', '\r'))).contains("carriage returns");
        assertThat(of(PEM.replace("CERTIFICATE-----\n", "CERTIFICATE-----"))).contains("does not end with five dashes");
        assertThat(of(PEM.replace("-----", "----"))).contains("five dashes");
        assertThat(of(PEM.replace("-----", "\u2014\u2014"))).contains("five dashes");
    }

    @Test
    void tellsOtherBlocks() {
        assertThat(of(MADE.keyPem())).isEqualTo("found a private key (PRIVATE KEY)");
        assertThat(of(block("PKCS7"))).contains("openssl pkcs7 -print_certs");
        assertThat(of(block("CERTIFICATE REQUEST"))).contains("a request for a certificate");
        assertThat(of(block("PUBLIC KEY"))).contains("a public key");
        assertThat(of(block("X509 CRL"))).contains("a revocation list");
        assertThat(of(block("SOMETHING ELSE"))).isEqualTo("found a block SOMETHING ELSE");
        var many = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            many.append(block(i + "x".repeat(500)));
        }
        assertThat(of(many.toString())).endsWith("and others").hasSizeLessThan(500);
    }

    @Test
    void hasAnAnswerForAnything() {
        var random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            var bytes = round % 2 == 0 ? MADE.certificatePem() : new byte[random.nextInt(60)];
            if (round % 2 == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                bytes[random.nextInt(30)] = (byte) random.nextInt(256);
            } else {
                random.nextBytes(bytes);
            }
            assertThat(of(bytes)).as("-Dtest.seed=%d", SEED).isNotBlank().hasSizeLessThan(500);
        }
    }

    private static String block(String label) {
        return new String(Pem.encode(label, new byte[] {1, 2, 3}), UTF_8);
    }

    private static String of(String text) {
        return of(text.getBytes(UTF_8));
    }

    private static String of(byte[] text) {
        return PemDiagnosis.of(text, Pem.parse(text));
    }
}
