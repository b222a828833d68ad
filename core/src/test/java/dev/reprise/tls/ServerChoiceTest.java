package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ClientHelloView;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Configs and identities chosen by what a client offers. */
class ServerChoiceTest {
    private static final TestCertificate SHOP =
            TestCertificates.named("Shop").dns("shop.test").server().issuedBy(Parties.ROOT);
    private static final TestCertificate RSA = TestCertificates.named("RSA")
            .dns(Pair.NAME)
            .key(KeyType.RSA_2048)
            .server()
            .issuedBy(Parties.ROOT);
    private static final TestCertificate CLIENT =
            TestCertificates.named("client").client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource
    void choosesTheConfigByName(ProtocolVersion version) throws Exception {
        var shop = TlsConfig.server(Parties.identity(SHOP))
                .alpn("shop/1")
                .protocols(version)
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .clocks(clocks.clocks())
                .build();
        var server = Parties.server(clocks)
                .alpn("other/1")
                .choose(ServerChoice.configs(
                        hello -> hello.serverName().equals(Optional.of("shop.test")) ? shop : null))
                .build();
        var client = Parties.client(clocks)
                .protocols(version)
                .alpn("shop/1", "other/1")
                .identity(Parties.identity(CLIENT))
                .build();
        try (var pair = Pair.of(client, server, "shop.test").handshake().exchange()) {
            var info = pair.client().engine().info();
            assertThat(info.version()).isEqualTo(version);
            assertThat(info.alpn()).contains("shop/1");
            assertThat(info.peerCertificates().get(0)).isEqualTo(SHOP.certificate());
            assertThat(pair.server().engine().info().peerCertificates().get(0)).isEqualTo(CLIENT.certificate());
        }
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            var info = pair.client().engine().info();
            assertThat(info.alpn()).contains("other/1");
            assertThat(info.peerCertificates().get(0)).isEqualTo(Parties.SERVER.certificate());
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void choosesTheIdentityByHello(ProtocolVersion version) throws Exception {
        var asked = new ArrayList<String>();
        var server = Parties.server(clocks)
                .choose(ServerChoice.identities(hello -> {
                    asked.add(hello.serverName().orElse(""));
                    return hello.signatureSchemes().contains(SignatureScheme.ED25519) ? Parties.identity(RSA) : null;
                }))
                .build();
        var sessions = new SessionCache(16, clocks.clocks());
        var client =
                Parties.client(clocks).protocols(version).sessions(sessions).build();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().peerCertificates().get(0)).isEqualTo(RSA.certificate());
        }
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
        assertThat(asked).as("not asked when resumed").containsExactly(Pair.NAME);
    }

    @Test
    void asksOnceAlsoWithARetry() throws Exception {
        var asked = new ArrayList<String>();
        var server = Parties.server(clocks)
                .groups(NamedGroup.SECP256R1)
                .choose(new ServerChoice() {
                    @Override
                    public @Nullable ServerConfig config(ClientHelloView hello) {
                        asked.add("config");
                        return null;
                    }

                    @Override
                    public @Nullable Identity identity(ClientHelloView hello) {
                        asked.add("identity");
                        return null;
                    }
                })
                .build();
        var client = Parties.client(clocks)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        Pair.of(client, server).handshake().close();
        assertThat(asked).containsExactly("config", "identity");
    }

    // RFC 6066 section 3: a server that does not know the name may end the handshake with unrecognized_name.
    @ParameterizedTest
    @EnumSource
    void refusesANameThatIsNobodys(ProtocolVersion version) {
        var server = Parties.server(clocks)
                .choose(new ServerChoice() {
                    @Override
                    public @Nullable ServerConfig config(ClientHelloView hello) throws ProtocolException {
                        throw ServerChoice.unrecognizedName(hello);
                    }
                })
                .build();
        var client = Parties.client(clocks).protocols(version).build();
        var pair = Pair.of(client, server).run();
        assertThat(pair.server().failure())
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNRECOGNIZED_NAME));
        assertThat(pair.client().failure())
                .isInstanceOfSatisfying(
                        PeerAlertException.class,
                        e -> assertThat(e.code()).isEqualTo(AlertDescription.UNRECOGNIZED_NAME.code()));
    }

    @Test
    void showsWhatTheClientOffers() throws Exception {
        var seen = new ArrayList<ClientHelloView>();
        var server = Parties.server(clocks)
                .choose(ServerChoice.configs(hello -> {
                    seen.add(hello);
                    return null;
                }))
                .build();
        var client = Parties.client(clocks)
                .alpn("h2", "http/1.1")
                .groups(NamedGroup.X25519, NamedGroup.SECP384R1)
                .cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
                .build();
        Pair.of(client, server, "EXAMPLE.org").handshake().close();
        var hello = seen.get(0);
        assertThat(hello.serverName()).contains("example.org");
        assertThat(hello.protocols()).containsExactly(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        assertThat(hello.cipherSuites())
                .containsExactly(
                        CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        assertThat(hello.groups()).containsExactly(NamedGroup.X25519, NamedGroup.SECP384R1);
        assertThat(hello.signatureSchemes()).containsExactly(SignatureScheme.values());
        assertThat(hello.certificateSignatureSchemes()).containsExactly(SignatureScheme.values());
        assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
        assertThat(hello.certificateAuthorities()).isEmpty();
    }

    @Test
    void endsTheHandshakeWhenItThrows() {
        var server = Parties.server(clocks)
                .choose(ServerChoice.configs(hello -> {
                    throw new IllegalStateException("no database");
                }))
                .build();
        var pair = Pair.of(Parties.client(clocks).build(), server).run();
        assertThat(pair.server().failure()).hasRootCauseMessage("no database");
    }
}
