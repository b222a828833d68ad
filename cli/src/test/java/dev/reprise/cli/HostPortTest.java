package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "example.org:443, example.org, 443",
        "127.0.0.1:1, 127.0.0.1, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1%eth0]:443, fe80::1%eth0, 443"
    })
    void partsHostAndPort(String text, String host, int port) {
        var parsed = HostPort.parse(text);

        assertThat(parsed).isEqualTo(new HostPort(host, port));
        assertThat(parsed).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":443",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:-1",
                "host:+1",
                "host:x",
                "::1:443",
                "[]:443",
                "host:000443"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org:8443/index.html, example.org:8443",
        "https://example.org, example.org:443",
        "tls://[::1]/x, [::1]:443"
    })
    void saysWhatAUrlShouldBe(String url, String meant) {
        assertThatThrownBy(() -> HostPort.parse(url))
                .hasMessageContaining("URL")
                .hasMessageContaining("'" + meant + "'");
    }
}
