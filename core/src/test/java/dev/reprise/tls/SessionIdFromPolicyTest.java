package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that share ticket keys and derive their session id: equal policies share sessions, others do not. */
class SessionIdFromPolicyTest {
    private static final TestCertificate RENEWED = TestCertificates.named("Renewed Pair Server")
            .dns("other." + Pair.NAME, Pair.NAME.toUpperCase(Locale.ROOT))
            .server()
            .issuedBy(Parties.ROOT);
    private static final TestCertificate MORE_NAMES = TestCertificates.named("Pair Server of more names")
            .dns(Pair.NAME, "other." + Pair.NAME, "third." + Pair.NAME)
            .server()
            .issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final TicketKeyRing ring = Parties.ring(clocks);

    private ServerConfig.Builder server(TestCertificate certificate) {
        return TlsConfig.server(Parties.identity(certificate))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .ticketKeys(ring)
                .sessionIdFromPolicy("web");
    }

    /** Take a session from one server to another. */
    private ConnectionInfo visit(ProtocolVersion version, ServerConfig.Builder first, ServerConfig.Builder second)
            throws Exception {
        var client = Parties.client(clocks)
                .sessions(store)
                .identity(Parties.identity(CertifiedPeers.BOB))
                .protocols(version)
                .build();
        Pair.of(client, first.build()).handshake().exchange().close();
        try (var pair = Pair.of(client, second.build()).handshake()) {
            return pair.server().engine().info();
        }
    }

    private void assertShared(ProtocolVersion version, ServerConfig.Builder first, ServerConfig.Builder second)
            throws Exception {
        assertThat(visit(version, first, second).resumed()).isTrue();
    }

    private void assertApart(ProtocolVersion version, ServerConfig.Builder first, ServerConfig.Builder second)
            throws Exception {
        assertThat(visit(version, first, second).ticketRefusal()).contains(TicketRefusal.SESSION_ID_CONTEXT);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void equalPoliciesShareSessionsAlsoAcrossRenewedCertificates(ProtocolVersion version) throws Exception {
        assertShared(version, server(Parties.SERVER), server(Parties.SERVER));
        assertShared(version, server(Parties.SERVER), server(RENEWED));
        UnaryOperator<ServerConfig.Builder> asking =
                server -> server.requireClientCertificate(List.of(CertifiedPeers.ROOT.certificate()));
        assertShared(version, asking.apply(server(Parties.SERVER)), asking.apply(server(RENEWED)));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void anotherLabelOrNameKeepsSessionsApart(ProtocolVersion version) throws Exception {
        assertApart(version, server(Parties.SERVER), server(Parties.SERVER).sessionIdFromPolicy("mail"));
        assertApart(version, server(Parties.SERVER), server(MORE_NAMES));
        assertApart(version, server(Parties.SERVER), server(Parties.SERVER).sessionId(new byte[] {1}));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void anotherPolicyForClientsKeepsSessionsApart(ProtocolVersion version) throws Exception {
        var roots = List.of(CertifiedPeers.ROOT.certificate());
        var more = List.of(CertifiedPeers.ROOT.certificate(), Parties.ROOT.certificate());
        assertApart(
                version,
                server(Parties.SERVER).requireClientCertificate(roots),
                server(Parties.SERVER).optionalClientCertificate(roots));
        assertApart(
                version,
                server(Parties.SERVER).requireClientCertificate(roots),
                server(Parties.SERVER).requireClientCertificate(more));
        assertApart(version, server(Parties.SERVER).requireClientCertificate(roots), server(Parties.SERVER));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void lastIdGivenCounts(ProtocolVersion version) throws Exception {
        assertShared(
                version,
                server(Parties.SERVER).sessionId(new byte[] {1}).sessionIdFromPolicy("web"),
                server(Parties.SERVER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.server(Parties.identity(Parties.SERVER))
                        .sessionIdFromPolicy("web")
                        .build())
                .withMessageContaining("sessionIdFromPolicy does nothing without sessionLifetime");
    }
}
