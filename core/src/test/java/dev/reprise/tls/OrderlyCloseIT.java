package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing at a server of OpenSSL's that reads late, issues tickets, or refuses us: nothing said is lost. */
class OrderlyCloseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = Integer.getInteger("closing.rounds", 20);
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate SERVER =
            TestCertificates.named("Server").dns("localhost").server().issuedBy(ROOT);

    @TempDir
    private Path folder;

    private @Nullable ChildProcess peer;

    @BeforeEach
    void needsPython() throws IOException {
        Needs.program("python3");
        Files.write(folder.resolve("ca.pem"), ROOT.certificatePem());
        SERVER.write(folder.resolve("server.pem"), folder.resolve("server.key"));
    }

    @AfterEach
    void endPeer() {
        if (peer != null) {
            peer.close();
        }
    }

    /** The peer has not read a byte when we close, and its tickets lie unread with us. */
    @ParameterizedTest
    @EnumSource
    void handsOverAllThatWasWrittenToAPeerThatReadsLater(ProtocolVersion version) throws Exception {
        int port = peer(200);
        var client = TlsClient.of(TlsConfig.client()
                .caFile(folder.resolve("ca.pem"))
                .protocols(version)
                .closeTimeout(PATIENCE)
                .build());
        var ends = new TreeMap<String, Integer>();
        for (int i = 0; i < ROUNDS; i++) {
            try (var connection = client.connect("127.0.0.1", port, "localhost")) {
                connection.output().write(new byte[300_000]);
            }
            ends.merge(awaitEnd(), 1, Integer::sum);
        }
        System.out.println("uploads that ended so, " + version + ": " + ends);
        assertThat(ends).isEqualTo(Map.of("took 300000 until close_notify", ROUNDS));
    }

    /** Uploads as FTPS does them: nobody reads, and each file resumes by a ticket of an earlier one. */
    @Test
    void keepsTheTicketsThatComeWhileItCloses() throws Exception {
        int port = peer(0);
        var client = TlsClient.of(TlsConfig.client()
                .caFile(folder.resolve("ca.pem"))
                .sessions(new SessionCache())
                .closeTimeout(PATIENCE)
                .build());
        var resumed = new ArrayList<Boolean>();
        for (int i = 0; i < 10; i++) {
            try (var connection = client.connect("127.0.0.1", port, "localhost")) {
                resumed.add(connection.info().resumed());
                connection.output().write(new byte[10_000]);
            }
            assertThat(awaitEnd()).isEqualTo("took 10000 until close_notify");
        }
        System.out.println("uploads that resumed: " + resumed);
        assertThat(resumed).isEqualTo(List.of(false, true, true, true, true, true, true, true, true, true));
    }

    /** The server's alert comes with a reset, as it closes over what we have sent. */
    @Test
    void tellsTheAlertOfAServerThatWantsACertificate() throws Exception {
        int port = peer(0, folder.resolve("ca.pem").toString());
        var client = TlsClient.of(TlsConfig.client()
                .caFile(folder.resolve("ca.pem"))
                .closeTimeout(PATIENCE)
                .build());
        var ends = new TreeMap<String, Integer>();
        for (int i = 0; i < 5 * ROUNDS; i++) {
            ends.merge(writeAndRead(client, port), 1, Integer::sum);
        }
        System.out.println("refusals that were told so: " + ends);
        assertThat(ends)
                .isEqualTo(Map.of(AlertDescription.nameOf(AlertDescription.CERTIFICATE_REQUIRED.code()), 5 * ROUNDS));
    }

    private static String writeAndRead(TlsClient client, int port) {
        try (var connection = client.connect("127.0.0.1", port, "localhost")) {
            for (int i = 0; i < 5; i++) {
                connection.output().write(new byte[100]);
            }
            return "read " + connection.input().read();
        } catch (PeerAlertException e) {
            return AlertDescription.nameOf(e.code());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int peer(int delayMillis, String... clientCa) throws IOException, URISyntaxException {
        var script = Path.of(Objects.requireNonNull(getClass().getResource("/closing/peer.py"))
                .toURI());
        var command = new ArrayList<>(List.of(
                "python3",
                script.toString(),
                folder.resolve("server.pem").toString(),
                folder.resolve("server.key").toString(),
                Integer.toString(delayMillis)));
        command.addAll(List.of(clientCa));
        peer = ChildProcess.of(command).start();
        return Integer.parseInt(peer.awaitLine("port (\\d+)", PATIENCE).group(1));
    }

    private String awaitEnd() {
        return Objects.requireNonNull(peer).awaitLine("took .*", PATIENCE).group();
    }
}
