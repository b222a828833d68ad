package dev.reprise.cli.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTlsTest {
    private static String text(String escaped) {
        return escaped.translateEscapes();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SMTP | 220 hello\\r\\n250-me\\r\\n250 STARTTLS\\r\\n220 go\\r\\n | EHLO probe.invalid\\r\\nSTARTTLS\\r\\n",
                "IMAP | * OK hello\\r\\n* more\\r\\nA1 OK go\\r\\n | A1 STARTTLS\\r\\n",
                "POP3 | +OK hello\\r\\n+OK go\\r\\n | STLS\\r\\n",
                "FTP | 220-hello\\r\\n220 there\\r\\n234 go\\r\\n | AUTH TLS\\r\\n",
                "POSTGRES | S | \\0\\0\\0\\10\\4\\322\\26\\57"
            })
    void asksAndReadsNoFurtherThanTheHandshake(StartTls protocol, String server, String said) throws IOException {
        var in = new ByteArrayInputStream((text(server) + "\026handshake").getBytes(ISO_8859_1));
        var out = new ByteArrayOutputStream();

        protocol.ask(in, out);

        assertThat(out.toString(ISO_8859_1)).isEqualTo(text(said));
        assertThat(in.readAllBytes()).isEqualTo("\026handshake".getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhatAServerSaysThatRefuses(StartTls protocol) {
        var out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> protocol.ask(new ByteArrayInputStream("554 no\r\n".getBytes(ISO_8859_1)), out))
                .isInstanceOf(IOException.class);
    }

    /** OpenLDAP's, one with a longer text, and Active Directory's, all of whose lengths have five bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "300c02010178070a010004000400",
                "300d0201017881070a010004000400",
                "308400000010020101788400000007" + "0a010004000400"
            })
    void readsEachFormOfAnLdapAnswer(String answer) throws IOException {
        var in = new ByteArrayInputStream(HexFormat.of().parseHex(answer + "16"));
        StartTls.LDAP.ask(in, new ByteArrayOutputStream());
        assertThat(in.readAllBytes()).containsExactly(0x16);

        var refusal = HexFormat.of().parseHex(answer.replace("0a0100", "0a0134"));
        assertThatThrownBy(() -> StartTls.LDAP.ask(new ByteArrayInputStream(refusal), new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3084ffffffff",
                "308480000000",
                "308800000001ffffffff",
                "30820fff0201",
                "30ff01",
                "3000",
                "30050201017881"
            })
    void refusesAnLdapAnswerThatIsNone(String answer) {
        var in = new ByteArrayInputStream(HexFormat.of().parseHex(answer));
        assertThatThrownBy(() -> StartTls.LDAP.ask(in, new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void boundsWhatItReads(StartTls protocol) {
        var endless = new java.io.InputStream() {
            private int left = 1 << 20;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new AssertionError("read a megabyte");
                }
                return 'x';
            }
        };

        assertThatThrownBy(() -> protocol.ask(endless, new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class);
    }

    /** A server that sends a byte a second, which no timeout of a single read ends. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES") // Whose answer is one byte.
    void givesASlowServerOneTimeInAll(StartTls protocol) {
        var seconds = new AtomicLong();
        var waits = new ArrayList<Integer>();
        var slow = new InputStream() {
            @Override
            public int read() {
                seconds.incrementAndGet();
                return protocol == StartTls.LDAP ? 0x7f : protocol == StartTls.POP3 ? '+' : '2';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        };
        var timed = new TimedInput(slow, waits::add, Duration.ofSeconds(10), () -> seconds.get() * 1_000_000_000);

        assertThatThrownBy(() -> protocol.ask(timed, new ByteArrayOutputStream()))
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(seconds).hasValue(10);
        assertThat(waits).startsWith(10_000, 9_000).endsWith(1_000);
    }
}
