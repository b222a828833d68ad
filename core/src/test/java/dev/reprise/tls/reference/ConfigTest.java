package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.hello;
import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Configs: how they begin, what they load, how long they last. Numbers in brackets are libtls's behaviour checks. */
class ConfigTest {
    private static final int THREADS = 8;

    private final Visits visits = new Visits();

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    @DisplayName("[110] nothing has to be started: configs work that several threads make at once")
    void needsNoStartUp() throws Exception {
        var together = new CyclicBarrier(THREADS);
        var resumed = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                resumed.add(threads.submit(() -> {
                    together.await();
                    var own = new Visits();
                    var server = own.server().build();
                    visit(own.client(), server);
                    return visit(own.client(), server).resumed();
                }));
            }
            for (var result : resumed) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("[112] closing what is closed does nothing")
    void closesMoreThanOnce() throws Exception {
        var ring = visits.ring();
        var file = SessionFile.open(folder.resolve("session.pem"), visits.clocks.clocks());
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = TlsServer.listen(visits.server().build(), loopback);
        var pair = Pair.of(visits.client().build(), visits.server().build()).handshake();
        for (int i = 0; i < 2; i++) {
            ring.close();
            file.close();
            server.close();
            pair.close();
        }
        assertThat(pair.client().failure()).isNull();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[81] [113] a client without a session store asks for no ticket, offers none and never resumes")
    void asksForNothingWithoutStore(ProtocolVersion version) throws Exception {
        for (var client : new ClientConfig[] {
            TlsConfig.client().protocols(version).build(),
            Parties.client(visits.clocks).protocols(version).build()
        }) {
            var extensions = hello(client).extensions();
            assertThat(extensions.find(SessionTicket.class)).isNull();
            assertThat(extensions.find(TicketRequest.class)).isNull();
            assertThat(extensions.find(PskKeyExchangeModes.class)).isNull();
            assertThat(extensions.find(OfferedPsks.class)).isNull();
        }
        var server = visits.server().build();
        for (int i = 0; i < 2; i++) {
            var visit = visit(Parties.client(visits.clocks).protocols(version), server);
            assertThat(visit.client().notOffered()).contains(NotOffered.NO_STORE);
            assertThat(visit.tickets()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[114] one config serves again after a connection that failed, its session file as well")
    void servesAgainAfterFailure(ProtocolVersion version) throws Exception {
        var server = visits.server().build();
        try (var file = SessionFile.open(folder.resolve("session.pem"), visits.clocks.clocks())) {
            var client = visits.client(version).sessions(file).build();
            visit(client, server);
            assertThatThrownBy(() -> visit(client, server, "example.com")).isInstanceOf(ProtocolException.class);
            assertThat(visit(client, server).resumed()).isTrue();
        }
    }

    @Test
    @DisplayName("[117] a certificate or key file that is missing, a directory or empty is refused by its name")
    void refusesFilesThatHoldNothing() throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        Parties.SERVER.write(chain, key);
        var missing = folder.resolve("missing.pem");
        var empty = Files.createFile(folder.resolve("empty.pem"));
        for (var file : new Path[] {missing, folder, empty}) {
            assertThatIOException()
                    .isThrownBy(() -> TlsConfig.server(file, key))
                    .withMessageContaining("certificate file '" + file + "'");
            assertThatIOException()
                    .isThrownBy(() -> TlsConfig.server(chain, file))
                    .withMessageContaining("key file '" + file + "'");
            assertThatIOException()
                    .isThrownBy(() -> TlsConfig.client().caFile(file))
                    .withMessageContaining("CA file '" + file + "'");
        }
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.server(missing, key))
                .withMessage("failed to open certificate file '" + missing + "': No such file or directory");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[119] certificate and key from files or from memory make the same server, resumption included")
    void loadsTheSameFromFilesAndMemory(ProtocolVersion version) throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        Parties.SERVER.write(chain, key);
        var ring = visits.ring();
        var fromFiles = TlsConfig.server(chain, key)
                .sessionLifetime(Parties.LIFETIME)
                .sessionId(new byte[] {1})
                .ticketKeys(ring)
                .clocks(visits.clocks.clocks())
                .build();
        var fromMemory = TlsConfig.server(TlsConfig.identity(Files.readAllBytes(chain), Files.readAllBytes(key)))
                .sessionLifetime(Parties.LIFETIME)
                .sessionId(new byte[] {1})
                .ticketKeys(ring)
                .clocks(visits.clocks.clocks())
                .build();
        var client = visits.client(version).build();
        assertThat(visit(client, fromFiles).client().peerCertificates()).isEqualTo(Parties.SERVER.chain());
        for (var server : new ServerConfig[] {fromMemory, fromFiles}) {
            var visit = visit(client, server);
            assertThat(visit.resumed()).isTrue();
            assertThat(visit.client().peerCertificates()).isEqualTo(Parties.SERVER.chain());
        }
        var plain = Parties.client(visits.clocks).protocols(version);
        assertThat(visit(plain, fromMemory).client().peerCertificates()).isEqualTo(Parties.SERVER.chain());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[120] a server needs its key file no more once it is built, for its tickets neither")
    void needsNoFilesOnceBuilt(ProtocolVersion version) throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        Parties.SERVER.write(chain, key);
        var server = TlsConfig.server(chain, key)
                .sessionLifetime(Parties.LIFETIME)
                .clocks(visits.clocks.clocks())
                .build();
        visit(visits.client(version), server);
        Files.delete(chain);
        Files.delete(key);
        assertThat(visit(visits.client(version), server).resumed()).isTrue();
        assertThat(visit(Parties.client(visits.clocks).protocols(version), server)
                        .resumed())
                .isFalse();
    }

    @Test
    @DisplayName("[121] what is refused throws where it is given, and nothing of it is left in the config")
    void forgetsWhatItRefused() throws Exception {
        var builder = visits.server().sessionLifetime(Duration.ofSeconds(100)).alpn("h2");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.sessionLifetime(Duration.ofSeconds(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.alpn("x", ""))
                .withMessage("alpn protocol with zero length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.alpn("x".repeat(256)))
                .withMessage("alpn protocol too long");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.verifyDepth(-1));
        // A client verifies a chain, so a depth that had stayed would end the connection.
        var client = visits.client().alpn("x", "h2");
        assertThatIllegalArgumentException().isThrownBy(() -> client.verifyDepth(-1));
        var visit = visit(client, builder.build());
        assertThat(visit.tickets().get(0).seconds()).isEqualTo(100);
        assertThat(visit.client().alpn()).contains("h2");
    }

    @Test
    @DisplayName("[122] client and server with default protocols resume in TLS 1.3")
    void resumesInTls13ByDefault() throws Exception {
        var server = visits.server().build();
        for (boolean resumed : new boolean[] {false, true, true}) {
            var visit = visit(visits.client(), server);
            assertThat(visit.resumed()).isEqualTo(resumed);
            assertThat(visit.server().version()).isEqualTo(ProtocolVersion.TLS_1_3);
        }
    }

    @Test
    @DisplayName("[123] a client of TLS 1.2 alone resumes at a server with default protocols")
    void resumesInTls12AtServersOfBoth() throws Exception {
        var server = visits.server().build();
        for (boolean resumed : new boolean[] {false, true, true}) {
            var visit = visit(visits.client(ProtocolVersion.TLS_1_2), server);
            assertThat(visit.resumed()).isEqualTo(resumed);
            assertThat(visit.server().version()).isEqualTo(ProtocolVersion.TLS_1_2);
        }
    }
}
