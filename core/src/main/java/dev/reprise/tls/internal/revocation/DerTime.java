package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads times in the one form that RFC 5280 section 4.1.2.5.2 leaves of GeneralizedTime: YYYYMMDDHHMMSSZ. */
final class DerTime {
    private static final int GENERALIZED_TIME = 0x18;
    private static final int LENGTH = 15;

    private DerTime() {}

    static Instant generalized(DerReader reader) throws ProtocolException {
        var text = reader.content(GENERALIZED_TIME);
        if (text.length() == LENGTH && text.at(LENGTH - 1) == 'Z') {
            int[] pairs = new int[LENGTH / 2];
            boolean digits = true;
            for (int i = 0; i < pairs.length; i++) {
                int tens = text.at(2 * i) - '0';
                int ones = text.at(2 * i + 1) - '0';
                digits &= tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
                pairs[i] = 10 * tens + ones;
            }
            try {
                if (digits) {
                    return LocalDateTime.of(100 * pairs[0] + pairs[1], pairs[2], pairs[3], pairs[4], pairs[5], pairs[6])
                            .toInstant(ZoneOffset.UTC);
                }
            } catch (DateTimeException e) {
                // A thirteenth month or the like; told below.
            }
        }
        throw BadStatus.malformed(
                "a time that is not YYYYMMDDHHMMSSZ, but in hex " + text.slice(0, Math.min(text.length(), 32)));
    }
}
