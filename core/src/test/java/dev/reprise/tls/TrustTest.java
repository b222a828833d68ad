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
        assertThat(trust.roots()).containsExactly(ROOT.certificate());
        assertThat(trust.intermediates()).containsExactly(between.certificate());
    }

    /** RFC 4210 section 4.4: an authority that changes keys signs the new one with the old one, under the same name. */
    @Test
    void doesNotTrustANewKeyForItsNameAlone() throws IOException {
        var newKey = TestCertificates.named("Root").authority().issuedBy(ROOT);
        var trust = Trust.ofCaFile(file(ROOT.certificate(), newKey.certificate()));
        assertThat(trust.roots()).containsExactly(ROOT.certificate());
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
        assertThat(Trust.ofCaFile(file(weak.certificate())).roots()).containsExactly(weak.certificate());
    }

    private Path file(X509Certificate... certificates) throws IOException {
        return Files.write(directory.resolve("ca.pem"), TestCertificate.pem(List.of(certificates)));
    }
}
