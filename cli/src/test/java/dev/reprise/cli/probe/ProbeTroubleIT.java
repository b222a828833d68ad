package dev.reprise.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.cli.Harness;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.Programs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that change, forget or misbehave while they are visited. */
@Timeout(120)
class ProbeTroubleIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TestCertificate ROOT = TestCertificates.root("Probe Root");

    private final List<AutoCloseable> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void certificates() throws IOException {
        var server =
                TestCertificates.named("localhost").dns("localhost").server().issuedBy(ROOT);
        server.write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("root.pem"), ROOT.certificatePem());
    }

    @AfterEach
    void end() throws Exception {
        for (var each : started) {
            each.close();
        }
    }

    private ChildProcess nginx(int port, String tls) throws IOException {
        Needs.program("nginx");
        var config = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid pid;
                events { worker_connections 64; }
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:%d ssl;
                        ssl_protocols TLSv1.3;
                        ssl_certificate server.pem;
                        ssl_certificate_key server.key;
                        %s
                    }
                }
                """.formatted(port, tls));
        var server = ChildProcess.of(
                        Programs.find("nginx").orElseThrow().toString(),
                        "-p",
                        directory + "/",
                        "-e",
                        "stderr",
                        "-c",
                        config.toString())
                .start();
        started.add(server);
        LoopbackPorts.awaitListening(port, server, LIMIT);
        return server;
    }

    private Plan plan(int port, int connections, Duration watch) {
        return new Plan(
                "localhost", port, "localhost", connections, 100, 60, watch, null, directory.resolve("root.pem"), null);
    }

    private static String visit(Plan plan, Consumer<String> progress, String... addresses) throws Exception {
        var list = new ArrayList<InetAddress>();
        for (var address : addresses) {
            list.add(InetAddress.getByName(address));
        }
        var health = new Probe(plan, TimeUnit.NANOSECONDS::sleep, progress).run(list);
        return new ProbeReport(plan, health, Verdicts.of(health)).text();
    }

    @Test
    void tellsANodeThatWasRestartedFromNodesThatDiffer() throws Exception {
        int port = LoopbackPorts.free();
        var first = nginx(port, "");
        var plan = plan(port, 8, Duration.ZERO);

        var report = visit(
                plan,
                progress -> {
                    if (progress.startsWith("TLSv1.3") && progress.endsWith("connection 5 of 8")) {
                        first.close();
                        restart(port);
                    }
                },
                "127.0.0.1");

        assertThat(report)
                .contains("BAD  TLSv1.3 at 127.0.0.1: 5 of 6 offered sessions resumed")
                .contains("the ticket key was replaced meanwhile, as by a restart")
                .contains("keep ticket keys over a restart")
                .doesNotContain("groups of nodes");
    }

    private void restart(int port) {
        try {
            nginx(port, "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsTheAgeAtWhichASessionIsOver() throws Exception {
        int port = LoopbackPorts.free();
        try (var forgetful = nginx(port, "ssl_session_timeout 4s;")) {
            assertThat(visit(plan(port, 4, Duration.ofSeconds(6)), progress -> {}, "127.0.0.1"))
                    .as("%s", forgetful.lines())
                    .contains("a session of 6 s was not resumed");
        }
        nginx(port, "");
        assertThat(visit(plan(port, 4, Duration.ofSeconds(2)), progress -> {}, "127.0.0.1"))
                .contains("a session of 2 s was still resumed");
    }

    @Test
    void takesTicketsThatComeLate() throws Exception {
        int port = LoopbackPorts.free();
        nginx(port, "");
        try (var late = new LateTickets(port)) {
            assertThat(visit(plan(late.port(), 6, Duration.ZERO), progress -> {}, "127.0.0.1"))
                    .contains("OK   TLSv1.3 at 127.0.0.1: 4 of 4");
        }
    }

    private interface Peer {
        void meet(Socket socket) throws IOException;
    }

    private void peer(String address, int port, Peer peer) throws IOException {
        var listening = new ServerSocket(port, 5, InetAddress.getByName(address));
        started.add(listening);
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    peer.meet(listening.accept());
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @Test
    void tellsWhatIsWrongWithEachAddressAndGoesOn() throws Exception {
        int port = LoopbackPorts.free();
        nginx(port, "");
        peer("127.0.0.2", port, started::add); // Says nothing.
        peer("127.0.0.3", port, socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
        peer("127.0.0.4", port, Socket::close);

        var report =
                visit(plan(port, 1, Duration.ZERO), progress -> {}, "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1");

        assertThat(report)
                .containsPattern("BAD  TLSv1.3 at 127\\.0\\.0\\.2: .*longer than")
                .containsPattern("BAD  TLSv1.3 at 127\\.0\\.0\\.3: .*(?i)reset")
                .contains("BAD  TLSv1.3 at 127.0.0.4: ")
                .doesNotContain("BAD  TLSv1.3 at 127.0.0.1");
    }

    @Test
    void touchesNoStateFileThatIsNotItsOwn() throws Exception {
        var letter = Files.writeString(directory.resolve("letter"), "Dear reader,\n");

        var result = Harness.run("probe", "localhost:" + LoopbackPorts.free(), "--state", letter.toString());

        assertThat(result.status()).isOne();
        assertThat(result.err()).contains("letter", "is no state file of reprise probe");
        assertThat(result.out()).isEmpty();
        assertThat(letter).hasContent("Dear reader,\n");
    }
}
