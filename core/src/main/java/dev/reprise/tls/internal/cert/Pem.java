package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes PEM (RFC 7468, with the headers of RFC 1421 that old encrypted keys have). Text around blocks, unknown
 * labels, CRLF, white space at the end of lines, bodies in one long line, a byte order mark and a missing final newline are
 * tolerated. What is between BEGIN and END is held to RFC 7468 section 3: one damaged block is reported in its place and the
 * others are kept.
 *
 * <p>A body may be a private key or a session, so it never becomes a String and is decoded without branches or table
 * look-ups on its characters.
 */
public final class Pem {
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int LINE_LENGTH = 64; // RFC 7468 section 2: generators MUST wrap at exactly 64

    private Pem() {}

    /** What stands between BEGIN and END, or what is left of it. */
    public sealed interface Element permits Block, DamagedBlock {
        /** Return the label, such as {@code CERTIFICATE}. */
        String label();

        /** Return the offset in the text of the BEGIN line. */
        int begin();

        /** Return the offset in the text of what follows the END line; for a block without one, of where it was given up. */
        int end();
    }

    /** A whole block. It owns its content, which may be secret: close wipes it. Not thread-safe. */
    public static final class Block implements Element, AutoCloseable {
        private final String label;
        private final List<String> headers;
        private final byte[] content;
        private final int begin;
        private final int end;

        private Block(String label, List<String> headers, byte[] content, int begin, int end) {
            this.label = label;
            this.headers = headers;
            this.content = content;
            this.begin = begin;
            this.end = end;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public int begin() {
            return begin;
        }

        @Override
        public int end() {
            return end;
        }

        /** Return the header lines as they stand (RFC 1421 section 4.4); mostly none. */
        public List<String> headers() {
            return headers;
        }

        /** Tell whether the content is encrypted in OpenSSL's old way, which the header Proc-Type says. */
        public boolean encrypted() {
            return headers.stream().anyMatch(header -> header.startsWith("Proc-Type:") && header.endsWith("ENCRYPTED"));
        }

        /** Return the decoded content as a view that is valid until the block is closed. */
        public Bytes content() {
            return Bytes.wrap(content);
        }

        /** Overwrite the content with zeros, and with it every view of it. */
        @Override
        public void close() {
            Arrays.fill(content, (byte) 0);
        }

        /** Return label and length only. */
        @Override
        public String toString() {
            return "Block[" + label + ", " + content.length + " bytes]";
        }
    }

    /**
     * A block that has no legal content.
     *
     * @param label the label in its BEGIN line
     * @param begin the offset of its BEGIN line
     * @param end the offset of what follows it
     * @param damage what is wrong, in words that contain nothing of the body
     */
    public record DamagedBlock(String label, int begin, int end, String damage) implements Element {
        /** Check for null. */
        public DamagedBlock {
            Objects.requireNonNull(label);
            Objects.requireNonNull(damage);
        }
    }

    /** Return all blocks in the order they stand; none if there is no BEGIN line. Never throws, whatever the text. */
    public static List<Element> parse(byte[] text) {
        var elements = new ArrayList<Element>();
        new PemParser(text).blocks().forEach(found -> elements.add(found.decode(text)));
        return List.copyOf(elements);
    }

    /**
     * Where a block stands in a text, whatever is in it.
     *
     * @param label the label in its BEGIN line
     * @param begin the offset of its BEGIN line
     * @param end the offset of what follows it
     */
    public record Span(String label, int begin, int end) {
        /** Parse the block, which is read from the text it was found in; the copy made for that is wiped. */
        public Element parse(byte[] text) {
            var block = Arrays.copyOfRange(text, begin, end);
            try {
                return Pem.parse(block).get(0);
            } finally {
                Arrays.fill(block, (byte) 0);
            }
        }
    }

    /** Return where the blocks are that {@link #parse} would return, without decoding any. */
    public static List<Span> spans(byte[] text) {
        var spans = new ArrayList<Span>();
        new PemParser(text).blocks().forEach(found -> spans.add(found.span()));
        return List.copyOf(spans);
    }

    /** Return the offset at which a text begins: after the byte order mark that some editors put before it. */
    public static int textBegin(byte[] text) {
        int length = BYTE_ORDER_MARK.length;
        boolean marked = text.length >= length && Arrays.equals(text, 0, length, BYTE_ORDER_MARK, 0, length);
        return marked ? length : 0;
    }

    /** Return a block as text with a final newline; it is as secret as the content, and the caller's to wipe. */
    public static byte[] encode(String label, byte[] content) {
        var writer = new Writer(content.length * 3 / 2 + 2 * label.length() + 64);
        write(label, content, writer);
        var text = writer.toArray();
        writer.wipe();
        return text;
    }

    /** Append a block with lines of 64 characters and a final newline (RFC 7468 section 2). */
    public static void write(String label, byte[] content, Writer out) {
        if (!label.chars().allMatch(Pem::labelCharacter) || label.isBlank()) {
            throw new IllegalArgumentException("not a PEM label: " + label);
        }
        var name = label.getBytes(StandardCharsets.US_ASCII);
        out.bytes(BEGIN).bytes(name).bytes(DASHES).u8('\n');
        int column = 0;
        for (int i = 0; i < content.length; i += 3) {
            int left = content.length - i;
            int group = (content[i] & 0xff) << 16
                    | (left > 1 ? (content[i + 1] & 0xff) << 8 : 0)
                    | (left > 2 ? content[i + 2] & 0xff : 0);
            out.u8(Base64Digits.character(group >>> 18));
            out.u8(Base64Digits.character(group >>> 12 & 0x3f));
            out.u8(left > 1 ? Base64Digits.character(group >>> 6 & 0x3f) : '=');
            out.u8(left > 2 ? Base64Digits.character(group & 0x3f) : '=');
            column += 4;
            if (column == LINE_LENGTH || left <= 3) {
                out.u8('\n');
                column = 0;
            }
        }
        out.bytes(END).bytes(name).bytes(DASHES).u8('\n');
    }

    /** RFC 7468 section 3: labels are printable; where in them "-" and blanks may stand is not enforced. */
    private static boolean labelCharacter(int character) {
        return character >= 0x20 && character <= 0x7e;
    }

    /**
     * A block as its lines show it.
     *
     * @param span where it stands
     * @param headers its header lines
     * @param bodyFrom where its digits begin
     * @param bodyTo where they end
     * @param damage what is wrong with its lines, or null
     */
    private record Found(
            Span span,
            List<String> headers,
            int bodyFrom,
            int bodyTo,
            @Nullable String damage) {
        Element decode(byte[] text) {
            return damage == null ? decodeBody(text) : damaged(damage);
        }

        private Element decodeBody(byte[] text) {
            var digits = new Base64Digits(text, bodyFrom, bodyTo);
            var content = new byte[digits.count() / 4 * 3];
            var illegal = digits.decode(content);
            var exact = Arrays.copyOf(content, content.length - (illegal == null ? digits.padding() : 0));
            Arrays.fill(content, (byte) 0);
            if (illegal != null) {
                Arrays.fill(exact, (byte) 0);
                return damaged(illegal);
            }
            return new Block(span.label, headers, exact, span.begin, span.end);
        }

        private Element damaged(String why) {
            return new DamagedBlock(span.label, span.begin, span.end, why);
        }
    }

    /** One pass over the lines of a text. */
    private static final class PemParser {
        private final byte[] text;
        private final List<Found> blocks = new ArrayList<>();
        private int lineStart;
        private int lineEnd; // without white space
        private int next; // of the line after this one

        PemParser(byte[] text) {
            this.text = text;
            next = textBegin(text);
        }

        List<Found> blocks() {
            boolean line = nextLine();
            while (line) {
                if (boundary(BEGIN)) {
                    line = block();
                } else {
                    line = nextLine();
                }
            }
            return blocks;
        }

        /** Read one block from its BEGIN line on; leave the first line after it as the current one, and tell whether there is one. */
        private boolean block() {
            int begin = lineStart;
            var label = label(BEGIN);
            var headers = new ArrayList<String>();
            int body = -1;
            boolean parted = false;
            while (nextLine()) {
                if (boundary(BEGIN)) {
                    damaged(label, begin, lineStart, "another block begins before it ends");
                    return true;
                }
                if (boundary(END)) {
                    if (!headers.isEmpty() && !parted) {
                        // RFC 1421 section 4.4: an empty line parts headers from text. Without it, one bad character
                        // would turn
                        // the first line of a body into a header.
                        damaged(label, begin, next, "no empty line follows its headers");
                    } else if (!label.equals(label(END))) {
                        damaged(label, begin, next, "its END line has another label");
                    } else {
                        var span = new Span(label, begin, next);
                        int from = body < 0 ? lineStart : body;
                        blocks.add(new Found(span, List.copyOf(headers), from, lineStart, null));
                    }
                    return nextLine();
                }
                if (lineStart == lineEnd) {
                    parted |= !headers.isEmpty();
                } else if (body < 0 && !parted && header(!headers.isEmpty())) {
                    headers.add(new String(text, lineStart, lineEnd - lineStart, StandardCharsets.ISO_8859_1));
                } else if (body < 0) {
                    body = lineStart;
                }
            }
            damaged(label, begin, text.length, "it has no END line");
            return false;
        }

        private void damaged(String label, int begin, int end, String damage) {
            blocks.add(new Found(new Span(label, begin, end), List.of(), begin, begin, damage));
        }

        private boolean nextLine() {
            if (next >= text.length) {
                return false;
            }
            lineStart = next;
            int end = lineStart;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            next = Math.min(end + 1, text.length);
            while (end > lineStart && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r')) {
                end--;
            }
            lineEnd = end;
            return true;
        }

        private boolean boundary(byte[] start) {
            int labelEnd = lineEnd - DASHES.length;
            if (labelEnd < lineStart + start.length
                    || !startsWith(lineStart, lineEnd, start)
                    || !startsWith(labelEnd, lineEnd, DASHES)) {
                return false;
            }
            for (int i = lineStart + start.length; i < labelEnd; i++) {
                if (!labelCharacter(text[i])) {
                    return false;
                }
            }
            return true;
        }

        private String label(byte[] start) {
            int from = lineStart + start.length;
            return new String(text, from, lineEnd - DASHES.length - from, StandardCharsets.US_ASCII);
        }

        /** Base64 has no colon, so a line with one is a header; white space first means more of the header before it. */
        private boolean header(boolean afterHeader) {
            if (afterHeader && (text[lineStart] == ' ' || text[lineStart] == '\t')) {
                return true;
            }
            for (int i = lineStart; i < lineEnd; i++) {
                if (text[i] == ':') {
                    return true;
                }
            }
            return false;
        }

        private boolean startsWith(int from, int to, byte[] start) {
            return to - from >= start.length && Arrays.equals(text, from, from + start.length, start, 0, start.length);
        }
    }
}
