package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerTime;
import dev.reprise.tls.spec.ProtocolException;
import java.time.Instant;

/** Reads times of OCSP, which have one form (RFC 6960 section 4.2.2.1): GeneralizedTime. */
final class OcspTime {
    private OcspTime() {}

    static Instant parse(DerReader reader) throws ProtocolException {
        var content = reader.content(DerTime.GENERALIZED_TIME);
        var time = DerTime.parse(DerTime.GENERALIZED_TIME, content);
        if (time == null) {
            throw BadStatus.malformed("a time that is not YYYYMMDDHHMMSSZ, but in hex "
                    + content.slice(0, Math.min(content.length(), 32)));
        }
        return time;
    }
}
