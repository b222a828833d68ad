package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report()
            .add("protocol", "TLSv1.3")
            .add("alpn", Optional.empty())
            .add("servername", Optional.of("a.b"))
            .add("resumed", false)
            .add("not offered", "none")
            .add("peer subject", "CN=a\nresumed: yes")
            .add("handshake milliseconds", 1.25);

    @Test
    void writesALinePerFactAndNoMore() {
        assertThat(report.lines().lines())
                .containsExactly(
                        "protocol: TLSv1.3",
                        "alpn: -",
                        "servername: a.b",
                        "resumed: no",
                        "not offered: none",
                        "peer subject: CN=a\\u000aresumed: yes",
                        "handshake milliseconds: 1.3");
    }

    @Test
    void writesOneJsonObject() {
        assertThat(report.json())
                .isEqualTo("{\"protocol\":\"TLSv1.3\",\"alpn\":null,\"servername\":\"a.b\",\"resumed\":false,"
                        + "\"notOffered\":\"none\",\"peerSubject\":\"CN=a\\u000aresumed: yes\","
                        + "\"handshakeMilliseconds\":1.3}");
    }

    @Test
    void writesAnEmptyJsonObject() {
        assertThat(new Report().json()).isEqualTo("{}");
    }
}
