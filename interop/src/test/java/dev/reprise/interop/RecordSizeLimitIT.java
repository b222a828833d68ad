package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TamperingProxy;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 8449 with GnuTLS, which of the peers knows it best: each side keeps to what the other takes. */
@Timeout(60)
class RecordSizeLimitIT {
    private static final int LIMIT = 700;
    private static final int RECORDS = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void gnutlsKeepsToOurLimit(ProtocolVersion version) throws Exception {
        Needs.program("gnutls-serv");
        var credentials = Credentials.make(directory);
        int port = LoopbackPorts.free();
        var client = TlsClient.of(TlsConfig.client()
                .roots(List.of(credentials.root()))
                .protocols(version)
                .recordSizeLimit(LIMIT)
                .readTimeout(Wait.LIMIT)
                .build());
        try (var server = gnutls(
                        "gnutls-serv",
                        "--echo",
                        "--disable-client-cert",
                        "--port=" + port,
                        "--x509certfile=" + credentials.file("server.pem"),
                        "--x509keyfile=" + credentials.file("server.key"));
                var proxy = TamperingProxy.before(port)) {
            server.awaitLine("listening on IPv4 .*done", Wait.LIMIT);
            try (var connection = client.connect("127.0.0.1", proxy.port(), Credentials.NAME)) {
                var sent = line();
                connection.output().write(sent);
                assertThat(connection.input().readNBytes(sent.length)).isEqualTo(sent);
            }
            assertFull(proxy, version, TamperingProxy.Direction.TO_CLIENT);
            assertFull(proxy, version, TamperingProxy.Direction.TO_SERVER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weKeepToTheLimitOfGnutls(ProtocolVersion version) throws Exception {
        Needs.program("gnutls-cli");
        var credentials = Credentials.make(directory);
        var config = TlsConfig.server(Library.identity(credentials.server()))
                .protocols(version)
                .readTimeout(Wait.LIMIT)
                .build();
        var sent = line();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var proxy = TamperingProxy.before(server.localPort())) {
            var served = CompletableFuture.runAsync(() -> {
                try (var connection = server.accept()) {
                    connection.output().write(sent);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (var client = gnutls(
                    "gnutls-cli",
                    "--recordsize=" + LIMIT,
                    "--port=" + proxy.port(),
                    "--sni-hostname=" + Credentials.NAME,
                    "--verify-hostname=" + Credentials.NAME,
                    "--x509cafile=" + credentials.file("root.pem"),
                    "127.0.0.1")) {
                client.awaitLine("x{" + (sent.length - 1) + "}", Wait.LIMIT);
                client.closeInput();
                client.awaitExit(Wait.LIMIT);
            }
            served.get();
            assertFull(proxy, version, TamperingProxy.Direction.TO_CLIENT);
        }
    }

    /** Data went in records as full as may be. */
    private static void assertFull(TamperingProxy proxy, ProtocolVersion version, TamperingProxy.Direction direction) {
        int header = 5;
        int overhead = version == ProtocolVersion.TLS_1_3 ? 1 + 16 : 8 + 16;
        assertThat(Collections.frequency(proxy.lengths(direction), header + LIMIT + overhead))
                .as("records %s", proxy.lengths(direction))
                .isGreaterThanOrEqualTo(RECORDS);
    }

    /** One line of data for that many records. */
    private static byte[] line() {
        return ("x".repeat(RECORDS * LIMIT) + "\n").getBytes(ISO_8859_1);
    }

    private static ChildProcess gnutls(String program, String... options) throws IOException {
        var command = new ArrayList<>(List.of("stdbuf", "-oL", program));
        command.addAll(List.of(options));
        return ChildProcess.of(command).start();
    }
}
