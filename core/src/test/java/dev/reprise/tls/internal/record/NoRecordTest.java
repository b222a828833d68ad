package dev.reprise.tls.internal.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers say that do not speak TLS. */
class NoRecordTest {
    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments("HTTP/1.1 400 Bad Request\r\nServer: x", "plain text", "'HTTP/1.1 400 Bad Request'"),
                arguments("220 mail.example.org ESMTP\r\n", "plain text", "'220 mail.example.org ESMTP'"),
                arguments("SSH-2", "plain text", "'SSH-2'"),
                arguments("PROXY TCP4 192.0.2.1 192.0.2.2 5 443\r\n\26\3", "PROXY protocol", "192.0.2.2 5 443'"),
                arguments("PROXY", "PROXY protocol", "'PROXY'"),
                arguments("\r\n\r\n\0\r\nQUIT\n!", "PROXY protocol", "version 2"),
                arguments("\r\n\r\n\0", "PROXY protocol", "version 2"),
                arguments("\200\56\1\3\1", "SSL 2.0", "ClientHello"),
                arguments("hello\33[31m", "plain text", "hello\\u001b"),
                arguments("\r\n\r\n\r", "plain text", "''"),
                arguments("\377\3\3\0\1", "content type 255", ""));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void namesWhatItLooksLike(String begin, String kind, String shown) {
        assertThat(NoRecord.describe(begin.getBytes(ISO_8859_1))).contains(kind, shown);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 1000})
    void showsTheBeginAlone(int length) {
        assertThat(NoRecord.describe("x".repeat(length).getBytes(ISO_8859_1))).hasSizeLessThan(150);
    }

    /** However little of it came, it is described. */
    @ParameterizedTest
    @MethodSource("beginnings")
    void describesEveryPrefix(String begin, String kind, String shown) {
        var bytes = begin.getBytes(ISO_8859_1);
        for (int length = 1; length <= bytes.length; length++) {
            assertThat(NoRecord.describe(Arrays.copyOf(bytes, length))).isNotEmpty();
        }
    }

    /** Only the least that a header has decides whether it is text. */
    @Test
    void looksAtAHeadersBytesAlone() {
        assertThat(NoRecord.describe("GET /\0".getBytes(ISO_8859_1))).contains("plain text");
        assertThat(NoRecord.describe("GET \0/".getBytes(ISO_8859_1))).contains("content type " + (int) 'G');
        assertThat(NoRecord.describe("\377\3\3\0\1".getBytes(ISO_8859_1))).contains("content type 255");
        assertThat(NoRecord.describe("\1\0\1".getBytes(ISO_8859_1))).contains("content type 1");
        assertThat(NoRecord.describe("~ ~~~".getBytes(ISO_8859_1))).contains("plain text");
    }
}
