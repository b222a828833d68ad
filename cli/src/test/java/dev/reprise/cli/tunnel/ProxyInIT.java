package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --proxy-in} with peers that send anything: what is no header ends its own connection, with a line in the log. */
@Timeout(120)
class ProxyInIT {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "c0000201" + "c6336402" + "d431" + "01bb";

    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private ChildProcess tunnel;
    private int port;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        authority = new LocalAuthority("authority", directory);
        tunnel = rig.serve(
                authority.server("server", "localhost"),
                rig.backend(TunnelRig::echo),
                "--proxy-in",
                "--handshake-timeout",
                "50s");
        port = TunnelRig.port(tunnel);
    }

    private static byte[] line(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] block(String rest) {
        return HexFormat.of().parseHex(SIGNATURE + rest);
    }

    private void refused(byte[] header, String reason) throws IOException {
        refused(header, false, reason);
    }

    /** Send, end or keep silent, and expect an end without an answer, and the reason in the log. */
    private void refused(byte[] header, boolean end, String reason) throws IOException {
        try (var socket = TunnelRig.dial(port)) {
            socket.getOutputStream().write(header);
            if (end) {
                socket.shutdownOutput();
            }
            assertThat(answer(socket)).as(reason).isEmpty();
        }
        tunnel.awaitLine("in=0 out=0 .*error=\"PROXY header: " + reason, TunnelRig.PATIENCE);
    }

    private static byte[] answer(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // Closed over what was sent and not read.
        }
        return answer.toByteArray();
    }

    @Test
    void refusesWhatIsNoHeaderAndServesOn() throws Exception {
        refused(line("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "expected a header of version 1 or 2");
        refused(HexFormat.of().parseHex("16030100c8010000c4030300"), "expected a header of version 1 or 2");
        refused(HexFormat.of().parseHex("0d0a0d0a000d0a515549540b"), "expected a header of version 1 or 2");
        refused(line("PROXY TCP4 192.0.2.1"), true, "ended after 20 characters of a line");
        refused(block("2111"), true, "ended after 2 of 4 bytes");
        refused(block("2111000c" + V4.substring(2)), true, "ended after 11 of 12 bytes");
        refused(line(""), true, "ended after 0 of 12 bytes");
        refused(line("PROXY UNKNOWN " + "x".repeat(5000)), "the line has no end within 107 characters");
        refused(block("2111ffff" + "00".repeat(8000)), "a block of 65535 bytes, expected at most 4096");
        refused(block("2141000c" + V4), "the family is 0x41");
        refused(block("3111000c" + V4), "version and command are 0x31");
        refused(block("2121000c" + V4), "a block of 12 bytes, expected 36");
        refused(block("2111000f" + V4 + "040001"), "a value of 1 bytes with 3 bytes left");
        refused(line("PROXY TCP4 \u001b[2J 198.51.100.2 1 2\r\n"), "'.*' is no IPv4 address");
        assertThat(tunnel.lines()).noneMatch(text -> text.contains("\u001b"));

        served(
                line("PROXY TCP4 192.0.2.1 198.51.100.2 54321 443\r\n"),
                "192\\.0\\.2\\.1:54321 via=127\\.0\\.0\\.1:\\d+");
        served(block("2111000c" + V4), "192\\.0\\.2\\.1:54321 via=127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void takesAProxyThatSpeaksForItselfByItsOwnAddress() throws Exception {
        // Section 2.2: LOCAL, whatever its block holds, and UNKNOWN, whatever its line says.
        served(block("20000000"), "127\\.0\\.0\\.1:\\d+ protocol");
        served(block("20ff0003ffffff"), "127\\.0\\.0\\.1:\\d+ protocol");
        served(line("PROXY UNKNOWN 1.2.3.4 what ever\r\n"), "127\\.0\\.0\\.1:\\d+ protocol");
    }

    private void served(byte[] header, String peer) throws IOException {
        var config = TlsConfig.client().caFile(authority.file()).build();
        try (var socket = TunnelRig.dial(port)) {
            socket.getOutputStream().write(header);
            try (var connection = TlsClient.over(config, socket, "localhost")) {
                connection.output().write(7);
                assertThat(connection.input().read()).isEqualTo(7);
            }
        }
        tunnel.awaitLine("peer=" + peer, TunnelRig.PATIENCE);
    }
}
