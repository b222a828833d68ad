package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of servers as users give them, good and bad. */
@Timeout(60)
class GivenNameTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final ClientConfig config = Parties.client(clocks).sessions(store).build();
    private final TlsClient client = TlsClient.of(config);

    static String[] badNames() {
        return new String[] {
            "",
            ".",
            "bad name",
            "a..b",
            ".example.org",
            "example.org..",
            "[::1]",
            "::1::",
            "a:b",
            "localhost:7801",
            "https://example.org",
            "bücher example",
            "a.b\n",
            "a".repeat(64) + ".example",
            "a.".repeat(150),
            "ü".repeat(300),
        };
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void isRefusedBeforeAnythingIsConnectedOrTaken(String name) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new Socket()) {
            var host = InetAddress.getLoopbackAddress().getHostAddress();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.connect(host, listener.getLocalPort(), name))
                    .withMessageStartingWith("'" + name + "' is no name of a server; legal are ");
            assertThatIllegalArgumentException().isThrownBy(() -> client.connect(name, listener.getLocalPort()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsClient.over(config, socket(listener, socket), name));
            assertThat(socket.isClosed()).as("the caller's socket").isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> config.engine("example.org", 443, name));
            try (var accepted = listener.accept()) {
                assertThat(accepted.getPort()).isEqualTo(socket.getLocalPort());
            }
            listener.setSoTimeout(1);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static Socket socket(ServerSocket listener, Socket socket) throws Exception {
        socket.connect(listener.getLocalSocketAddress());
        return socket;
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void portIsRefusedBeforeAnythingIsConnected(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.connect("127.0.0.1", port, Pair.NAME))
                .withMessage("port " + port + " is not in 1..65535");
    }

    @Test
    void emptyHostIsNotThisMachine() {
        assertThatIllegalArgumentException().isThrownBy(() -> client.connect("", 443, Pair.NAME));
        assertThatIllegalArgumentException().isThrownBy(() -> config.engine("", 443, Pair.NAME));
    }

    @ParameterizedTest
    @CsvSource({
        "example.org., example.org",
        "Example.ORG, example.org",
        "bücher.example, xn--bcher-kva.example",
        "bücher。example., xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "under_score.example, under_score.example",
        "localhost, localhost",
    })
    void isSentAsTheServersCertificateHasIt(String given, String sent) throws Exception {
        var certificate = TestCertificates.named("Named").dns(sent).server().issuedBy(Parties.ROOT);
        var server = TlsConfig.server(Parties.identity(certificate))
                .clocks(clocks.clocks())
                .build();
        try (var pair =
                Pair.of(config.engine("host", 443, given), server.engine()).handshake()) {
            assertThat(pair.server().engine().info().serverName())
                    .hasValueSatisfying(name -> assertThat(name).isEqualToIgnoringCase(sent));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::1"})
    void ofAnAddressIsCheckedAndNotSent(String address) throws Exception {
        var certificate = TestCertificates.named("Address").ip(address).server().issuedBy(Parties.ROOT);
        var server = TlsConfig.server(Parties.identity(certificate))
                .clocks(clocks.clocks())
                .build();
        try (var pair = Pair.of(config.engine(address, 443), server.engine()).handshake()) {
            assertThat(pair.server().engine().info().serverName()).isEmpty();
        }
    }
}
