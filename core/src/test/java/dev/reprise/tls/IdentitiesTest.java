package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which identity a server uses, and how it is replaced while the server runs. */
class IdentitiesTest {
    private static final TestCertificate RENEWED =
            TestCertificates.named("Renewed").dns(Pair.NAME).server().issuedBy(Parties.ROOT);
    private static final TestCertificate SHOP = TestCertificates.named("Shop")
            .dns("shop.test", "*.shop.test")
            .server()
            .issuedBy(Parties.ROOT);
    private static final TestCertificate RSA = TestCertificates.named("With RSA")
            .dns(Pair.NAME)
            .server()
            .key(KeyType.RSA_2048)
            .issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final SessionCache cache = new SessionCache(16, clocks.clocks());

    @Test
    void refusesKeyThatIsNotItsCertificates() throws Exception {
        var good = Parties.identity(Parties.SERVER);
        var mixed = new Identity(SHOP.chain(), RENEWED.key());
        var otherKind = new Identity(SHOP.chain(), RSA.key());
        for (var bad : List.of(mixed, otherKind)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Identities(bad))
                    .withMessageContaining("private/public key mismatch")
                    .withMessageContaining("CN=Shop");
            assertThatIllegalArgumentException().isThrownBy(() -> new Identities(good, bad));
            assertThatIllegalArgumentException().isThrownBy(() -> TlsConfig.server(bad));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsConfig.client().identity(bad));
            var identities = new Identities(good);
            assertThatIllegalArgumentException().isThrownBy(() -> identities.replace(good, bad));
            assertThat(identities.current()).containsExactly(good);
        }
    }

    @Test
    @DisplayName("[120] a renewed key and certificate end no session")
    void replacesCertificateWithoutEndingSessions() throws Exception {
        var identities = new Identities(Parties.identity(Parties.SERVER));
        var server = server(identities).build();
        var client = Parties.client(clocks).sessions(cache).build();
        Pair.of(client, server).handshake().close();

        identities.replace(Parties.identity(RENEWED));
        assertThat(identities.current()).containsExactly(Parties.identity(RENEWED));
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
        assertThat(leaf(Pair.of(Parties.client(clocks).build(), server))).isEqualTo(RENEWED);
    }

    @Test
    void keepsTheSnapshotOfHandshakeThatHasBegun() throws Exception {
        var identities = new Identities(Parties.identity(Parties.SERVER));
        var server = server(identities).build();
        var client = Parties.client(clocks).build();
        // Replaced when the identity is chosen and neither its chain nor its signature is out.
        var replacing = Pair.lyingServer(server, message -> {
            if (message instanceof ServerHello) {
                identities.replace(Parties.identity(RENEWED));
            }
            return List.of(message);
        });
        assertThat(leaf(Pair.of(Pair.engine(client, Pair.NAME), replacing))).isEqualTo(Parties.SERVER);
        assertThat(leaf(Pair.of(client, server))).isEqualTo(RENEWED);
    }

    @Test
    void choosesByNameAndElseTheFirst() throws Exception {
        var server = server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(SHOP)))
                .build();
        var client = Parties.client(clocks).insecureNoVerifyName().build();
        assertThat(leaf(Pair.of(client, server, "shop.test"))).isEqualTo(SHOP);
        assertThat(leaf(Pair.of(client, server, "WWW.Shop.test"))).isEqualTo(SHOP);
        assertThat(leaf(Pair.of(client, server, Pair.NAME))).isEqualTo(Parties.SERVER);
        assertThat(leaf(Pair.of(client, server, "unknown.test"))).isEqualTo(Parties.SERVER);
        assertThat(leaf(Pair.of(client, server, "192.0.2.1"))).isEqualTo(Parties.SERVER);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void choosesTheKeyTheClientCanVerify(ProtocolVersion version) throws Exception {
        var server = server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(RSA)))
                .build();
        var config = Parties.client(clocks).protocols(version).build();
        assertThat(leaf(Pair.of(config, server))).isEqualTo(Parties.SERVER);
        var onlyRsa = new SignatureAlgorithms(CodePoints.of(SignatureScheme.RSA_PSS_RSAE_SHA256.code()));
        Lie lie = message -> List.of(message instanceof ClientHello hello ? Messages.with(hello, onlyRsa) : message);
        assertThat(leaf(Pair.of(Pair.lyingClient(config, lie), server.engine())))
                .isEqualTo(RSA);
    }

    @Test
    void choosesTheKeyOfTheSuitesInTls12() throws Exception {
        var server = server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(RSA)))
                .build();
        var client = Parties.client(clocks)
                .cipherSuites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
                .build();
        assertThat(leaf(Pair.of(client, server))).isEqualTo(RSA);
    }

    /** A key whose suites the client and this server have not in common is of no use, whatever else the client offers. */
    @Test
    void choosesTheKeyOfTheSuitesBothHaveInTls12() throws Exception {
        var server = server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(RSA)))
                .cipherSuites(
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
                .build();
        var client = Parties.client(clocks)
                .cipherSuites(
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
                .build();
        assertThat(leaf(Pair.of(client, server))).isEqualTo(RSA);
    }

    @Test
    void saysWhenNoneFits() {
        var server = server(new Identities(Parties.identity(Parties.SERVER), Parties.identity(RSA)))
                .build();
        var ed25519 = new SignatureAlgorithms(CodePoints.of(SignatureScheme.ED25519.code()));
        Lie lie = message -> List.of(message instanceof ClientHello hello ? Messages.with(hello, ed25519) : message);
        var pair = Pair.of(
                        Pair.lyingClient(
                                Parties.client(clocks)
                                        .protocols(ProtocolVersion.TLS_1_3)
                                        .build(),
                                lie),
                        server.engine())
                .run();
        assertAborted(pair.server(), Reason.NO_SUITABLE_CERTIFICATE, pair.client());
    }

    @Test
    void readsEachFromFilesToChooseByNameAndToRenew(@TempDir Path folder) throws Exception {
        var identities = new Identities(read(folder, Parties.SERVER), read(folder, SHOP));
        var server = server(identities).build();
        var client = Parties.client(clocks).build();
        assertThat(leaf(Pair.of(client, server, "shop.test"))).isEqualTo(SHOP);
        assertThat(leaf(Pair.of(client, server, Pair.NAME))).isEqualTo(Parties.SERVER);
        identities.replace(read(folder, RENEWED), read(folder, SHOP));
        assertThat(leaf(Pair.of(client, server, Pair.NAME))).isEqualTo(RENEWED);
    }

    private static Identity read(Path folder, TestCertificate certificate) throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        certificate.write(chain, key);
        return TlsConfig.identity(chain, key);
    }

    private ServerConfig.Builder server(Identities identities) {
        return TlsConfig.server(identities).sessionLifetime(Parties.LIFETIME).clocks(clocks.clocks());
    }

    private static TestCertificate leaf(Pair pair) throws Exception {
        try (pair) {
            pair.handshake();
            var certificate = pair.client().engine().info().peerCertificates().get(0);
            return List.of(Parties.SERVER, RENEWED, SHOP, RSA).stream()
                    .filter(known -> known.certificate().equals(certificate))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
