package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates of a CA file are trusted. */
class TrustTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    @TempDir
    private Path directory;

    @Test
    void trustsWhatIsSelfSignedAndKnowsTheRest() throws IOException {
        var between = TestCertificates.named("Intermediate").authority().issuedBy(ROOT);
        var trust = Trust.ofCaFile(file(between.certificate(), ROOT.certificate()));
        assertThat(trust.roots().certificates()).containsExactly(ROOT.certificate());
        assertThat(trust.intermediates()).containsExactly(between.certificate());
    }

    /** RFC 4210 section 4.4: an authority that changes keys signs the new one with the old one, under the same name. */
    @Test
    void doesNotTrustANewKeyForItsNameAlone() throws IOException {
        var newKey = TestCertificates.named("Root").authority().issuedBy(ROOT);
        var trust = Trust.ofCaFile(file(ROOT.certificate(), newKey.certificate()));
        assertThat(trust.roots().certificates()).containsExactly(ROOT.certificate());
        assertThat(trust.intermediates()).containsExactly(newKey.certificate());
        var alone = file(newKey.certificate());
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaFile(alone))
                .withMessageContaining("no self-signed certificate to trust");
        var ofAnotherKind =
                TestCertificates.named("Root").authority().key(KeyType.RSA_2048).issuedBy(ROOT);
        var mixed = file(ofAnotherKind.certificate());
        assertThatIOException().isThrownBy(() -> Trust.ofCaFile(mixed));
    }

    @Test
    void trustsARootWhoseOwnSignatureIsWeak() throws IOException {
        var weak = TestCertificates.named("Weak")
                .key(KeyType.RSA_2048)
                .signedWith("MD5withRSA")
                .authority()
                .selfSigned();
        assertThat(Trust.ofCaFile(file(weak.certificate())).roots().certificates())
                .containsExactly(weak.certificate());
    }

    @Test
    void trustsTheSameFromMemory() throws IOException {
        var between = TestCertificates.named("Intermediate").authority().issuedBy(ROOT);
        var trust = Trust.ofCaPem(TestCertificate.pem(List.of(between.certificate(), ROOT.certificate())));
        assertThat(trust.roots().certificates()).containsExactly(ROOT.certificate());
        assertThat(trust.intermediates()).containsExactly(between.certificate());
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPem(between.certificatePem()))
                .withMessage("what is given has no self-signed certificate to trust, only 1 intermediate");
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPem(new byte[0]))
                .withMessageStartingWith("no certificate in the CA certificates given");
    }

    @Test
    void trustsTheFilesOfADirectoryEachOnce() throws IOException {
        var between = TestCertificates.named("Intermediate").authority().issuedBy(ROOT);
        var second = TestCertificates.root("Second");
        var pem = Files.write(directory.resolve("a.PEM"), ROOT.certificatePem());
        Files.createSymbolicLink(directory.resolve("01234567.0"), pem);
        Files.write(directory.resolve("89abcdef.12"), second.certificatePem());
        Files.write(
                directory.resolve("all.crt"), TestCertificate.pem(List.of(ROOT.certificate(), between.certificate())));
        Files.writeString(directory.resolve("README"), "not a certificate");
        Files.writeString(directory.resolve("01234567.r0"), "a revocation list's link");
        Files.createDirectory(directory.resolve("more.pem"));
        var trust = Trust.ofCaPath(directory);
        assertThat(trust.roots().certificates()).containsExactlyInAnyOrder(ROOT.certificate(), second.certificate());
        assertThat(trust.intermediates()).containsExactly(between.certificate());
        assertThat(Trust.ofCaFileOrPath(directory)).isEqualTo(trust);
        assertThat(Trust.ofCaFileOrPath(pem).roots().certificates()).containsExactly(ROOT.certificate());
    }

    @Test
    void saysWhyADirectoryIsOfNoUse() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPath(directory))
                .withMessage("CA directory '" + directory
                        + "' has no self-signed certificate to trust, only 0 intermediates");
        var file = Files.writeString(directory.resolve("bad.pem"), "no certificate");
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPath(directory))
                .withMessageContaining("no certificate in CA file")
                .withMessageContaining("bad.pem");
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPath(file))
                .withMessage("failed to open CA file '" + file + "': Not a directory");
        assertThatIOException()
                .isThrownBy(() -> Trust.ofCaPath(directory.resolve("missing")))
                .withMessageEndingWith("No such file or directory");
    }

    private Path file(X509Certificate... certificates) throws IOException {
        return Files.write(directory.resolve("ca.pem"), TestCertificate.pem(List.of(certificates)));
    }
}
