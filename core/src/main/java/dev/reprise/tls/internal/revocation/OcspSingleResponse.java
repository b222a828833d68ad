package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.RevocationReason;
import java.time.Instant;
import java.util.Optional;

/**
 * What an OCSP response says of one certificate (RFC 6960 section 4.2.1).
 *
 * @param certificate which one
 * @param status what is said, not yet believed
 */
record OcspSingleResponse(OcspCertId certificate, OcspStatus status) {
    private static final int GOOD = 0x80; // [0] IMPLICIT NULL
    private static final int REVOKED = 0xa1; // [1] IMPLICIT SEQUENCE
    private static final int UNKNOWN = 0x82; // [2] IMPLICIT NULL
    private static final int ENUMERATED = 0x0a;

    static OcspSingleResponse parse(DerReader fields) throws ProtocolException {
        var certificate = OcspCertId.parse(fields.enter(DerReader.SEQUENCE));
        int choice = fields.nextTag();
        var content = fields.content(choice);
        Optional<Instant> revocationTime = Optional.empty();
        Optional<RevocationReason> reason = Optional.empty();
        if (choice == REVOKED) {
            var revoked = new DerReader(content);
            revocationTime = Optional.of(OcspTime.parse(revoked));
            if (revoked.hasNext()) {
                var inner = revoked.enter(DerReader.context(0));
                reason = Optional.of(reason(inner.content(ENUMERATED)));
                inner.end();
            }
            revoked.end();
        } else if ((choice != GOOD && choice != UNKNOWN) || !content.isEmpty()) {
            throw BadStatus.malformed("a certificate status of tag " + choice + " with " + content.length() + " bytes");
        }
        var thisUpdate = OcspTime.parse(fields);
        Optional<Instant> nextUpdate = Optional.empty();
        if (fields.nextTag() == DerReader.context(0)) {
            var inner = fields.enter(DerReader.context(0));
            nextUpdate = Optional.of(OcspTime.parse(inner));
            inner.end();
        }
        OcspResponse.requireKnownExtensions(fields);
        fields.end();
        var status = switch (choice) {
            case GOOD -> CertificateStatus.GOOD;
            case REVOKED -> CertificateStatus.REVOKED;
            default -> CertificateStatus.UNKNOWN;
        };
        return new OcspSingleResponse(
                certificate, new OcspStatus(status, thisUpdate, nextUpdate, revocationTime, reason));
    }

    private static RevocationReason reason(Bytes code) throws ProtocolException {
        var reason = code.length() == 1 ? RevocationReason.find(code.at(0)) : null;
        if (reason == null) {
            throw BadStatus.malformed("a revocation reason of " + code);
        }
        return reason;
    }
}
