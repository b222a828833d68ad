package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * IP address literals in their usual text forms: four decimal numbers, or RFC 4291 section 2.2. Own code because
 * java.net may look names up, and takes "1" and "1.2" for addresses.
 */
final class IpAddress {
    private static final int MAX_V4_LENGTH = 15;

    private IpAddress() {}

    /** Return the 4 or 16 bytes of a literal, or null if the text is none. A zone ("%eth0") is passed over. */
    static byte @Nullable [] parse(String text) {
        if (text.indexOf(':') < 0) {
            return parseV4(text);
        }
        int zone = text.indexOf('%');
        return parseV6(zone < 0 ? text : text.substring(0, zone));
    }

    /** Return the text of 4 or 16 bytes, IPv6 as eight groups. */
    static String text(Bytes address) {
        boolean v4 = address.length() == 4;
        var text = new StringJoiner(v4 ? "." : ":");
        for (int i = 0; i < address.length(); i += v4 ? 1 : 2) {
            text.add(v4 ? "" + address.at(i) : Integer.toHexString((address.at(i) << 8) | address.at(i + 1)));
        }
        return text.toString();
    }

    private static byte @Nullable [] parseV4(String text) {
        if (text.isEmpty() || text.length() > MAX_V4_LENGTH || Character.digit(text.charAt(0), 10) < 0) {
            return null; // As most names are.
        }
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        var address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int value = number(parts[i], 10, 3);
            // A leading zero means octal to some and nothing to others, so it is no literal, as in inet_pton.
            if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private static byte @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            var whole = groups(text);
            return whole != null && whole.length == 16 ? whole : null;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        // An IPv4 tail may stand at the very end only.
        var head = text.substring(0, gap).indexOf('.') < 0 ? groups(text.substring(0, gap)) : null;
        var tail = groups(text.substring(gap + 2));
        if (head == null || tail == null || head.length + tail.length > 14) {
            return null;
        }
        var address = new byte[16];
        System.arraycopy(head, 0, address, 0, head.length);
        System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
        return address;
    }

    /** Return the bytes of groups parted by single colons; the last may be an IPv4 address. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var parts = text.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        var bytes = new byte[parts.length * 2 + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                var v4 = parseV4(parts[i]);
                if (v4 == null) {
                    return null;
                }
                System.arraycopy(v4, 0, bytes, length, 4);
                length += 4;
                continue;
            }
            int value = number(parts[i], 16, 4);
            if (value < 0) {
                return null;
            }
            bytes[length++] = (byte) (value >>> 8);
            bytes[length++] = (byte) value;
        }
        return length > 16 ? null : Arrays.copyOf(bytes, length);
    }

    /** Return a number of one to {@code maxDigits} ASCII digits, or -1. */
    private static int number(String text, int radix, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
