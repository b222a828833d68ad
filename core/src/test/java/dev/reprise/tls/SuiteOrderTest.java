package dev.reprise.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order suites are offered, and whose order decides. */
class SuiteOrderTest {
    private static final CipherSuite AES_128 = CipherSuite.TLS_AES_128_GCM_SHA256;
    private static final CipherSuite AES_256 = CipherSuite.TLS_AES_256_GCM_SHA384;
    private static final CipherSuite CHACHA20 = CipherSuite.TLS_CHACHA20_POLY1305_SHA256;

    private final RingClocks clocks = new RingClocks();
    private final List<ClientHello> hellos = new ArrayList<>();

    @Test
    void asksForSha256FirstWhereSessionsStayInMemory() {
        assertThat(offered(client())).startsWith(AES_128, CHACHA20, AES_256);
        assertThat(offered(client().sessions(new SessionCache(16, clocks.clocks()))))
                .startsWith(AES_128, CHACHA20, AES_256)
                .containsExactlyInAnyOrderElementsOf(CipherSuites.DEFAULT);
        assertThat(offered(client().protocols(ProtocolVersion.TLS_1_2)))
                .startsWith(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    }

    @Test
    void asksInOpensslsOrderWhereSessionsLieInFile(@TempDir Path directory) throws Exception {
        try (var file = SessionFile.open(directory.resolve("sessions"), clocks.clocks())) {
            assertThat(offered(client().sessions(file))).isEqualTo(CipherSuites.DEFAULT);
        }
    }

    @Test
    void asksInOrderThatWasSet() {
        assertThat(offered(client().cipherSuites(AES_256, AES_128))).containsExactly(AES_256, AES_128);
        assertThat(offered(client().cipherSuites(AES_128, AES_256))).containsExactly(AES_128, AES_256);
    }

    @Test
    void asksForSuitesOfSessionFirstWhileItIsOffered() throws Exception {
        var client = client().sessions(new SessionCache(16, clocks.clocks())).build();
        var ring = Parties.ring(clocks);
        run(client, server().ticketKeys(ring).sessionId(new byte[] {7}).cipherSuites(AES_256));
        run(client, server().ticketKeys(ring).sessionId(new byte[] {7}).groups(NamedGroup.SECP256R1));
        assertThat(hellos).hasSize(3);
        assertThat(suites(hellos.get(1))).startsWith(AES_256, AES_128, CHACHA20);
        // RFC 9846 section 4.2.2: a retry does not change them.
        assertThat(hellos.get(2).cipherSuites()).isEqualTo(hellos.get(1).cipherSuites());
    }

    @Test
    void takesWhatClientWantsMostByDefault() throws Exception {
        for (var wanted : List.of(AES_128, AES_256, CHACHA20)) {
            var client = client().cipherSuites(wanted, AES_128, AES_256).build();
            assertThat(run(client, server())).as("%s", wanted).isEqualTo(wanted);
        }
        var tls12 = client().cipherSuites(
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        assertThat(run(tls12.build(), server())).isEqualTo(CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256);
    }

    @Test
    void takesWhatItWantsMostItselfWhereAnOrderWasSet() throws Exception {
        var server = server().cipherSuites(CHACHA20, AES_256, AES_128);
        assertThat(run(client().cipherSuites(AES_128, AES_256).build(), server)).isEqualTo(AES_256);
    }

    @Test
    void resumesBySuiteOfTicketWhateverIsWantedMost() throws Exception {
        var store = Parties.store(clocks);
        var server = server().build();
        Pair.of(client().sessions(store).cipherSuites(AES_256).build(), server)
                .handshake()
                .close();
        // In one peer's order and its own: the ticket's hash decides.
        var pair =
                Pair.of(client().sessions(store).cipherSuites(AES_128, AES_256).build(), server);
        pair.handshake();
        var info = pair.server().engine().info();
        assertThat(info.handshakeKind()).isEqualTo(HandshakeKind.RESUMED);
        assertThat(info.cipherSuite()).isEqualTo(AES_256);
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks);
    }

    /** Return what the first ClientHello of such a client offers. */
    private List<CipherSuite> offered(ClientConfig.Builder client) {
        hellos.clear();
        Pair.of(hearing(client.build()), server().build().engine()).run();
        return suites(hellos.get(0));
    }

    private CipherSuite run(ClientConfig client, ServerConfig.Builder server) throws Exception {
        var pair = Pair.of(hearing(client), server.build().engine());
        pair.handshake();
        var suite = pair.server().engine().info().cipherSuite();
        pair.close();
        return requireNonNull(suite);
    }

    private TlsEngine hearing(ClientConfig client) {
        return Pair.lyingClient(client, message -> {
            if (message instanceof ClientHello hello) {
                hellos.add(hello);
            }
            return List.of(message);
        });
    }

    private static List<CipherSuite> suites(ClientHello hello) {
        return hello.cipherSuites().known(CipherSuite::find);
    }
}
