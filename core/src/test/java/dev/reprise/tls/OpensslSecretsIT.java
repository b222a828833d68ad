package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.session.RingClocks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSL derives the same secrets: its key log is ours line by line, its exported keying material ours. */
class OpensslSecretsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String LABEL = "EXPERIMENTAL reprise";

    @ParameterizedTest
    @CsvSource({"-tls1_3, 5", "-tls1_2, 1"})
    void logsAndExportsWhatOpensslDoes(String version, int secrets, @TempDir Path folder) throws Exception {
        Needs.program("openssl");
        var ours = folder.resolve("ours.txt");
        var theirs = folder.resolve("theirs.txt");
        try (var log = KeyLogFile.open(ours);
                var server = TlsServer.listen(
                        Parties.server(new RingClocks()).insecureKeyLog(log).build(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var openssl = ChildProcess.of(
                                "openssl",
                                "s_client",
                                version,
                                "-connect",
                                "127.0.0.1:" + server.localPort(),
                                "-keylogfile",
                                theirs.toString(),
                                "-keymatexport",
                                LABEL,
                                "-keymatexportlen",
                                "40")
                        .start();
                var connection = server.accept()) {
            connection.handshake();
            var material = connection.exportKeyingMaterial(LABEL, null, 40);
            var told = openssl.awaitLine("Keying material: ([0-9A-F]+)", LIMIT).group(1);
            assertThat(HexFormat.of().formatHex(material)).isEqualTo(told.toLowerCase(Locale.ROOT));
            connection.closeOutput();
            openssl.closeInput();
            openssl.awaitExit(LIMIT);
        }
        var lines = new TreeSet<>(Files.readAllLines(theirs));
        lines.removeIf(line -> line.startsWith("#"));
        assertThat(lines).hasSize(secrets);
        assertThat(new TreeSet<>(Files.readAllLines(ours))).isEqualTo(lines);
    }
}
