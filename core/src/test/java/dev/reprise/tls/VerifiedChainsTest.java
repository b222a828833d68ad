package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer is remembered when it has proven to own its key, and no earlier: certificates are public. */
class VerifiedChainsTest {
    @ParameterizedTest
    @EnumSource
    void remembersNoClientThatShowsSomebodyElsesCertificate(ProtocolVersion version) throws Exception {
        var peers = new CertifiedPeers(version);
        var server = peers.required().build();
        var client = peers.client(ALICE).build();
        for (int i = 0; i < 3; i++) {
            Pair.of(Pair.lyingClient(client, VerifiedChainsTest::forged), server.engine())
                    .run();
        }
        assertThat(remembered(server.settings().shared().certificates())).isZero();
        Pair.of(client, server).handshake().close();
        assertThat(remembered(server.settings().shared().certificates())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void remembersNoServerThatShowsSomebodyElsesCertificate(ProtocolVersion version) throws Exception {
        var peers = new CertifiedPeers(version);
        var server = peers.server().build();
        var client = peers.client().build();
        Pair.of(Pair.engine(client, Pair.NAME), Pair.lyingServer(server, VerifiedChainsTest::forged))
                .run();
        assertThat(remembered(client.engines().settings().shared().certificates()))
                .isZero();
        Pair.of(client, server).handshake().close();
        assertThat(remembered(client.engines().settings().shared().certificates()))
                .isEqualTo(1);
    }

    private static int remembered(Object certificates) {
        return ((VerifiedChains) certificates).size();
    }

    /** Spoil the one signature that proves the key: of CertificateVerify, or of TLS 1.2's ServerKeyExchange. */
    private static List<HandshakeMessage> forged(HandshakeMessage message) {
        return List.of(
                switch (message) {
                    case CertificateVerify verify ->
                        new CertificateVerify(verify.scheme(), Messages.flipped(verify.signature()));
                    case ServerKeyExchange exchange ->
                        new ServerKeyExchange(
                                exchange.group(),
                                exchange.publicKey(),
                                exchange.scheme(),
                                Messages.flipped(exchange.signature()));
                    default -> message;
                });
    }
}
