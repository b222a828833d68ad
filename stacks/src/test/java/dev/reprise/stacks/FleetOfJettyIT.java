package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Balancer;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.fleet.FleetSecrets;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two Jetty servers in two processes that share their ticket keys through a store: HttpClient, by HTTP/2, resumes at both, and
 * goes on to resume when the keys have changed.
 */
@Timeout(180)
class FleetOfJettyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] BODY = new byte[1000];

    @TempDir
    Path directory;

    /** Where the keys are. */
    enum Store {
        ETCD("etcd") {
            @Override
            ChildProcess start(Path directory, int port) throws IOException {
                var url = "http://127.0.0.1:" + port;
                var peer = "http://127.0.0.1:" + LoopbackPorts.free();
                return ChildProcess.of(
                                "etcd",
                                "--data-dir",
                                directory.resolve("etcd").toString(),
                                "--listen-client-urls",
                                url,
                                "--advertise-client-urls",
                                url,
                                "--listen-peer-urls",
                                peer,
                                "--initial-advertise-peer-urls",
                                peer,
                                "--initial-cluster",
                                "default=" + peer)
                        .start();
            }

            @Override
            String address(int port) {
                return "etcd:http://127.0.0.1:" + port;
            }
        },
        REDIS("redis-server") {
            @Override
            ChildProcess start(Path directory, int port) throws IOException {
                return ChildProcess.of(
                                "redis-server",
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                String.valueOf(port),
                                "--save",
                                "",
                                "--dir",
                                directory.toString())
                        .start();
            }

            @Override
            String address(int port) {
                return "redis://127.0.0.1:" + port;
            }
        };

        private final String program;

        Store(String program) {
            this.program = program;
        }

        abstract ChildProcess start(Path directory, int port) throws IOException;

        abstract String address(int port);
    }

    @ParameterizedTest
    @EnumSource
    void resumesAtBothServersAlsoUnderTheNextKey(Store kind) throws Exception {
        Needs.program(kind.program);
        int storePort = LoopbackPorts.free();
        var secret = directory.resolve("fleet.secret");
        FleetSecrets.prepend(secret, new SecureRandom());
        Pki.RUN.server.write(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        try (var store = kind.start(directory, storePort)) {
            LoopbackPorts.awaitListening(storePort, store, PATIENCE);
            try (var first = node(kind.address(storePort));
                    var second = node(kind.address(storePort))) {
                visit(first, second);
            }
        }
    }

    private ChildProcess node(String store) throws IOException {
        return ChildProcess.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FleetNode.class.getName(),
                        store,
                        directory.resolve("fleet.secret").toString(),
                        directory.resolve("chain.pem").toString(),
                        directory.resolve("key.pem").toString())
                .start();
    }

    private static void visit(ChildProcess first, ChildProcess second) throws Exception {
        int firstPort = port(first);
        int secondPort = port(second);
        first.awaitLine("^READY$", PATIENCE);
        second.awaitLine("^READY$", PATIENCE);
        var tap = new HandshakeTap();
        var context = Jsse.REPRISE.context(null);
        var client = new JdkHttpClient(context, HttpClient.Version.HTTP_2, null);
        try (var balancer = new Balancer(tap::watch)) {
            assertThat(kind(client, balancer, firstPort, tap)).isEqualTo(HandshakeTap.Kind.FULL);
            assertThat(kind(client, balancer, firstPort, tap)).isEqualTo(HandshakeTap.Kind.RESUMED);
            assertThat(kind(client, balancer, secondPort, tap)).isEqualTo(HandshakeTap.Kind.RESUMED);

            // The first line may be about the key of now; the second is about one that came later.
            for (var node : new ChildProcess[] {first, second}) {
                node.awaitLine("^SEALS \\d+$", PATIENCE);
                node.awaitLine("^SEALS \\d+$", PATIENCE);
            }
            // Tickets under the key before, and then those under the new one.
            for (int i = 0; i < 2; i++) {
                assertThat(kind(client, balancer, secondPort, tap)).isEqualTo(HandshakeTap.Kind.RESUMED);
                assertThat(kind(client, balancer, firstPort, tap)).isEqualTo(HandshakeTap.Kind.RESUMED);
            }
        }
        Jsse.REPRISE.assertDone(context, true, 7);
    }

    private static int port(ChildProcess node) {
        return Integer.parseInt(node.awaitLine("^LISTENS (\\d+)$", PATIENCE).group(1));
    }

    private static HandshakeTap.Kind kind(JdkHttpClient client, Balancer balancer, int port, HandshakeTap tap)
            throws Exception {
        balancer.choose(port);
        assertThat(client.post(balancer.port(), BODY)).isEqualTo(new byte[][] {BODY});
        return tap.take().get(0);
    }
}
