package dev.reprise.tls.internal.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads the forms of time that RFC 5280 section 4.1.2.5 leaves: to the second, and in UTC. */
public final class DerTime {
    /** The tag of UTCTime, YYMMDDHHMMSSZ. */
    public static final int UTC_TIME = 0x17;
    /** The tag of GeneralizedTime, YYYYMMDDHHMMSSZ. */
    public static final int GENERALIZED_TIME = 0x18;

    private DerTime() {}

    /** Return the instant that the content of a UTCTime or GeneralizedTime says, or null when it is of another form or none. */
    public static @Nullable Instant parse(int tag, Bytes content) {
        boolean shortYear = tag == UTC_TIME;
        int digits = shortYear ? 12 : 14;
        if (content.length() != digits + 1 || content.at(digits) != 'Z') {
            return null;
        }
        var pairs = new int[digits / 2];
        for (int i = 0; i < pairs.length; i++) {
            int tens = content.at(2 * i) - '0';
            int ones = content.at(2 * i + 1) - '0';
            if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
                return null;
            }
            pairs[i] = 10 * tens + ones;
        }
        int month = shortYear ? 1 : 2;
        int year = shortYear
                ? pairs[0] + (pairs[0] < 50 ? 2000 : 1900) // section 4.1.2.5.1
                : 100 * pairs[0] + pairs[1];
        try {
            return LocalDateTime.of(
                            year, pairs[month], pairs[month + 1], pairs[month + 2], pairs[month + 3], pairs[month + 4])
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null; // A thirteenth month or the like.
        }
    }
}
