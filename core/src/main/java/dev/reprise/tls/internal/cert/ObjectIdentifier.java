package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;

/**
 * An OBJECT IDENTIFIER (ITU-T X.690 section 8.19).
 *
 * @param content the encoding without tag and length
 */
record ObjectIdentifier(Bytes content) {
    static final int TAG = 0x06;

    /** Check that it is the minimal encoding of one or more subidentifiers. */
    public ObjectIdentifier {
        if (!legal(content)) {
            throw new IllegalArgumentException("no object identifier: " + content);
        }
    }

    /** Make one of its usual text, as in {@code 2.5.29.17}; each number below 2^31. */
    static ObjectIdentifier of(String dotted) {
        var numbers = dotted.split("\\.", -1);
        var content = new byte[5 * numbers.length];
        int length = 0;
        for (int i = 1; i < numbers.length; i++) {
            // X.690 section 8.19.4: the first two numbers share the first subidentifier.
            long number = Long.parseLong(numbers[i]) + (i == 1 ? 40 * Long.parseLong(numbers[0]) : 0);
            for (int shift = 28; shift >= 0; shift -= 7) {
                if (number >>> shift != 0 || shift == 0) {
                    content[length++] = (byte) (((number >>> shift) & 0x7f) | (shift == 0 ? 0 : 0x80));
                }
            }
        }
        return new ObjectIdentifier(Bytes.copyOf(content, 0, length));
    }

    /** Read one; {@link Reason#MALFORMED_CERTIFICATE} when its content is not legal. */
    static ObjectIdentifier parse(DerReader reader) throws ProtocolException {
        var content = reader.content(TAG);
        if (!legal(content)) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "an object identifier that is none");
        }
        return new ObjectIdentifier(content);
    }

    private static boolean legal(Bytes content) {
        boolean first = true;
        for (int i = 0; i < content.length(); i++) {
            // X.690 section 8.19.2: no subidentifier begins with a zero digit.
            if (first && content.at(i) == 0x80) {
                return false;
            }
            first = content.at(i) < 0x80;
        }
        return first && !content.isEmpty();
    }

    /** Tell whether this is its usual text, as {@link #toString} would, but without making one. */
    boolean reads(String dotted) {
        int at = 0;
        for (int i = 0; i < content.length(); ) {
            int begin = i;
            long number = 0;
            do {
                number = (number << 7) | (content.at(i) & 0x7f);
            } while (content.at(i++) >= 0x80);
            if (i - begin > 8) {
                return toString().equals(dotted); // It may have more than 63 bits.
            }
            if (begin == 0) {
                long top = Math.min(number, 80) / 40;
                at = past(dotted, 0, top);
                number -= 40 * top;
            }
            if (at < 0 || at >= dotted.length() || dotted.charAt(at) != '.') {
                return false;
            }
            at = past(dotted, at + 1, number);
        }
        return at == dotted.length();
    }

    /** Return where a text goes on behind a number, or -1 when it has another one there. */
    private static int past(String text, int from, long number) {
        int at = from;
        long read = 0;
        while (at < text.length() && at - from < 18 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            read = 10 * read + text.charAt(at) - '0';
            at++;
        }
        boolean minimal = at == from + 1 || (at > from && text.charAt(from) != '0');
        return minimal && read == number ? at : -1;
    }

    /** Return the usual text. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < content.length(); ) {
            int end = i;
            while (content.at(end) >= 0x80) {
                end++;
            }
            append(text, content.slice(i, end + 1 - i));
            i = end + 1;
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Bytes subidentifier) {
        var number = BigInteger.ZERO;
        for (int i = 0; i < subidentifier.length(); i++) {
            number = number.shiftLeft(7).or(BigInteger.valueOf(subidentifier.at(i) & 0x7f));
        }
        if (!text.isEmpty()) {
            text.append('.').append(number);
            return;
        }
        int top = number.min(BigInteger.valueOf(80)).intValue() / 40;
        text.append(top).append('.').append(number.subtract(BigInteger.valueOf(40L * top)));
    }
}
