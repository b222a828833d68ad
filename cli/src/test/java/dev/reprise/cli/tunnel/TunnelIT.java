package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --to} and {@code connect --listen} as processes, with each other and with other people's programs. */
class TunnelIT {
    private static final int RESET = -2;

    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair identity;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeCertificates() throws IOException {
        authority = new LocalAuthority("authority", directory);
        identity = authority.server("first", "localhost");
    }

    private ChildProcess serve(int backend, String... options) throws IOException {
        return rig.serve(identity, backend, options);
    }

    private ChildProcess connect(int server, String... options) throws IOException {
        return rig.connect(authority, server, options);
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void passesDataAndBothHalfClosesThroughTwoTunnelsAndResumes() throws Exception {
        // Answers only when the client has ended its direction, and ends its own only after that.
        int backend = rig.backend(
                socket -> socket.getOutputStream().write(socket.getInputStream().readAllBytes()));
        var terminator = serve(backend, "--session-lifetime", "2h");
        var tunnel = connect(
                TunnelRig.port(terminator), "--session-file", "" + directory.resolve("sessions"), "--log", "json");
        int port = TunnelRig.port(tunnel);
        var content = noise(3_000_000);

        for (var kind : List.of("full", "resumed")) {
            try (var socket = TunnelRig.dial(port)) {
                Thread.startVirtualThread(() -> {
                    try {
                        socket.getOutputStream().write(content);
                        socket.shutdownOutput();
                    } catch (IOException seenBelow) {
                        // The answer falls short then.
                    }
                });
                assertThat(Arrays.mismatch(socket.getInputStream().readAllBytes(), content))
                        .isEqualTo(-1);
            }
            var line = Json.object(
                    tunnel.awaitLine("^\\{.*connection.*}$", TunnelRig.PATIENCE).group());
            assertThat(line).containsEntry("kind", kind).doesNotContainKey("error");
            assertThat(line.toString()).contains("in=3000000", "out=3000000");
            terminator.awaitLine("kind=" + kind + " .*in=3000000 out=3000000 seconds=[0-9.]+$", TunnelRig.PATIENCE);
        }
    }

    @Test
    void passesTheServersHalfCloseWhileTheClientGoesOn() throws Exception {
        int backend = rig.backend(socket -> {
            socket.getOutputStream().write("first\n".getBytes(ISO_8859_1));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .isEqualTo("second\n");
        });
        var terminator = serve(backend);
        var tunnel = connect(TunnelRig.port(terminator));

        try (var socket = TunnelRig.dial(TunnelRig.port(tunnel))) {
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .isEqualTo("first\n");
            socket.getOutputStream().write("second\n".getBytes(ISO_8859_1));
        }
        terminator.awaitLine("in=7 out=6 seconds=[0-9.]+$", TunnelRig.PATIENCE);
        tunnel.awaitLine("in=7 out=6 seconds=[0-9.]+$", TunnelRig.PATIENCE);
    }

    /** RFC 9846 section 6.2: the alert arrives, which a reset behind it could prevent; the backend sees no good end. */
    @Test
    void leavesAFailedPeerItsAlert() throws Exception {
        var ended = new CompletableFuture<Integer>();
        int backend = rig.backend(socket -> {
            socket.getInputStream().readNBytes(1);
            try {
                ended.complete(socket.getInputStream().read());
            } catch (IOException reset) {
                ended.complete(RESET);
            }
        });
        var terminator = serve(backend);
        var config = TlsConfig.client().caFile(authority.file()).build();
        try (var socket = TunnelRig.dial(TunnelRig.port(terminator));
                var client = TlsClient.over(config, socket, "localhost")) {
            client.output().write('x');
            client.output().flush();
            socket.getOutputStream()
                    .write(new byte[] {23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17});
            assertThatThrownBy(() -> client.input().read())
                    .isInstanceOfSatisfying(
                            PeerAlertException.class,
                            alert -> assertThat(alert.code()).isEqualTo(AlertDescription.BAD_RECORD_MAC.code()));
            assertThat(socket.getInputStream().read()).as("no reset").isEqualTo(-1);
        }
        terminator.awaitLine("error=.*BAD_RECORD", TunnelRig.PATIENCE);
        assertThat(ended.get(TunnelRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(RESET);
    }

    @Test
    void endsClientsOfABackendThatIsDownInGoodOrder() throws Exception {
        Needs.program("openssl");
        var terminator = serve(LoopbackPorts.free());
        int port = TunnelRig.port(terminator);

        var client = rig.client(authority, port, "-trace", "-servername", "localhost");
        client.awaitLine("close notify", TunnelRig.PATIENCE);
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();

        terminator.awaitLine("kind=full .*error=\"cannot connect to 127\\.0\\.0\\.1:\\d+", TunnelRig.PATIENCE);
        var tunnel = connect(LoopbackPorts.free());
        try (var socket = TunnelRig.dial(TunnelRig.port(tunnel))) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        tunnel.awaitLine("error=\"cannot connect to localhost:", TunnelRig.PATIENCE);
    }

    @Test
    void keepsWhatItHasWhenACertificateCannotBeLoadedAndTakesOneThatCan() throws Exception {
        int backend = rig.backend(TunnelRig::echo);
        var terminator = serve(backend);
        int port = TunnelRig.port(terminator);
        var client = TlsClient.of(TlsConfig.client().caFile(authority.file()).build());
        try (var before = client.connect("localhost", port)) {
            assertThat(subject(before)).contains("CN=first");

            Files.writeString(identity.chain(), "no certificate\n");
            terminator.awaitLine("not reloaded.*" + identity.chain(), TunnelRig.PATIENCE);
            try (var meanwhile = client.connect("localhost", port)) {
                assertThat(subject(meanwhile)).contains("CN=first");
            }

            authority.server("second", "localhost").certificate().write(identity.chain(), identity.key());
            terminator.awaitLine("^reloaded: files have changed", TunnelRig.PATIENCE);
            try (var after = client.connect("localhost", port)) {
                assertThat(subject(after)).contains("CN=second");
            }
            TunnelRig.hangUp(terminator);
            terminator.awaitLine("^reloaded: SIGHUP", TunnelRig.PATIENCE);

            before.output().write("still here".getBytes(ISO_8859_1));
            before.closeOutput();
            assertThat(new String(before.input().readAllBytes(), ISO_8859_1)).isEqualTo("still here");
        }
    }

    private static String subject(TlsConnection connection) {
        return connection
                .info()
                .peerCertificates()
                .get(0)
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void resumesSessionsAcrossAReload() throws Exception {
        int backend = rig.backend(TunnelRig::echo);
        var terminator = serve(backend, "--session-lifetime", "2h");
        int port = TunnelRig.port(terminator);
        var client = TlsClient.of(TlsConfig.client()
                .caFile(authority.file())
                .sessions(new SessionCache())
                .build());
        visit(client, port);
        TunnelRig.hangUp(terminator);
        terminator.awaitLine("^reloaded", TunnelRig.PATIENCE);
        visit(client, port);
        terminator.awaitLine("kind=resumed", TunnelRig.PATIENCE);
    }

    private static void visit(TlsClient client, int port) throws IOException {
        try (var connection = client.connect("localhost", port)) {
            connection.output().write("hello".getBytes(ISO_8859_1));
            connection.closeOutput();
            assertThat(new String(connection.input().readAllBytes(), ISO_8859_1))
                    .isEqualTo("hello");
        }
    }

    @Test
    void losesNoConnectionInReloadsAndAHandover() throws Exception {
        int total = Integer.getInteger("tunnel.connections", 400);
        int backend = rig.backend(TunnelRig::echo);
        var first = serve(backend, "--reuse-port", "--session-lifetime", "2h");
        int port = TunnelRig.port(first);
        var client = TlsClient.of(TlsConfig.client()
                .caFile(authority.file())
                .sessions(new SessionCache())
                .handshakeTimeout(TunnelRig.PATIENCE)
                .build());
        var failures = new ConcurrentLinkedQueue<String>();
        var done = new AtomicInteger();
        try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int visitor = 0; visitor < 20; visitor++) {
                visitors.execute(() -> {
                    while (done.incrementAndGet() <= total) {
                        try {
                            visit(client, port);
                        } catch (IOException | AssertionError failed) {
                            failures.add(failed.toString());
                        }
                    }
                });
            }
            for (int reload = 1; reload <= 3; reload++) {
                awaitDone(done, total * reload / 5);
                TunnelRig.hangUp(first);
                first.awaitLine("^reloaded", TunnelRig.PATIENCE);
            }
            awaitDone(done, total * 4 / 5);
            var second = rig.serveOn(port, identity, backend, "--reuse-port");
            TunnelRig.port(second);
            first.terminate();
            assertThat(first.awaitExit(TunnelRig.PATIENCE)).isZero();
        }
        assertThat(failures).isEmpty();
        first.awaitLine("^drained: all", TunnelRig.PATIENCE);
    }

    private static void awaitDone(AtomicInteger done, int count) {
        long deadline = System.nanoTime() + TunnelRig.PATIENCE.multipliedBy(10).toNanos();
        while (done.get() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(done.get()).isGreaterThanOrEqualTo(count);
    }

    @Test
    void tellsNginxWhomHaproxyHasToldOf() throws Exception {
        for (var program : List.of("nginx", "haproxy", "curl")) {
            Needs.program(program);
        }
        int nginx = rig.nginx(directory, "proxy_protocol", "return 200 \"$proxy_protocol_addr:$proxy_protocol_port\";");
        for (var version : List.of("send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c", "send-proxy")) {
            var tunnel = serve(
                    nginx, "--proxy-in", "--proxy-out", version.equals("send-proxy") ? "v1" : "v2", "--log", "json");
            int front = rig.haproxy(directory, TunnelRig.port(tunnel), version);
            var curl = rig.curl(authority, front, "-w", " %{local_ip}:%{local_port}");
            var told = curl.awaitLine("^(127\\.0\\.0\\.1:\\d+) (127\\.0\\.0\\.1:\\d+)$", TunnelRig.PATIENCE);

            assertThat(told.group(1)).as(version).isEqualTo(told.group(2));
            var line = Json.object(tunnel.awaitLine("^\\{.*\"event\":\"connection\".*\"to\".*}$", TunnelRig.PATIENCE)
                    .group());
            assertThat(line).as(version).containsEntry("peer", told.group(2)).containsKey("via");
        }
    }

    @Test
    void givesSilentAndSlowPeersBoundedTime() throws Exception {
        // The backend says more than the system's buffers hold, and its client takes nothing of it.
        int backend = rig.backend(socket -> {
            var much = noise(1 << 20);
            for (; ; ) {
                socket.getOutputStream().write(much);
            }
        });
        var client = TlsClient.of(TlsConfig.client()
                .caFile(authority.file())
                .handshakeTimeout(TunnelRig.PATIENCE)
                .build());
        // Each limit at a server of its own: a handshake may take longer than one of them.
        var terminator = serve(backend, "--handshake-timeout", "1s");
        try (var silent = TunnelRig.dial(TunnelRig.port(terminator))) {
            terminator.awaitLine("error=.*HANDSHAKE_TIMEOUT", TunnelRig.PATIENCE);
            assertThat(silent.getInputStream().read()).as("an alert").isEqualTo(21);
        }
        var writing = serve(backend, "--write-timeout", "1s", "--handshake-timeout", "60s");
        try (var slow = client.connect("localhost", TunnelRig.port(writing))) {
            assertThat(slow.info().resumed()).isFalse();
            writing.awaitLine("error=\"a peer has taken nothing for 1 s\"", TunnelRig.PATIENCE);
        }
        var quiet = serve(rig.backend(TunnelRig::echo), "--idle-timeout", "2s", "--handshake-timeout", "60s");
        try (var idle = client.connect("localhost", TunnelRig.port(quiet))) {
            assertThat(idle.info().resumed()).isFalse();
            quiet.awaitLine("error=\"idle for 2 s\"", TunnelRig.PATIENCE);
            assertThat(idle.input().read()).as("close_notify").isEqualTo(-1);
        }
        var behindProxy = serve(backend, "--proxy-in", "--handshake-timeout", "1s");
        try (var silent = TunnelRig.dial(TunnelRig.port(behindProxy))) {
            silent.getOutputStream().write("PROXY ".getBytes(ISO_8859_1));
            behindProxy.awaitLine("error=\"no PROXY header within 1 s\"", TunnelRig.PATIENCE);
        }
    }

    @Test
    void letsClientsOverTheLimitWaitUntilTheLimitIsRaised() throws Exception {
        var limits = Files.writeString(directory.resolve("limits"), "# few\nmax-connections 1\n");
        var terminator = serve(rig.backend(TunnelRig::echo), "--limits", "" + limits);
        int port = TunnelRig.port(terminator);
        var patient = TlsConfig.client()
                .caFile(authority.file())
                .handshakeTimeout(TunnelRig.PATIENCE)
                .build();
        var client = TlsClient.of(patient);
        try (var first = client.connect("localhost", port);
                var waiting = TunnelRig.dial(port)) {
            first.output().write(1);
            assertThat(first.input().read()).isEqualTo(1);
            var second = TlsClient.over(patient, waiting, "localhost");
            Files.writeString(limits, "max-connections many\n");
            terminator.awaitLine("not reloaded.*" + limits + ": line 1", TunnelRig.PATIENCE);
            Files.writeString(limits, "max-connections 2\n");
            terminator.awaitLine("^reloaded", TunnelRig.PATIENCE);
            second.handshake();
            second.output().write(2);
            assertThat(second.info().resumed()).isFalse();
            second.close();
        }
    }
}
