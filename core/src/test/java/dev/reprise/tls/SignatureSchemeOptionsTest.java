package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP256R1_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PKCS1_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA512;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signature schemes by choice, and what a connection tells of them. */
class SignatureSchemeOptionsTest {
    private static final TestCertificate SERVER = TestCertificates.named("Server")
            .dns(Pair.NAME)
            .key(KeyType.RSA_2048)
            .server()
            .issuedBy(Parties.ROOT);
    private static final TestCertificate CLIENT =
            TestCertificates.named("Client").key(KeyType.RSA_2048).client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version).identity(Parties.identity(CLIENT));
    }

    private ServerConfig.Builder server() {
        return TlsConfig.server(Parties.identity(SERVER))
                .sessionLifetime(Parties.LIFETIME)
                .optionalClientCertificate(List.of(Parties.ROOT.certificate()))
                .clocks(clocks.clocks());
    }

    @ParameterizedTest
    @EnumSource
    void goesByTheSignersOrderAmongWhatThePeerTakes(ProtocolVersion version) throws Exception {
        var client = client(version)
                .ownSignatureSchemes(RSA_PSS_RSAE_SHA512, RSA_PSS_RSAE_SHA384)
                .acceptedSignatureSchemes(ECDSA_SECP256R1_SHA256, RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384)
                .build();
        var server = server().ownSignatureSchemes(RSA_PSS_RSAE_SHA512, RSA_PSS_RSAE_SHA384, RSA_PSS_RSAE_SHA256)
                .acceptedSignatureSchemes(RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384)
                .build();
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            for (var info : infos(pair)) {
                assertThat(info.ownSignature()).contains(RSA_PSS_RSAE_SHA384);
                assertThat(info.peerSignature()).contains(RSA_PSS_RSAE_SHA384);
                assertThat(info.extendedMasterSecret()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsNoSignatureOfAResumedHandshake(ProtocolVersion version) throws Exception {
        var client =
                client(version).sessions(new SessionCache(16, clocks.clocks())).build();
        var server = server().build();
        Pair.of(client, server).handshake().close();
        try (var pair = Pair.of(client, server).handshake()) {
            for (var info : infos(pair)) {
                assertThat(info.resumed()).isTrue();
                assertThat(info.ownSignature()).isEmpty();
                assertThat(info.peerSignature()).isEmpty();
            }
        }
    }

    private static List<ConnectionInfo> infos(Pair pair) {
        return List.of(pair.client().engine().info(), pair.server().engine().info());
    }

    @Test
    void signsByPkcs1OnlyInTls12() throws Exception {
        var server = server().ownSignatureSchemes(RSA_PKCS1_SHA256).build();
        try (var pair = Pair.of(client(ProtocolVersion.TLS_1_2).build(), server).handshake()) {
            assertThat(pair.client().engine().info().peerSignature()).contains(RSA_PKCS1_SHA256);
        }
        var pair = Pair.of(client(ProtocolVersion.TLS_1_3).build(), server).run();
        assertAborted(pair.server(), Reason.NO_SUITABLE_CERTIFICATE, pair.client());
    }

    @ParameterizedTest
    @EnumSource
    void failsWhereThePeerTakesNothingOfOurs(ProtocolVersion version) {
        var client =
                client(version).acceptedSignatureSchemes(ECDSA_SECP256R1_SHA256).build();
        var pair = Pair.of(client, server().build()).run();
        assertAborted(pair.server(), Reason.NO_SUITABLE_CERTIFICATE, pair.client());
    }

    @Test
    void refusesWhatCanAcceptNothing() {
        var client = Parties.client(clocks);
        assertThatIllegalArgumentException().isThrownBy(client::ownSignatureSchemes);
        assertThatIllegalArgumentException().isThrownBy(client::acceptedSignatureSchemes);
        client.acceptedSignatureSchemes(RSA_PKCS1_SHA256);
        assertThatIllegalArgumentException().isThrownBy(client::build).withMessageContaining("TLSv1.3 signs nothing");
        client.protocols(ProtocolVersion.TLS_1_2).build();
    }
}
