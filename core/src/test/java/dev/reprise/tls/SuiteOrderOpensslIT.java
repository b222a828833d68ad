package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ConnectionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL's server chooses the suite in the client's order, and only then looks at the ticket. */
class SuiteOrderOpensslIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void resumesSessionsOfEitherHashFromMemory(@TempDir Path folder) throws Exception {
        Needs.program("openssl");
        Files.write(folder.resolve("ca.pem"), Parties.ROOT.certificatePem());
        Parties.SERVER.write(folder.resolve("server.pem"), folder.resolve("server.key"));
        try (var server = ChildProcess.of(
                        "openssl",
                        "s_server",
                        "-tls1_3",
                        "-accept",
                        "127.0.0.1:0",
                        "-cert",
                        folder.resolve("server.pem").toString(),
                        "-key",
                        folder.resolve("server.key").toString(),
                        "-rev")
                .start()) {
            int port = Integer.parseInt(
                    server.awaitLine("ACCEPT .*:(\\d+)", PATIENCE).group(1));
            for (var suite : List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384)) {
                var sessions = new SessionCache();
                var client = TlsConfig.client().caFile(folder.resolve("ca.pem")).sessions(sessions);
                var first = visit(client.cipherSuites(suite).build(), port);
                assertThat(first.resumed()).isFalse();
                var second = visit(
                        client.cipherSuites(TlsConfig.parseCiphers("default")).build(), port);
                assertThat(second.resumed()).as("%s", suite).isTrue();
                assertThat(second.cipherSuite()).isEqualTo(suite);
            }
        }
    }

    /** Say a word and read it backwards, behind the tickets. */
    private static ConnectionInfo visit(ClientConfig config, int port) throws IOException {
        try (var connection = TlsClient.of(config).connect("127.0.0.1", port, Pair.NAME)) {
            connection.output().write("word\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.input().readNBytes(5)).isEqualTo("drow\n".getBytes(StandardCharsets.US_ASCII));
            return connection.info();
        }
    }
}
