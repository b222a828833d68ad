package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, as a proxy in front of us says in the PROXY protocol, versions 1 and 2 (HAProxy's proxy-protocol.txt).
 * The header is read without a byte of what follows it.
 *
 * @param source the client's address, null when the proxy speaks for itself, as in a health check, or does not know
 * @param destination the address that the client has connected to, null as above
 */
record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    /** What version 2 begins with. */
    static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    /** Section 2.1: the longest line of version 1 has 107 characters, CR and LF included. */
    private static final int MAX_LINE = 107;

    private static final byte[] LINE_BEGIN = "PROXY ".getBytes(US_ASCII);

    // Headers with many values stay under one packet's 1500 bytes; the protocol's own limit is 65535.
    private static final int MAX_BLOCK = 4096;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=[0-9a-fA-F.]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,38}");

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPEC = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;
    private static final int UNIX_BYTES = 216;
    private static final int TYPE_CRC32C = 0x03;
    private static final ProxyHeader UNKNOWN = new ProxyHeader(null, null);

    /** What is no header: the connection is refused, as nothing says who the client is. */
    static final class Malformed extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super("PROXY header: " + message);
        }
    }

    /**
     * Read a header of either version.
     *
     * @throws Malformed when what comes is none
     */
    static ProxyHeader read(InputStream input) throws IOException {
        // The shortest line of version 1, "PROXY UNKNOWN" with CR and LF, is longer than this.
        var begin = exactly(input, SIGNATURE.length);
        if (Arrays.equals(begin, SIGNATURE)) {
            return block(input);
        }
        if (Arrays.equals(begin, 0, LINE_BEGIN.length, LINE_BEGIN, 0, LINE_BEGIN.length)) {
            return line(line(input, begin));
        }
        throw new Malformed("expected a header of version 1 or 2, not the bytes "
                + HexFormat.of().formatHex(begin));
    }

    private static byte[] exactly(InputStream input, int count) throws IOException {
        var bytes = input.readNBytes(count);
        if (bytes.length < count) {
            throw new Malformed("ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Read on to CR and LF byte by byte, as the byte after them is not ours. */
    private static String line(InputStream input, byte[] begin) throws IOException {
        var line = Arrays.copyOf(begin, MAX_LINE);
        for (int length = begin.length; length < MAX_LINE; ) {
            int next = input.read();
            if (next < 0) {
                throw new Malformed("ended after " + length + " characters of a line");
            }
            line[length++] = (byte) next;
            if (next == '\n') {
                if (line[length - 2] != '\r') {
                    throw new Malformed("the line ends with LF alone, expected CR and LF");
                }
                return new String(line, 0, length - 2, US_ASCII);
            }
        }
        throw new Malformed("the line has no end within " + MAX_LINE + " characters");
    }

    private static ProxyHeader line(String line) throws IOException {
        var words = line.split(" ", -1);
        return switch (words[1]) {
            case "UNKNOWN" -> UNKNOWN; // Section 2.1: the rest of the line is ignored.
            case "TCP4", "TCP6" -> addresses(words);
            default -> throw new Malformed("the protocol is '" + words[1] + "', expected TCP4, TCP6 or UNKNOWN");
        };
    }

    private static ProxyHeader addresses(String[] words) throws IOException {
        if (words.length != 6) {
            throw new Malformed("a line of " + words.length + " words, expected 6");
        }
        boolean v4 = words[1].equals("TCP4");
        return new ProxyHeader(
                new InetSocketAddress(address(v4, words[2]), port(words[4])),
                new InetSocketAddress(address(v4, words[3]), port(words[5])));
    }

    private static InetAddress address(boolean v4, String text) throws IOException {
        try {
            if ((v4 ? IPV4 : IPV6).matcher(text).matches()) {
                // What has this form is never looked up: a name, and what is nearly an address, would be.
                return InetAddress.getByName(text);
            }
        } catch (IOException notLiteral) {
            // Said below.
        }
        throw new Malformed("'" + text + "' is no IPv" + (v4 ? 4 : 6) + " address");
    }

    private static int port(String text) throws IOException {
        int port = text.matches("0|[1-9][0-9]{0,4}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 0xffff) {
            throw new Malformed("'" + text + "' is no port");
        }
        return port;
    }

    private static ProxyHeader block(InputStream input) throws IOException {
        var head = exactly(input, 4);
        int command = head[0] & 0xff;
        int family = head[1] & 0xff;
        int length = (head[2] & 0xff) << 8 | (head[3] & 0xff);
        if (command != LOCAL && command != PROXY) {
            throw new Malformed(
                    "version and command are 0x" + HexFormat.of().toHexDigits(head[0]) + ", expected 0x20 or 0x21");
        }
        if (length > MAX_BLOCK) {
            throw new Malformed("a block of " + length + " bytes, expected at most " + MAX_BLOCK);
        }
        var block = exactly(input, length);
        if (command == LOCAL) {
            return UNKNOWN; // Section 2.2: the block is skipped, whatever it holds.
        }
        int addresses = switch (family) {
            case UNSPEC -> 0;
            case TCP_OVER_IPV4 -> 2 * (4 + 2);
            case TCP_OVER_IPV6 -> 2 * (16 + 2);
            case UNIX_STREAM -> UNIX_BYTES;
            default ->
                throw new Malformed(
                        "the family is 0x" + HexFormat.of().toHexDigits(head[1]) + ", expected TCP over IPv4 or IPv6");
        };
        if (length < addresses) {
            throw new Malformed("a block of " + length + " bytes, expected " + addresses + " for the addresses");
        }
        checkValues(head, block, family == UNSPEC ? length : addresses);
        return switch (family) {
            case TCP_OVER_IPV4 -> addresses(ByteBuffer.wrap(block), 4);
            case TCP_OVER_IPV6 -> addresses(ByteBuffer.wrap(block), 16);
            default -> UNKNOWN;
        };
    }

    private static ProxyHeader addresses(ByteBuffer block, int bytes) throws IOException {
        var source = new byte[bytes];
        var destination = new byte[bytes];
        block.get(source).get(destination);
        return new ProxyHeader(
                new InetSocketAddress(InetAddress.getByAddress(source), block.getShort() & 0xffff),
                new InetSocketAddress(InetAddress.getByAddress(destination), block.getShort() & 0xffff));
    }

    /** Walk the values behind the addresses; section 2.2.4: a checksum among them must be right. */
    private static void checkValues(byte[] head, byte[] block, int begin) throws IOException {
        for (int at = begin; at < block.length; ) {
            int left = block.length - at;
            int length = left < 3 ? left : (block[at + 1] & 0xff) << 8 | (block[at + 2] & 0xff);
            if (left < 3 || length > left - 3) {
                throw new Malformed("a value of " + length + " bytes with " + left + " bytes left");
            }
            if (block[at] == TYPE_CRC32C) {
                checkSum(head, block, at + 3, length);
            }
            at += 3 + length;
        }
    }

    private static void checkSum(byte[] head, byte[] block, int at, int length) throws IOException {
        if (length != 4) {
            throw new Malformed("a checksum of " + length + " bytes, expected 4");
        }
        int said = ByteBuffer.wrap(block).getInt(at);
        var zeroed = block.clone();
        Arrays.fill(zeroed, at, at + 4, (byte) 0);
        var sum = new CRC32C();
        sum.update(SIGNATURE);
        sum.update(head);
        sum.update(zeroed);
        if ((int) sum.getValue() != said) {
            throw new Malformed("the checksum is wrong");
        }
    }
}
