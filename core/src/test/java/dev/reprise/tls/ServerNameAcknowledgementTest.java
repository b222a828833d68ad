package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6066 section 3: server_name is acknowledged when the name chose the certificate, and never on resumption. */
class ServerNameAcknowledgementTest {
    private static final TestCertificate SHOP =
            TestCertificates.named("Shop").dns("shop.test").server().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final SessionCache sessions = new SessionCache(16, clocks.clocks());

    @ParameterizedTest
    @EnumSource
    void acknowledgesTheNameThatTheCertificateHas(ProtocolVersion version) throws Exception {
        var single = Parties.server(clocks).build();
        assertThat(acknowledges(version, single, Pair.NAME)).isTrue();
        assertThat(acknowledges(version, single, "unknown.test")).isFalse();
        assertThat(acknowledges(version, single, "192.0.2.1")).isFalse();
        var several = TlsConfig.server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(SHOP)))
                .clocks(clocks.clocks())
                .build();
        assertThat(acknowledges(version, several, "shop.test")).isTrue();
        assertThat(acknowledges(version, several, "unknown.test")).isFalse();
        var chosen = Parties.server(clocks)
                .choose(ServerChoice.identities(hello -> Parties.identity(SHOP)))
                .build();
        assertThat(acknowledges(version, chosen, "shop.test")).isTrue();
        assertThat(acknowledges(version, chosen, Pair.NAME)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgesNoneOnResumption(ProtocolVersion version) throws Exception {
        var server = Parties.server(clocks).build();
        var client = client(version).sessions(sessions).build();
        Pair.of(client, server).handshake().close();
        assertThat(acknowledges(client, server, Pair.NAME, true)).isFalse();
    }

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version).insecureNoVerifyName();
    }

    private boolean acknowledges(ProtocolVersion version, ServerConfig server, String name) throws Exception {
        return acknowledges(client(version).build(), server, name, false);
    }

    private static boolean acknowledges(ClientConfig client, ServerConfig server, String name, boolean resumed)
            throws Exception {
        var answered = new ArrayList<Extensions>();
        var engine = Pair.lyingServer(server, message -> {
            answered.add(extensions(message));
            return List.of(message);
        });
        try (var pair = Pair.of(Pair.engine(client, name), engine).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
        }
        return answered.stream().anyMatch(e -> e.find(ServerNameAcknowledgement.class) != null);
    }

    private static Extensions extensions(HandshakeMessage message) {
        return switch (message) {
            case ServerHello hello -> hello.extensions();
            case EncryptedExtensions encrypted -> encrypted.extensions();
            default -> Extensions.NONE;
        };
    }
}
