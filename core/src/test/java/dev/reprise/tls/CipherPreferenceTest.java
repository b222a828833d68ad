package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose order of cipher suites decides. The client wants ChaCha20 most, the server AES-128-GCM. */
class CipherPreferenceTest {
    private static final String BOTH_OF_BOTH = "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
            + ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256";
    private static final String SERVERS = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256"
            + ":ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305";

    private final RingClocks clocks = new RingClocks();

    private CipherSuite agreed(ProtocolVersion version, UnaryOperator<ServerConfig.Builder> options) throws Exception {
        var client = Parties.client(clocks)
                .protocols(version)
                .cipherSuites(TlsConfig.parseCiphers(BOTH_OF_BOTH))
                .build();
        var server = options.apply(Parties.server(clocks)).build();
        try (var pair = Pair.of(client, server).handshake()) {
            return pair.server().engine().info().cipherSuite();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void suitesThatAreSetDecideUnlessTheClientIsPreferred(ProtocolVersion version) throws Exception {
        var suites = TlsConfig.parseCiphers(SERVERS);
        assertThat(agreed(version, server -> server.cipherSuites(suites)).aead())
                .isEqualTo(AeadAlgorithm.AES_128_GCM);
        assertThat(agreed(version, server -> server.cipherSuites(suites).preferCiphersServer())
                        .aead())
                .isEqualTo(AeadAlgorithm.AES_128_GCM);
        assertThat(agreed(version, server -> server.preferCiphersClient().cipherSuites(suites))
                        .aead())
                .isEqualTo(AeadAlgorithm.CHACHA20_POLY1305);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void theClientsOrderDecidesUnlessTheServerIsPreferred(ProtocolVersion version) throws Exception {
        assertThat(agreed(version, server -> server).aead()).isEqualTo(AeadAlgorithm.CHACHA20_POLY1305);
        assertThat(agreed(version, ServerConfig.Builder::preferCiphersServer).aead())
                .isEqualTo(AeadAlgorithm.AES_128_GCM);
    }
}
