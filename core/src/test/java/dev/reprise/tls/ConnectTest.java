package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.NotOffered;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a client connects to, under which name it keeps sessions, and what comes in which order. */
@Timeout(60)
class ConnectTest {
    private final RingClocks clocks = new RingClocks();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private TlsServer server(ServerConfig config, String address) throws IOException {
        var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getByName(address), 0));
        threads.submit(() -> {
            while (true) {
                var connection = server.accept();
                threads.submit(() -> {
                    try (connection) {
                        return connection.input().transferTo(connection.output());
                    }
                });
            }
        });
        return server;
    }

    private ServerConfig serverOf(String... addresses) {
        var certificate = TestCertificates.named("Address")
                .dns(Pair.NAME)
                .ip(addresses)
                .server()
                .issuedBy(Parties.ROOT);
        return TlsConfig.server(Parties.identity(certificate))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .build();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1:%d", "::1, [::1]:%d"})
    void takesHostAndPortInOneWord(String address, String place) throws Exception {
        try (var server = server(serverOf("127.0.0.1", "::1"), address);
                var connection = TlsClient.of(Parties.client(clocks).build())
                        .connect(String.format(place, server.localPort()))) {
            assertThat(connection.info().peerCertificates()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "localhost",
                "localhost:",
                ":443",
                "::1",
                "::1:443",
                "[::1]",
                "[::1]443",
                "[]:443",
                "a:b:443",
                "localhost:http",
                "localhost:+443",
                "localhost:0",
                "localhost:65536",
                "localhost:4430000",
                "https://localhost:443",
                "[::1:443",
                "localhost]:443",
                " localhost:443",
                "localhost:443 "
            })
    void refusesWhatIsNoHostWithAPort(String place) {
        var client = TlsClient.of(Parties.client(clocks)
                .resolver(host -> {
                    throw new AssertionError("resolved " + host);
                })
                .build());

        assertThatIllegalArgumentException().isThrownBy(() -> client.connect(place));
    }

    @Test
    void triesEveryAddressThatTheResolverKnows() throws Exception {
        var refusing = InetAddress.getByName("127.0.0.9");
        try (var server = server(Parties.server(clocks).build(), "127.0.0.1")) {
            var client = TlsClient.of(Parties.client(clocks)
                    .resolver(host -> {
                        assertThat(host).isEqualTo(Pair.NAME);
                        return List.of(refusing, InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1"));
                    })
                    .build());
            try (var connection = client.connect(Pair.NAME, server.localPort())) {
                assertThat(connection.remoteAddress())
                        .isEqualTo(new InetSocketAddress("127.0.0.1", server.localPort()));
                assertThat(connection.info().serverName()).contains(Pair.NAME);
            }
        }
    }

    @Test
    void saysWhomItCouldNotReach() {
        var nobody = TlsClient.of(Parties.client(clocks)
                .resolver(host -> List.of(InetAddress.getByName("127.0.0.8"), InetAddress.getByName("127.0.0.9")))
                .build());
        assertThatThrownBy(() -> nobody.connect(Pair.NAME + ":1"))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("cannot connect to " + Pair.NAME + " port 1: ");

        var unknown = TlsClient.of(Parties.client(clocks)
                .resolver(host -> {
                    throw new UnknownHostException(host);
                })
                .build());
        assertThatThrownBy(() -> unknown.connect(Pair.NAME + ":443"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no address for host '" + Pair.NAME + "'");
    }

    /** A cluster behind many addresses: what one server's ticket begins, another resumes. */
    @Test
    void sessionsUnderOneNameServeEveryAddress(@TempDir Path folder) throws Exception {
        var cluster = serverOf("127.0.0.1", "127.0.0.2");
        try (var one = server(cluster, "127.0.0.1");
                var other = server(cluster, "127.0.0.2");
                var sessions = SessionFile.open(folder.resolve("sessions.pem"), clocks.clocks())) {
            var named = Parties.client(clocks).sessions(sessions, "Cluster-1").build();
            assertThat(resumed(named, "127.0.0.1", one)).isFalse();
            assertThat(resumed(named, "127.0.0.2", other)).isTrue();
            assertThat(resumed(named, "127.0.0.1", one)).isTrue();

            var otherCluster =
                    Parties.client(clocks).sessions(sessions, "cluster-2").build();
            assertThat(resumed(otherCluster, "127.0.0.1", one)).isFalse();

            var unnamed = Parties.client(clocks).sessions(sessions).build();
            assertThat(resumed(unnamed, "127.0.0.1", one)).isFalse();
            assertThat(resumed(unnamed, "127.0.0.2", other)).isFalse();
        }
    }

    private static boolean resumed(ClientConfig config, String host, TlsServer server) throws IOException {
        try (var connection = TlsClient.of(config).connect(host, server.localPort())) {
            connection.closeOutput();
            connection.input().readAllBytes();
            return connection.info().resumed();
        }
    }

    /** One name must not carry a session to a server whose name its certificates do not have. */
    @Test
    void aSessionUnderOneNameIsNotOfferedForAnotherServersName() throws Exception {
        try (var server = server(serverOf("127.0.0.1"), "127.0.0.1")) {
            var config = Parties.client(clocks)
                    .sessions(Parties.store(clocks), "cluster")
                    .build();
            assertThat(resumed(config, "127.0.0.1", server)).isFalse();

            var engine = config.engine("other.example", 443);
            engine.task().run();

            assertThat(engine.want()).isEqualTo(TlsEngine.Want.OUTPUT);
            assertThat(resumed(config, "127.0.0.1", server)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "\u00fcber"})
    void refusesANameThatNoFileCanKeep(String peer) {
        var builder = Parties.client(clocks);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.sessions(Parties.store(clocks), peer));
    }

    /** libtls's tls_handshake: "handshake already completed". */
    @Test
    void aSecondHandshakeIsRefusedAndChangesNothing() throws Exception {
        try (var server = server(Parties.server(clocks).build(), "127.0.0.1");
                var connection = TlsClient.of(Parties.client(clocks).build())
                        .connect("127.0.0.1", server.localPort(), Pair.NAME)) {
            assertThatThrownBy(connection::handshake)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("handshake already completed");

            connection.output().write(7);
            assertThat(connection.input().read()).isEqualTo(7);
        }
    }

    /** libtls's tls_conn_* and tls_peer_*: nothing before the handshake completes. */
    @Test
    void nothingIsToldBeforeTheHandshakeIsDone() throws Exception {
        try (var server = server(Parties.server(clocks).build(), "127.0.0.1")) {
            var socket = new java.net.Socket("127.0.0.1", server.localPort());
            try (var connection = TlsClient.over(Parties.client(clocks).build(), socket, Pair.NAME)) {
                assertThatThrownBy(connection::info).isInstanceOf(IllegalStateException.class);
                connection.handshake();
                assertThat(connection.info().notOffered()).contains(NotOffered.NO_STORE);
            }
        }
    }
}
