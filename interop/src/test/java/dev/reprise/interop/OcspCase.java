package dev.reprise.interop;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.spec.Reason;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** What is stapled to a certificate, and what our side says to it where it requires a response. */
enum OcspCase {
    GOOD(null),
    REVOKED(Reason.CERTIFICATE_REVOKED),
    UNKNOWN(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
    EXPIRED(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
    WRONG_RESPONDER(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
    /** None, of servers with a certificate that says that there must be one (RFC 7633), though nobody requires it of others. */
    ABSENT(Reason.CERTIFICATE_STATUS_REQUIRED);

    static final TestCertificate ROOT = TestCertificates.root("Stapling root");
    static final TestCertificate PLAIN = TestCertificates.named(Credentials.NAME)
            .dns(Credentials.NAME)
            .server()
            .issuedBy(ROOT);
    static final TestCertificate MUST_STAPLE = TestCertificates.named(Credentials.NAME)
            .dns(Credentials.NAME)
            .server()
            .extension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, new byte[] {0x30, 3, 2, 1, 5})
            .issuedBy(ROOT);

    private static final Instant NOW = Instant.now(); // peers have no other clock

    private final @Nullable Reason refusal;

    OcspCase(@Nullable Reason refusal) {
        this.refusal = refusal;
    }

    /** Return for which reason our side refuses; null where it does not. */
    @Nullable
    Reason refusal() {
        return refusal;
    }

    /** Return the certificate of a server that staples so. */
    TestCertificate certificate() {
        return this == ABSENT ? MUST_STAPLE : PLAIN;
    }

    /** Make the response about a certificate; a good one where none is to be sent. */
    byte[] der(TestCertificate certificate) {
        var about = TestOcsp.of(certificate).updated(NOW.minusSeconds(3600), NOW.plusSeconds(3600));
        return switch (this) {
            case GOOD, ABSENT -> about.good().der();
            case REVOKED -> about.revoked(NOW.minusSeconds(600), 1).der();
            case UNKNOWN -> about.unknown().der();
            case EXPIRED ->
                about.updated(NOW.minusSeconds(7200), NOW.minusSeconds(3600)).der();
            case WRONG_RESPONDER ->
                about.signedBy(TestCertificates.named("Stranger").issuedBy(ROOT))
                        .der();
        };
    }
}
