package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the connections that there are when a tunnel, or the echo server, is told to stop. */
@Timeout(120)
class DrainIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair identity;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        authority = new LocalAuthority("authority", directory);
        identity = authority.server("server", "localhost");
    }

    private TlsClient client() throws IOException {
        return TlsClient.of(TlsConfig.client().caFile(authority.file()).build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void letsConnectionsGoOnUntilTheyEnd(boolean echo) throws Exception {
        var terminator = echo
                ? rig.echo(identity, "--drain", "50s")
                : rig.serve(identity, rig.backend(TunnelRig::echo), "--drain", "50s");
        int port = TunnelRig.port(terminator);
        try (var connection = client().connect("localhost", port)) {
            connection.output().write(1);
            assertThat(connection.input().read()).isEqualTo(1);

            terminator.terminate();
            terminator.awaitLine("^draining: 1 connection", TunnelRig.PATIENCE);
            assertThatThrownBy(() -> TunnelRig.dial(port)).isInstanceOf(ConnectException.class);

            connection.output().write(2);
            assertThat(connection.input().read()).isEqualTo(2);
        }
        terminator.awaitLine("^drained: all", TunnelRig.PATIENCE);
        assertThat(terminator.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void endsQuietConnectionsWithCloseNotify(String version) throws Exception {
        Needs.program("openssl");
        var terminator = rig.serve(identity, rig.backend(TunnelRig::echo), "--drain", "0");
        int port = TunnelRig.port(terminator);
        var clients = new ArrayList<ChildProcess>();
        for (int i = 0; i < 3; i++) {
            var client = rig.client(authority, port, version);
            client.send("hello\n");
            client.awaitLine("hello", TunnelRig.PATIENCE);
            clients.add(client);
        }
        try (var connection = client().connect("localhost", port)) {
            connection.output().write(1);
            assertThat(connection.input().read()).isEqualTo(1);

            terminator.terminate();

            assertThat(connection.input().read()).as("close_notify").isEqualTo(-1);
        }
        for (var client : clients) {
            assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
            // OpenSSL tells an end without close_notify, and a reset.
            assertThat(client.find("unexpected eof|errno")).isNull();
        }
        terminator.awaitLine("^drained: 4 connections were ended, 0 were cut off", TunnelRig.PATIENCE);
        assertThat(terminator.awaitExit(TunnelRig.PATIENCE)).isZero();
        assertThat(terminator.find("error=\"ended at the end of the drain\"")).isNotNull();
    }

    @Test
    void endsConnectionsOfTheEchoServerWithCloseNotify() throws Exception {
        var server = rig.echo(identity, "--drain", "0");
        try (var connection = client().connect("localhost", TunnelRig.port(server))) {
            connection.output().write(1);
            assertThat(connection.input().read()).isEqualTo(1);

            server.terminate();

            assertThat(connection.input().read()).as("close_notify").isEqualTo(-1);
        }
        server.awaitLine("^drained: 1 connections were ended", TunnelRig.PATIENCE);
        assertThat(server.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    /** It has been told of the end as all are, however long it takes to say so. */
    @Test
    void cutsOffNobodyWhoIsSlowToAnswerCloseNotify() throws Exception {
        var terminator = rig.serve(identity, rig.backend(TunnelRig::echo), "--drain", "0");
        try (var connection = client().connect("localhost", TunnelRig.port(terminator))) {
            connection.output().write(1);
            assertThat(connection.input().read()).isEqualTo(1);

            terminator.terminate();

            assertThat(connection.input().read()).as("close_notify").isEqualTo(-1);
            terminator.awaitLine("^drained: 1 connections were ended, 0 were cut off", TunnelRig.PATIENCE);
        }
    }

    @Test
    void endsBothSidesOfAQuietConnectionToAServerOfTls() throws Exception {
        var config = TlsConfig.server(identity.chain(), identity.key()).build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var tunnel = rig.connect(authority, server.localPort(), "--drain", "0");
            try (var socket = TunnelRig.dial(TunnelRig.port(tunnel));
                    var connection = server.accept()) {
                socket.getOutputStream().write(1);
                assertThat(connection.input().read()).isEqualTo(1);

                tunnel.terminate();

                assertThat(connection.input().read()).as("close_notify").isEqualTo(-1);
                assertThat(socket.getInputStream().read()).as("FIN").isEqualTo(-1);
            }
            tunnel.awaitLine("^drained: 1 connections were ended, 0 were cut off", TunnelRig.PATIENCE);
        }
    }

    @Test
    void cutsOffConnectionsThatAreInTheMiddleOfSomething() throws Exception {
        int backend = rig.backend(socket -> {
            var much = new byte[1 << 16];
            for (; ; ) {
                socket.getOutputStream().write(much);
            }
        });
        var terminator = rig.serve(identity, backend, "--drain", "0");
        try (var connection = client().connect("localhost", TunnelRig.port(terminator))) {
            var input = connection.input();
            assertThat(input.read()).isZero();
            terminator.terminate();
            assertThatThrownBy(() -> input.skip(Long.MAX_VALUE))
                    .as("no end of the data but a cut")
                    .isInstanceOf(IOException.class);
        }
        terminator.awaitLine("error=\"cut off at the end of the drain", TunnelRig.PATIENCE);
        terminator.awaitLine("^drained: 0 connections were ended, 1 were cut off", TunnelRig.PATIENCE);
        assertThat(terminator.awaitExit(TunnelRig.PATIENCE)).isZero();
    }
}
