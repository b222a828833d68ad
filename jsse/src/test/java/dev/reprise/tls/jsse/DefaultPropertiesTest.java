package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.EOFException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The properties that change what contexts begin with. */
@Timeout(60)
class DefaultPropertiesTest {
    private final Map<String, String> before = new HashMap<>();

    @TempDir
    Path directory;

    private void set(String property, String value) {
        before.putIfAbsent(property, System.getProperty(property, ""));
        System.setProperty(property, value);
    }

    @AfterEach
    void restore() {
        before.forEach((property, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    static Stream<Setting> ours() {
        return Stream.of(
                new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false),
                new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_2, false));
    }

    private static SSLEngine engine(boolean client) throws Exception {
        var engine = Parties.client(Stack.REPRISE).createSSLEngine();
        engine.setUseClientMode(client);
        return engine;
    }

    private static EnginePair pair(Setting setting) throws Exception {
        return EnginePair.named(setting, Parties.client(setting.client()), Parties.server(setting.server()));
    }

    @ParameterizedTest
    @CsvSource({"client, true", "server, false"})
    @DisplayName("[JSSE properties] jdk.tls.SIDE.protocols and cipherSuites are the defaults of that side alone")
    void protocolsAndSuites(String side, boolean client) throws Exception {
        var others = engine(!client);
        set("jdk.tls." + side + ".protocols", "TLSv1.2, TLSv9");
        set("jdk.tls." + side + ".cipherSuites", "\"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_NO_SUCH_SUITE\"");
        assertThat(engine(client).getEnabledProtocols()).containsExactly("TLSv1.2");
        assertThat(engine(client).getEnabledCipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        assertThat(engine(!client).getEnabledProtocols()).isEqualTo(others.getEnabledProtocols());
        assertThat(engine(!client).getEnabledCipherSuites()).isEqualTo(others.getEnabledCipherSuites());
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.tls.client.protocols, TLSv9",
        "jdk.tls.client.cipherSuites, TLS_NO_SUCH_SUITE",
        "jdk.tls.namedGroups, no_such_group",
        "jdk.tls.client.SignatureSchemes, no_such_scheme"
    })
    @DisplayName("[JSSE properties] names that leave nothing end the handshake before its first byte")
    void nothingLeft(String property, String value) throws Exception {
        set(property, value);
        assertThatThrownBy(engine(true)::beginHandshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No appropriate protocol");
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.namedGroups are the groups of both sides")
    void namedGroups(Setting setting) throws Exception {
        var keys = Parties.keys(Parties.RSA_SERVER); // In TLS 1.2 a key's curve must be one of the groups.
        var usual = Parties.context(Stack.REPRISE, keys, Parties.trust(Parties.ROOT));
        set("jdk.tls.namedGroups", "secp384r1, no_such_group");
        var client = Parties.client(Stack.REPRISE);
        for (boolean common : new boolean[] {true, false}) {
            var pair = EnginePair.of(setting, client, usual);
            var parameters = pair.server.engine.getSSLParameters();
            parameters.setNamedGroups(new String[] {common ? "secp384r1" : "x25519"});
            pair.server.engine.setSSLParameters(parameters);
            if (common) {
                pair.handshake();
            } else {
                assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
            }
        }
        EnginePair.named(setting, client, Parties.context(Stack.REPRISE, keys, Parties.trust(Parties.ROOT)))
                .handshake();
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.SIDE.SignatureSchemes decide by what the server proves itself")
    void signatureSchemes(Setting setting) throws Exception {
        for (var side : new String[] {"client", "server"}) {
            for (boolean rsa : new boolean[] {true, false}) {
                set(
                        "jdk.tls." + side + ".SignatureSchemes",
                        "no_such_scheme, " + (rsa ? "rsa_pss_rsae_sha256" : "ecdsa_secp256r1_sha256"));
                var client = Parties.context(Stack.REPRISE, null, new TrustManager[] {new Trusting()});
                var keys = Parties.keys(Parties.SERVER, Parties.RSA_SERVER);
                var server = Parties.context(Stack.REPRISE, keys, Parties.trust(Parties.ROOT));
                var pair = EnginePair.named(setting, client, server).handshake();
                var leaf = pair.client.engine.getSession().getPeerCertificates()[0];
                assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo(rsa ? "RSA" : "EC");
            }
            System.clearProperty("jdk.tls." + side + ".SignatureSchemes");
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jsse.enableSNIExtension of false sends no name that the program has not set")
    void serverNames(Setting setting) throws Exception {
        set("jsse.enableSNIExtension", "false");
        var pair = pair(setting);
        assertThat(pair.client.engine.getSSLParameters().getServerNames()).isNull();
        pair.handshake();
        assertThat(((ExtendedSSLSession) pair.server.engine.getSession()).getRequestedServerNames())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.SIDE.enableSessionTicketExtension of false: no tickets on that side")
    void tickets(Setting setting) throws Exception {
        for (var side : new String[] {"client", "server", "neither"}) {
            set("jdk.tls." + side + ".enableSessionTicketExtension", "false");
            var client = Parties.client(Stack.REPRISE);
            var server = Parties.server(Stack.REPRISE);
            EnginePair.named(setting, client, server).handshake().exchange();
            var second = EnginePair.named(setting, client, server).handshake();
            assertThat(RepriseSession.of(second.client.engine.getSession()).resumed())
                    .as(side)
                    .isEqualTo(side.equals("neither"));
            System.clearProperty("jdk.tls." + side + ".enableSessionTicketExtension");
        }
    }

    @Test
    @DisplayName("[JSSE properties] the session contexts begin with the properties' timeout and size")
    void sessionContexts() throws Exception {
        set("jdk.tls.server.sessionTicketTimeout", "77");
        set("javax.net.ssl.sessionCacheSize", "5");
        var context = Parties.client(Stack.REPRISE);
        assertThat(context.getServerSessionContext().getSessionTimeout()).isEqualTo(77);
        assertThat(context.getServerSessionContext().getSessionCacheSize()).isEqualTo(5);
        assertThat(context.getClientSessionContext().getSessionCacheSize()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.maxHandshakeMessageSize bounds what a peer may make us keep")
    void maxHandshakeMessage(Setting setting) throws Exception {
        var large = TestCertificates.named("large")
                .dns(Parties.NAME)
                .server()
                .extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1"), false, new byte[20_000])
                .issuedBy(Parties.ROOT);
        var server = Parties.context(Stack.REPRISE, Parties.keys(large), Parties.trust(Parties.ROOT));
        EnginePair.named(setting, Parties.client(Stack.REPRISE), server).handshake();
        set("jdk.tls.maxHandshakeMessageSize", "16384");
        assertThat(EnginePair.named(setting, Parties.client(Stack.REPRISE), server)
                        .runToFailure())
                .isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.tls.maxCertificateChainLength, true, true",
        "jdk.tls.client.maxInboundCertificateChainLength, true, false",
        "jdk.tls.server.maxInboundCertificateChainLength, false, true",
    })
    @DisplayName("[JSSE properties] the lengths of chains are bounded by side")
    void chains(String property, boolean ofServers, boolean ofClients) throws Exception {
        set(property, "1");
        var authority = TestCertificates.named("authority").authority().issuedBy(Parties.ROOT);
        var server = TestCertificates.named("leaf").dns(Parties.NAME).server().issuedBy(authority);
        var client = TestCertificates.named("leaf").client().issuedBy(authority);
        for (var setting : ours().toList()) {
            assertThat(fails(setting, Parties.CLIENT, server)).isEqualTo(ofServers);
            assertThat(fails(setting, client, Parties.SERVER)).isEqualTo(ofClients);
            assertThat(fails(setting, Parties.CLIENT, Parties.SERVER)).isFalse();
        }
    }

    private static boolean fails(Setting setting, TestCertificate client, TestCertificate server) throws Exception {
        var trust = Parties.trust(Parties.ROOT);
        var pair = EnginePair.named(
                setting,
                Parties.context(Stack.REPRISE, Parties.keys(client), trust),
                Parties.context(Stack.REPRISE, Parties.keys(server), trust));
        pair.server.engine.setNeedClientAuth(true);
        try {
            pair.handshake();
            return false;
        } catch (SSLException e) {
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE socket] a bare FIN is told by endedWithoutCloseNotify, and by requireCloseNotify is an error")
    void requireCloseNotify(Setting setting) throws Exception {
        for (boolean required : new boolean[] {false, true}) {
            set("com.sun.net.ssl.requireCloseNotify", Boolean.toString(required));
            try (var pair = SocketPair.of(setting)) {
                pair.handshake();
                pair.exchange();
                var session = RepriseSession.of(pair.client.getSession());
                assertThat(session.endedWithoutCloseNotify()).isFalse();
                pair.rawServer.shutdownOutput();
                if (required) {
                    assertThatThrownBy(() -> pair.client.getInputStream().read())
                            .isInstanceOf(SSLException.class)
                            .hasMessage("SSL peer shut down incorrectly")
                            .hasCauseInstanceOf(EOFException.class);
                } else {
                    assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
                }
                assertThat(session.endedWithoutCloseNotify()).isTrue();
                assertThat(pair.client.getSession().isValid()).isTrue();
            }
        }
    }

    private void store(String property, KeyStore store) throws Exception {
        var file = directory.resolve(property);
        try (OutputStream output = Files.newOutputStream(file)) {
            store.store(output, "password".toCharArray());
        }
        set("javax.net.ssl." + property, file.toString());
        set("javax.net.ssl." + property + "Password", "password");
        set("javax.net.ssl." + property + "Type", "PKCS12");
    }

    private static SSLContext ofDefault() throws Exception {
        return SSLContext.getInstance("Default", new RepriseProvider());
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName(
            "[JSSE properties] the default context has the key store and trust store of javax.net.ssl's properties")
    void stores(Setting setting) throws Exception {
        store("keyStore", Parties.keyStore(Parties.SERVER));
        var roots = Parties.keyStore();
        roots.setCertificateEntry("root", Parties.ROOT.certificate());
        store("trustStore", roots);
        EnginePair.named(setting, ofDefault(), ofDefault()).handshake();
        var initialised = SSLContext.getInstance("TLS", new RepriseProvider());
        initialised.init(null, null, null);
        EnginePair.named(setting, initialised, ofDefault()).handshake();
    }

    @Test
    @DisplayName("[JSSE properties] a key store of NONE is none; one that cannot be read is told")
    void otherStores() throws Exception {
        set("javax.net.ssl.keyStore", "NONE");
        set("javax.net.ssl.keyStoreType", "PKCS12");
        assertThat(ofDefault().createSSLEngine()).isNotNull();
        set("javax.net.ssl.keyStore", directory.resolve("missing").toString());
        assertThatThrownBy(DefaultPropertiesTest::ofDefault)
                .isInstanceOf(NoSuchAlgorithmException.class)
                .hasMessageContaining("default context")
                .hasMessageContaining("missing");
        set("javax.net.ssl.keyStore", "");
        set("javax.net.ssl.keyStoreProvider", "NoSuchProvider");
        assertThat(ofDefault().createSSLEngine()).isNotNull();
    }

    /** Trusts everybody. */
    private static final class Trusting extends AllTrusting {
        @Override
        void see(X509Certificate[] chain, String authType, SSLEngine engine) {}
    }
}
