package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates of every kind of key, on both sides, in both versions. */
class KeyKindsTest {
    /** One kind of key in one version. */
    record Kind(String title, KeyPair keys, ProtocolVersion version) {
        @Override
        public String toString() {
            return title + " in " + version;
        }
    }

    static List<Kind> kinds() throws Exception {
        var restricted = KeyPairGenerator.getInstance("RSASSA-PSS");
        var parameters = new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
        restricted.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, parameters));
        var kinds = new ArrayList<Kind>();
        for (var version : ProtocolVersion.values()) {
            for (var type : KeyType.values()) {
                if (type != KeyType.RSA_1024) {
                    kinds.add(new Kind(type.name(), type.generate(), version));
                }
            }
            kinds.add(new Kind("RSA_PSS_2048 with SHA-384", restricted.generateKeyPair(), version));
        }
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void provesBothSides(Kind kind) throws Exception {
        var clocks = new RingClocks();
        var server = TestCertificates.named("Server")
                .keys(kind.keys())
                .dns(Pair.NAME)
                .issuedBy(Parties.ROOT);
        var client = TestCertificates.named("Client").keys(kind.keys()).issuedBy(Parties.ROOT);
        var clientConfig = Parties.client(clocks)
                .protocols(kind.version())
                // RFC 8422 section 5.1.1: in TLS 1.2 the groups are also the curves that certificates may have.
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1, NamedGroup.SECP521R1)
                .identity(Parties.identity(client))
                .build();
        var serverConfig = TlsConfig.server(Parties.identity(server))
                .protocols(kind.version())
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .clocks(clocks.clocks())
                .build();
        try (var pair = Pair.of(clientConfig, serverConfig)) {
            pair.handshake().exchange();
            var seenByClient = pair.client().engine().info();
            assertThat(seenByClient.version()).isEqualTo(kind.version());
            assertThat(seenByClient.peerCertificates()).first().isEqualTo(server.certificate());
            assertThat(pair.server().engine().info().peerCertificates()).first().isEqualTo(client.certificate());
        }
    }
}
