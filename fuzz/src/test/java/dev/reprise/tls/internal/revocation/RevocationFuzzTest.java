package dev.reprise.tls.internal.revocation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCrl;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.Parties;
import dev.reprise.tls.hostile.Refusals;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** OCSP responses as a peer staples them, and revocation lists. */
@Timeout(10)
class RevocationFuzzTest {
    private static final TestCertificate RESPONDER = TestCertificates.named("Responder")
            .purpose(KeyPurposeId.id_kp_OCSPSigning)
            .issuedBy(Parties.ROOT);

    static List<byte[]> responses() {
        var response = TestOcsp.of(Parties.SERVER);
        return List.of(
                response.der(),
                response.sha256().byKey().der(),
                response.unknown().updated(TestCertificates.NOW, null).der(),
                response.revoked(TestCertificates.NOW, 1).signedBy(RESPONDER).der(),
                response.extension("1.2.3", false, new byte[] {5, 0}).der(),
                TestOcsp.error(3));
    }

    static List<byte[]> lists() {
        return List.of(
                TestCrl.by(Parties.ROOT).der(),
                TestCrl.by(Parties.ROOT).revoked(Parties.SERVER).der());
    }

    @MethodSource("responses")
    @FuzzTest
    void judgesAnyResponse(byte[] data) {
        Refusals.tls(() -> OcspCheck.verify(
                Bytes.wrap(data),
                Parties.SERVER.certificate(),
                Parties.ROOT.certificate(),
                RevocationLists.NONE,
                TestCertificates.NOW));
    }

    @MethodSource("lists")
    @FuzzTest
    void readsAnyList(byte[] data) {
        Refusals.file(() -> RevocationList.parse(Bytes.wrap(data)));
    }
}
