package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "c0000201" + "c6336402" + "d431" + "01bb";
    private static final long SEED = Long.getLong("test.seed", 14);

    private static ProxyHeader read(byte[] bytes) throws IOException {
        return ProxyHeader.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] block(String head, String content) {
        return concat(
                hex(SIGNATURE),
                hex(head),
                new byte[] {(byte) (content.length() / 2 >> 8), (byte) (content.length() / 2)},
                hex(content));
    }

    @Test
    void readsLinesAndNoByteBehindThem() throws Exception {
        var input =
                new ByteArrayInputStream("PROXY TCP4 192.0.2.1 198.51.100.2 54321 443\r\n\u0016".getBytes(ISO_8859_1));
        var header = ProxyHeader.read(input);

        assertThat(header.source()).isEqualTo(new InetSocketAddress("192.0.2.1", 54321));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("198.51.100.2", 443));
        assertThat(input.available()).isEqualTo(1);
        assertThat(read("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n".getBytes(ISO_8859_1))
                        .source())
                .isEqualTo(new InetSocketAddress("2001:db8::1", 1));
        assertThat(read("PROXY UNKNOWN\r\n".getBytes(ISO_8859_1)).source()).isNull();
        assertThat(read("PROXY UNKNOWN what ever\r\n".getBytes(ISO_8859_1)).source())
                .isNull();
    }

    @Test
    void readsBlocksAndNoByteBehindThem() throws Exception {
        var input = new ByteArrayInputStream(concat(block("2111", V4), new byte[] {22}));
        var header = ProxyHeader.read(input);

        assertThat(header.source()).isEqualTo(new InetSocketAddress("192.0.2.1", 54321));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("198.51.100.2", 443));
        assertThat(input.available()).isEqualTo(1);
        assertThat(read(block("2121", "20010db8" + "00".repeat(11) + "01" + "00".repeat(15) + "01" + "00010002"))
                        .source())
                .isEqualTo(new InetSocketAddress("2001:db8::1", 1));
        assertThat(read(block("2000", "")).source()).isNull();
        assertThat(read(block("2011", "ffff")).source())
                .as("LOCAL skips its block")
                .isNull();
        assertThat(read(block("2100", "abcd")).source()).as("UNSPEC").isNull();
    }

    @Test
    void checksTheChecksumThatHaproxySends() throws Exception {
        // The CRC32C of the whole header with the value's four bytes as zeros.
        var zeroed = block("2111", V4 + "030004" + "00000000");
        var sum = new java.util.zip.CRC32C();
        sum.update(zeroed);
        var right = HexFormat.of().toHexDigits((int) sum.getValue());

        assertThat(read(block("2111", V4 + "030004" + right)).source()).isNotNull();
        assertThatThrownBy(() -> read(zeroed)).isInstanceOf(ProxyHeader.Malformed.class);
        assertThatThrownBy(() -> read(block("2111", V4 + "030003" + right.substring(2))))
                .isInstanceOf(ProxyHeader.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "PROXY  TCP4 192.0.2.1 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 2 3\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 2\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 -2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 01 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2 198.51.100.2 1 2\r\n",
                "PROXY TCP4 3221225985 198.51.100.2 1 2\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 2\r\n",
                "PROXY TCP4 ::1 198.51.100.2 1 2\r\n",
                "PROXY TCP6 192.0.2.1 ::1 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP6 1:2 ::1 1 2\r\n",
                "PROXY TCP5 192.0.2.1 198.51.100.2 1 2\r\n",
                "proxy TCP4 192.0.2.1 198.51.100.2 1 2\r\n",
            })
    void refusesLinesThatAreNone(String line) {
        assertThatThrownBy(() -> read(line.getBytes(ISO_8859_1))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111", // another version
                "2211", // another command
                "2112", // datagrams
                "2141", // an unknown family
            })
    void refusesBlocksOfOtherKinds(String head) {
        assertThatThrownBy(() -> read(block(head, V4))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void refusesBlocksThatAreTooShortOrTooLong() {
        assertThatThrownBy(() -> read(block("2111", V4.substring(2)))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThatThrownBy(() -> read(block("2121", V4))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThatThrownBy(() -> read(block("2111", V4 + "0400"))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThatThrownBy(() -> read(block("2111", V4 + "04000200"))).isInstanceOf(ProxyHeader.Malformed.class);
        // Announced only: no memory is taken for what has not come.
        assertThatThrownBy(() -> read(concat(hex(SIGNATURE), hex("2111ffff"))))
                .isInstanceOf(ProxyHeader.Malformed.class)
                .hasMessageContaining("at most 4096");
    }

    @Test
    void readsNoLineLongerThanALineMayBe() {
        var endless = new ByteArrayInputStream(("PROXY UNKNOWN " + "x".repeat(1000)).getBytes(ISO_8859_1));

        assertThatThrownBy(() -> ProxyHeader.read(endless)).isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(endless.available()).isEqualTo(1014 - 107);
    }

    @Test
    void refusesEveryStrictPrefix() {
        for (var whole : new byte[][] {
            "PROXY TCP4 192.0.2.1 198.51.100.2 54321 443\r\n".getBytes(ISO_8859_1), block("2111", V4 + "0400020000")
        }) {
            for (int length = 0; length < whole.length; length++) {
                var prefix = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> read(prefix)).as("%d bytes", length).isInstanceOf(ProxyHeader.Malformed.class);
            }
        }
    }

    @Test
    void takesWhateverComesWithoutAnotherException() {
        var random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            var begin =
                    round % 3 == 0 ? hex(SIGNATURE) : round % 3 == 1 ? "PROXY TCP4 ".getBytes(ISO_8859_1) : new byte[0];
            try {
                read(concat(begin, round % 6 == 0 ? hex("2111") : new byte[0], bytes));
            } catch (IOException refused) {
                assertThat(refused).as("-Dtest.seed=%d", SEED).isInstanceOf(ProxyHeader.Malformed.class);
            }
        }
    }

    @Test
    void writesWhatItReads() throws Exception {
        var v4 = new ProxyHeader(new InetSocketAddress("192.0.2.1", 54321), new InetSocketAddress("198.51.100.2", 443));
        var v6 = new ProxyHeader(new InetSocketAddress("2001:db8::1", 1), new InetSocketAddress("::1", 2));
        for (var version : ProxyOut.values()) {
            assertThat(read(version.header(v4, null))).as("%s", version).isEqualTo(v4);
            assertThat(read(version.header(v6, null))).as("%s", version).isEqualTo(v6);
            var mixed = new ProxyHeader(v4.source(), v6.destination());
            assertThat(read(version.header(mixed, null)).source())
                    .as("%s", version)
                    .isNull();
        }
        assertThat(ProxyOut.V1.header(v4, null))
                .isEqualTo("PROXY TCP4 192.0.2.1 198.51.100.2 54321 443\r\n".getBytes(ISO_8859_1));
    }
}
