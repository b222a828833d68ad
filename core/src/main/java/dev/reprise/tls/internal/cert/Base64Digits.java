package dev.reprise.tls.internal.cert;

import org.jspecify.annotations.Nullable;

/**
 * The Base64 body of one PEM block (RFC 4648 section 4), as a range of the text. Digits are converted by arithmetic on masks,
 * as they may be a key's: no branch and no index depends on the value of a legal digit.
 */
final class Base64Digits {
    private final byte[] text;
    private final int from;
    private final int to;
    private final int count;
    private int padding;

    /** Name the range; white space in it is passed over (RFC 7468 section 2: parsers SHOULD ignore it). */
    Base64Digits(byte[] text, int from, int to) {
        this.text = text;
        this.from = from;
        this.to = to;
        int digits = 0;
        for (int i = from; i < to; i++) {
            if (!whiteSpace(text[i])) {
                digits++;
            }
        }
        count = digits;
    }

    /** Return how many digits there are, padding included. */
    int count() {
        return count;
    }

    /** Return how many bytes at the end of the decoded array are padding; known after decode. */
    int padding() {
        return padding;
    }

    /** Decode into an array of 3/4 of count bytes; return what is wrong, or null. */
    @Nullable
    String decode(byte[] target) {
        if (count == 0) {
            return "it is empty";
        }
        if (count % 4 != 0) {
            return "its " + count + " Base64 digits are no multiple of 4";
        }
        int seen = 0;
        int group = 0;
        int illegal = 0; // negative once a character was no digit
        for (int i = from; i < to; i++) {
            int character = text[i];
            if (whiteSpace(character)) {
                continue;
            }
            if (character == '=') {
                // Padding is the last one or two digits of all.
                if (++padding > 2 || seen < count - 2) {
                    return "its padding is not at the end";
                }
                group <<= 6;
            } else if (padding > 0) {
                return "its padding is not at the end";
            } else {
                int value = value(character);
                illegal |= value;
                group = group << 6 | (value & 0x3f);
            }
            if (++seen % 4 == 0) {
                int at = seen / 4 * 3;
                target[at - 3] = (byte) (group >>> 16);
                target[at - 2] = (byte) (group >>> 8);
                target[at - 1] = (byte) group;
                // RFC 4648 section 3.5: bits that the padding cuts off must be zero, for one text of one content.
                if (padding > 0 && (group & ((1 << (8 * padding)) - 1)) != 0) {
                    return "its last digit has bits that belong to no byte";
                }
                group = 0;
            }
        }
        return illegal < 0 ? "it contains characters that are no Base64 digits" : null;
    }

    /** Return the character for 0 to 63. */
    static int character(int value) {
        int character = value + 'A';
        character += (25 - value) >> 31 & ('a' - 'A' - 26);
        character += (51 - value) >> 31 & ('0' - 'a' - 26);
        character += (61 - value) >> 31 & ('+' - '0' - 10);
        character += (62 - value) >> 31 & ('/' - '+' - 1);
        return character;
    }

    /** Return 0 to 63, or a negative number for a character that is no digit. */
    private static int value(int character) {
        int value = -1;
        value += within(character, 'A', 'Z') & (character - 'A' + 1);
        value += within(character, 'a', 'z') & (character - 'a' + 27);
        value += within(character, '0', '9') & (character - '0' + 53);
        value += within(character, '+', '+') & 63;
        value += within(character, '/', '/') & 64;
        return value;
    }

    /** Return all ones if the character is in a range, else zero. */
    private static int within(int character, int first, int last) {
        return (first - 1 - character & character - last - 1) >> 31;
    }

    private static boolean whiteSpace(int character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }
}
