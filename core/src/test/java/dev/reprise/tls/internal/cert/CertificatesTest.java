package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final byte[] DER = der("certs/server-ecdsa.pem");

    @Test
    void parsesOneCertificate() throws ProtocolException {
        assertThat(Certificates.parse(Bytes.wrap(DER))).isEqualTo(Fixtures.certificate("certs/server-ecdsa.pem"));
    }

    @Test
    void refusesEveryStrictPrefixAndEveryExtraByte() {
        for (int length = 0; length < DER.length; length++) {
            var prefix = Bytes.copyOf(DER, 0, length);
            Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> Certificates.parse(prefix));
        }
        Fixtures.assertRefused(
                Reason.MALFORMED_CERTIFICATE, () -> Certificates.parse(Bytes.wrap(Arrays.copyOf(DER, DER.length + 1))));
    }

    @Test
    void refusesPemWhereDerIsDue() {
        Fixtures.assertRefused(
                Reason.MALFORMED_CERTIFICATE,
                () -> Certificates.parse(Bytes.wrap(Fixtures.read("certs/server-ecdsa.pem"))));
    }

    @Test
    void throwsNothingElseForRandomBytesAndRandomDamage() {
        var random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes;
            if (round % 4 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                bytes = DER.clone();
                for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            try {
                var parsed = Certificates.parse(Bytes.wrap(bytes));
                NameCheck.matches(parsed, "localhost");
            } catch (ProtocolException e) {
                assertThat(e.reason()).as("-Dtest.seed=%d", SEED).isEqualTo(Reason.MALFORMED_CERTIFICATE);
            }
        }
    }

    @Test
    void readsAllCertificatesOfAFileAndNothingElse() throws IOException {
        var text = new ByteArrayOutputStream();
        text.writeBytes(Fixtures.read("certs/server-ecdsa.key.pem"));
        text.writeBytes("a comment\n".getBytes(US_ASCII));
        text.writeBytes(Fixtures.read("certs/server-ecdsa.pem"));
        text.writeBytes("-----BEGIN OTHER-----\n*\n-----END OTHER-----\n".getBytes(US_ASCII));
        text.writeBytes(new String(Fixtures.read("certs/int.pem"), US_ASCII)
                .replace(" CERTIFICATE", " X509 CERTIFICATE")
                .getBytes(US_ASCII));
        assertThat(Certificates.parsePem(text.toByteArray(), "chain.pem"))
                .containsExactly(Fixtures.certificate("certs/server-ecdsa.pem"), Fixtures.certificate("certs/int.pem"));
    }

    @Test
    void namesTheFileThatHasNoCertificateOrADamagedOne() {
        assertThatIOException()
                .isThrownBy(() -> Certificates.parsePem(new byte[0], "chain.pem"))
                .withMessageContaining("chain.pem");
        assertThatIOException()
                .isThrownBy(() -> Certificates.parsePem(Fixtures.read("certs/server-ecdsa.key.pem"), "chain.pem"))
                .withMessageContaining("no certificate in chain.pem");
        var pem = new String(Fixtures.read("certs/server-ecdsa.pem"), US_ASCII);
        assertThatIOException()
                .isThrownBy(
                        () -> Certificates.parsePem((pem + pem.replace("MI", "**")).getBytes(US_ASCII), "chain.pem"))
                .withMessageContaining("certificate 2 in chain.pem");
        assertThatIOException()
                .isThrownBy(() -> Certificates.parsePem(Pem.encode("CERTIFICATE", new byte[] {0x30, 0}), "chain.pem"))
                .withMessageContaining("certificate 1 in chain.pem");
    }

    /** OpenSSL's {@code x509 -trustout}: the certificate, then settings. */
    @Test
    void takesTheCertificateOfATrustedBlock() throws IOException {
        var settings = Bytes.ofHex("300a300806062b0601050503").toArray(); // trusted for one purpose
        var alone = Pem.encode("TRUSTED CERTIFICATE", DER);
        var with = Pem.encode("TRUSTED CERTIFICATE", joined(DER, settings));
        for (var pem : new byte[][] {alone, with}) {
            assertThat(Certificates.parsePem(pem, "ca.pem"))
                    .containsExactly(Fixtures.certificate("certs/server-ecdsa.pem"));
        }
        var rejected = Bytes.ofHex("300aa00806062b0601050503").toArray();
        for (var bad : new byte[][] {rejected, {0x30}, {5, 0}, joined(settings, new byte[] {5, 0})}) {
            assertThatIOException()
                    .isThrownBy(
                            () -> Certificates.parsePem(Pem.encode("TRUSTED CERTIFICATE", joined(DER, bad)), "ca.pem"))
                    .withMessageContaining("certificate 1 in ca.pem");
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void hasTheDeclaredExceptionsOnly() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> Certificates.parse(Bytes.EMPTY));
    }

    private static byte[] der(String path) {
        try {
            return Fixtures.certificate(path).getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
