package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.example", "xn--bcher-kva.example", "_dns.Example.ORG", "1.example", "a-.b"})
    void takesHostNames(String name) throws Exception {
        assertThat(parse(list(entry(0, name)))).isEqualTo(new ServerName(name));
        assertThat(new ServerName(name).addressLiteral()).isFalse();
    }

    // RFC 6066 section 3: the name goes without a trailing dot, which some clients send all the same.
    @Test
    void takesANameWithATrailingDotForTheOneWithout() throws Exception {
        assertThat(parse(list(entry(0, "a.example.")))).isEqualTo(new ServerName("a.example"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName("a.example."));
    }

    // RFC 6066 section 3: HostName<1..2^16-1>.
    @Test
    void refusesAnEmptyNameForItsLength() {
        assertThat(reasonOf(list(entry(0, "")))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName(""));
    }

    // RFC 6066 section 3: ASCII.
    @ParameterizedTest
    @ValueSource(strings = {".", "a..", ".a", "a..b", "a b", "a\u0000.b", "b\u00fccher.example", "a/b", "*.a", "[::1]"})
    void refusesWhatIsNoHostName(String name) {
        assertThat(reasonOf(list(entry(0, name)))).isEqualTo(Reason.BAD_SERVER_NAME);
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName(name));
        assertThat(Reason.BAD_SERVER_NAME.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    @Test
    void refusesNamesAndLabelsThatAreTooLong() throws Exception {
        var label = "a".repeat(63);
        var longest = label + "." + label + "." + label + "." + label;
        assertThat(longest).hasSize(255);
        assertThat(parse(list(entry(0, longest))).hostName()).isEqualTo(longest);
        assertThat(reasonOf(list(entry(0, longest + "a")))).isEqualTo(Reason.BAD_SERVER_NAME);
        assertThat(reasonOf(list(entry(0, label + "a")))).isEqualTo(Reason.BAD_SERVER_NAME);
        assertThat(reasonOf(list(entry(0, "a".repeat(60_000))))).isEqualTo(Reason.BAD_SERVER_NAME);
    }

    // RFC 6066 section 3: not more than one name of a type; the data of other types begins with a 16-bit length.
    @Test
    void takesTheOneHostNameAmongOtherTypes() throws Exception {
        assertThat(parse(list(entry(7, "??"), entry(0, "a.example"), entry(8, "")))
                        .hostName())
                .isEqualTo("a.example");
        assertThat(reasonOf(list(entry(0, "a"), entry(0, "a")))).isEqualTo(Reason.BAD_SERVER_NAME);
        assertThat(reasonOf(list(entry(7, "a")))).isEqualTo(Reason.BAD_SERVER_NAME);
        assertThat(reasonOf(list())).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 6066 section 3: addresses are not permitted; the server takes them for no name.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::7f00:1", "::ffff:10.0.0.1", "12345"})
    void tellsAddressesFromNames(String address) throws Exception {
        assertThat(parse(list(entry(0, address))).addressLiteral()).isTrue();
    }

    private static ServerName parse(Bytes data) throws ProtocolException {
        return ServerName.parse(data.reader());
    }

    private static Reason reasonOf(Bytes data) {
        return Refusal.of(() -> parse(data));
    }

    private static Bytes list(Bytes... entries) {
        return Wire.block(entries);
    }

    private static Bytes entry(int type, String name) {
        return new Writer()
                .u8(type)
                .vector16(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)))
                .toBytes();
    }
}
