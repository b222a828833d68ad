package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.End;
import dev.reprise.tls.Identities;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told, chosen and checked again when a session resumes. Numbers in brackets are libtls's behaviour checks. */
class ResumedConnectionTest {
    private static final TestCertificate SHOP =
            TestCertificates.named("Shop").dns("shop.test").server().issuedBy(Parties.ROOT);

    private final Visits visits = new Visits();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[63] both sides tell whether they resumed; before the handshake there is nothing to tell")
    void tellsWhetherItResumed(ProtocolVersion version) throws Exception {
        var server = visits.server().build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(visits.client(version).build(), server)) {
                for (var end : new End[] {pair.client(), pair.server()}) {
                    assertThatIllegalStateException().isThrownBy(end.engine()::info);
                }
                pair.handshake();
                assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName(
            "[65] a session made under one of several certificates resumes under its name, and tells that certificate")
    void resumesUnderTheNameOfItsCertificate(ProtocolVersion version) throws Exception {
        var identities = new Identities(Parties.identity(Parties.SERVER), Parties.identity(SHOP));
        var server = TlsConfig.server(identities)
                .sessionLifetime(Parties.LIFETIME)
                .clocks(visits.clocks.clocks())
                .build();
        var client = visits.client(version).build();
        for (boolean resumed : new boolean[] {false, true}) {
            var visit = visit(client, server, "shop.test");
            assertThat(visit.resumed()).isEqualTo(resumed);
            assertThat(visit.server().serverName()).contains("shop.test");
            assertThat(visit.client().peerCertificates()).isEqualTo(SHOP.chain());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[66] a session offered under another name of the same server costs a full handshake, no error")
    void goesOnInFullUnderAnotherName(ProtocolVersion version) throws Exception {
        var server = visits.server().build();
        var client = visits.client(version).build();
        visits.store.takeAllFor(new Peer("all", 1, Optional.empty(), "", ""));
        visit(client, server);
        var visit = visit(client, server, "other." + Pair.NAME);
        assertThat(visit.client().notOffered()).isEmpty();
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.SERVER_NAME);
        assertThat(visit.tickets()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[66] so does one offered without a name, where it was made under one")
    void goesOnInFullWithoutTheName(ProtocolVersion version) throws Exception {
        var server = visits.server().build();
        var client = visits.client(version).insecureNoVerifyName().build();
        visits.store.takeAllFor(new Peer("all", 1, Optional.empty(), "", ""));
        visit(client, server);
        var visit = visit(client, server, "192.0.2.1"); // RFC 6066 section 3: an address is never sent
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.SERVER_NAME);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[67] the application protocol is agreed afresh when a session resumes")
    void agreesOnTheApplicationProtocolAfresh(ProtocolVersion version) throws Exception {
        var builder = visits.server().ticketKeys(visits.ring()).sessionId(new byte[] {1});
        var client = visits.client(version).alpn("h2", "http/1.1").build();
        assertThat(visit(client, builder.alpn("h2").build()).client().alpn()).contains("h2");
        var visit = visit(client, builder.alpn("http/1.1").build());
        assertThat(visit.resumed()).isTrue();
        assertThat(visit.client().alpn()).contains("http/1.1");
        assertThat(visit.server().alpn()).contains("http/1.1");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Timeout(60)
    @DisplayName("[71] listening, accepting and connecting in the usual order makes connections that resume")
    void resumesOverSockets(ProtocolVersion version) throws Exception {
        var config = visits.server().build();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = TlsServer.listen(config, loopback);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (boolean resumed : new boolean[] {false, true}) {
                var served = threads.submit(() -> {
                    try (var connection = server.accept()) {
                        connection.output().write(connection.input().read());
                        return connection.info().resumed();
                    }
                });
                var client = TlsClient.of(visits.client(version).build());
                try (var connection = client.connect("127.0.0.1", server.localPort(), Pair.NAME)) {
                    connection.output().write(42);
                    assertThat(connection.input().read()).isEqualTo(42);
                    assertThat(connection.info().resumed()).isEqualTo(resumed);
                }
                assertThat(served.get()).isEqualTo(resumed);
            }
        }
    }
}
