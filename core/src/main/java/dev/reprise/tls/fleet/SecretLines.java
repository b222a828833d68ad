package dev.reprise.tls.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads text with a secret a line: {@code NUMBER:HEX}, the number of 32 bits in decimal or {@code 0x..}; blank lines and
 * lines that begin with {@code #} are skipped. Secrets stay byte arrays all the way, as a String could not be wiped.
 * Complaints name lines and never what stands in them.
 */
final class SecretLines {
    private final String noun;
    private final int secretBytes;
    private final List<Line> lines = new ArrayList<>();
    private final HashSet<Integer> numbers = new HashSet<>();

    /** A line's number and secret; closing wipes the secret. */
    static final class Line implements AutoCloseable {
        private final int number;
        private final byte[] secret;

        private Line(int number, byte[] secret) {
            this.number = number;
            this.secret = secret;
        }

        int number() {
            return number;
        }

        /** Return the array itself. */
        byte[] secret() {
            return secret;
        }

        @Override
        public void close() {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private SecretLines(String noun, int secretBytes) {
        this.noun = noun;
        this.secretBytes = secretBytes;
    }

    /**
     * Parse a whole text; the caller closes each line. With a fault in it there are none.
     *
     * @param content not changed; the caller wipes it
     * @param noun what the text is called
     * @param secretBytes bytes in a secret
     */
    static List<Line> parse(byte[] content, String noun, int secretBytes) throws IOException {
        var parser = new SecretLines(noun, secretBytes);
        boolean complete = false;
        try {
            parser.parse(content);
            complete = true;
            return parser.lines;
        } finally {
            if (!complete) {
                parser.lines.forEach(Line::close);
            }
        }
    }

    /** Append a line to a text, after a line feed if the text does not end with one. */
    static byte[] appended(byte[] content, int number, byte[] secret) {
        boolean openEnd = content.length > 0 && content[content.length - 1] != '\n';
        var prefix = HexFormat.of().toHexDigits(number);
        var all = ByteBuffer.allocate(content.length + (openEnd ? 1 : 0) + 11 + 2 * secret.length + 1);
        all.put(content);
        if (openEnd) {
            all.put((byte) '\n');
        }
        all.put((byte) '0').put((byte) 'x');
        for (int i = 0; i < prefix.length(); i++) {
            all.put((byte) prefix.charAt(i));
        }
        all.put((byte) ':');
        for (byte b : secret) {
            all.put((byte) HexFormat.of().toHighHexDigit(b))
                    .put((byte) HexFormat.of().toLowHexDigit(b));
        }
        return all.put((byte) '\n').array();
    }

    private void parse(byte[] content) throws IOException {
        int line = 1;
        for (int start = textStart(content); start < content.length; line++) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            add(line, ByteBuffer.wrap(content, start, end - start));
            start = end + 1;
        }
    }

    /** Skip the byte order mark that some editors put before UTF-8, and refuse other encodings by name. */
    private int textStart(byte[] content) throws IOException {
        if (startsWith(content, 0xff, 0xfe) || startsWith(content, 0xfe, 0xff)) {
            throw new IOException(noun + " is UTF-16; save it as ASCII or UTF-8");
        }
        return startsWith(content, 0xef, 0xbb, 0xbf) ? 3 : 0;
    }

    private static boolean startsWith(byte[] content, int... prefix) {
        if (content.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((content[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private void add(int line, ByteBuffer text) throws IOException {
        trim(text);
        if (!text.hasRemaining() || text.get(text.position()) == '#') {
            return;
        }
        int number = number(line, text);
        if (text.remaining() != 2 * secretBytes) {
            throw fault(
                    line,
                    text.remaining() + " characters after the colon, expected " + 2 * secretBytes + " hex digits");
        }
        var secret = new byte[secretBytes];
        lines.add(new Line(number, secret));
        int any = 0;
        for (int i = 0; i < secretBytes; i++) {
            int high = text.get();
            int low = text.get();
            if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
                throw fault(line, "something else than hex digits after the colon");
            }
            secret[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
            any |= secret[i];
        }
        if (any == 0) {
            throw fault(line, "all digits are zeros");
        }
        if (!numbers.add(number)) {
            throw fault(line, "0x" + HexFormat.of().toHexDigits(number) + " stands in an earlier line already");
        }
        for (var earlier : lines.subList(0, lines.size() - 1)) {
            if (MessageDigest.isEqual(earlier.secret, secret)) {
                throw fault(line, "the same secret as in an earlier line, under another number");
            }
        }
    }

    /** Take the number and the colon off the line. */
    private int number(int line, ByteBuffer text) throws IOException {
        int radix = 10;
        int start = text.position();
        if (text.remaining() > 2 && text.get(start) == '0' && (text.get(start + 1) | 0x20) == 'x') {
            radix = 16;
            text.position(start + 2);
        }
        long value = 0;
        int digits = 0;
        while (text.hasRemaining()) {
            int c = text.get();
            if (c == ':' && digits > 0) {
                return (int) value;
            }
            int digit = Character.digit(c, radix);
            value = value * radix + digit;
            digits++;
            if (digit < 0 || value > 0xffff_ffffL) {
                break;
            }
        }
        throw fault(line, "expected NUMBER:HEX, the number from 0 to 4294967295 or 0xffffffff");
    }

    private static void trim(ByteBuffer text) {
        while (text.hasRemaining() && blank(text.get(text.position()))) {
            text.position(text.position() + 1);
        }
        while (text.hasRemaining() && blank(text.get(text.limit() - 1))) {
            text.limit(text.limit() - 1);
        }
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private IOException fault(int line, String what) {
        return new IOException(noun + ", line " + line + ": " + what);
    }
}
