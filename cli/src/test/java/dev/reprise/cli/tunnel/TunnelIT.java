package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --to} and {@code connect --listen} as processes, with each other and with other people's programs. */
class TunnelIT {
    private final TunnelRig rig = new TunnelRig();
    private final TestCertificate authority = authority();
    private Path chain;
    private Path key;
    private Path ca;

    @TempDir
    private Path directory;

    private static TestCertificate authority() {
        return TestCertificates.named("Tunnel authority")
                .authority()
                .valid(past(), future())
                .selfSigned();
    }

    private static Instant past() {
        return Instant.now().minusSeconds(3600);
    }

    private static Instant future() {
        return Instant.now().plusSeconds(86_400);
    }

    private TestCertificate certificate(String commonName) {
        return TestCertificates.named(commonName)
                .dns("localhost")
                .server()
                .valid(past(), future())
                .issuedBy(authority);
    }

    @BeforeEach
    void writeCertificates() throws IOException {
        chain = directory.resolve("chain.pem");
        key = directory.resolve("key.pem");
        ca = Files.write(directory.resolve("ca.pem"), authority.certificatePem());
        certificate("first").write(chain, key);
    }

    @AfterEach
    void endAll() throws Exception {
        rig.close();
    }

    private ChildProcess serve(int backend, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                "serve", "--port", "0", "--cert", "" + chain, "--key", "" + key, "--to", "127.0.0.1:" + backend));
        command.addAll(List.of(options));
        return rig.reprise(command.toArray(String[]::new));
    }

    private ChildProcess connect(int server, String... options) throws IOException {
        var command =
                new ArrayList<>(List.of("connect", "localhost:" + server, "--listen", "127.0.0.1:0", "--ca", "" + ca));
        command.addAll(List.of(options));
        return rig.reprise(command.toArray(String[]::new));
    }

    private static Socket dial(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TunnelRig.PATIENCE.toMillis());
        return socket;
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
            try (var socket = dial(port)) {
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

        try (var socket = dial(TunnelRig.port(tunnel))) {
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .isEqualTo("first\n");
            socket.getOutputStream().write("second\n".getBytes(ISO_8859_1));
        }
        terminator.awaitLine("in=7 out=6 seconds=[0-9.]+$", TunnelRig.PATIENCE);
        tunnel.awaitLine("in=7 out=6 seconds=[0-9.]+$", TunnelRig.PATIENCE);
    }

    @Test
    void endsClientsOfABackendThatIsDownInGoodOrder() throws Exception {
        Needs.program("openssl");
        var terminator = serve(LoopbackPorts.free());
        int port = TunnelRig.port(terminator);

        var client = rig.start(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                "" + ca,
                "-trace",
                "-servername",
                "localhost"));
        client.awaitLine("close notify", TunnelRig.PATIENCE);
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();

        terminator.awaitLine("kind=full .*error=\"cannot connect to 127\\.0\\.0\\.1:\\d+", TunnelRig.PATIENCE);
        var tunnel = connect(LoopbackPorts.free());
        try (var socket = dial(TunnelRig.port(tunnel))) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        tunnel.awaitLine("error=\"cannot connect to localhost:", TunnelRig.PATIENCE);
    }
}
