package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Managers and the selector are asked for the socket, by the methods for sockets alone. */
@Timeout(60)
class SocketManagersTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    /** Take note of a question, and look at what whoever answers it needs. */
    private void see(String question, Socket socket) {
        asked.add(question);
        sockets.add(socket);
        var session = (ExtendedSSLSession) ((SSLSocket) socket).getHandshakeSession();
        assertThat(session.getLocalSupportedSignatureAlgorithms()).contains("SHA256withECDSA");
        assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName(Parties.NAME));
        if (socket instanceof RepriseSocket ours) { // SunJSSE's asks the selector last in TLS 1.2.
            assertThat(ours.getHandshakeApplicationProtocol()).isEqualTo("h2");
        }
        assertThat(socket.isConnected()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] a socket's managers and selector are asked for that very socket")
    void onlySockets(Setting setting) throws Exception {
        var client = Parties.context(
                setting.client(), new KeyManager[] {new Keys(Parties.CLIENT)}, new TrustManager[] {new Trust()});
        var server = Parties.context(
                setting.server(), new KeyManager[] {new Keys(Parties.SERVER)}, new TrustManager[] {new Trust()});
        try (var pair = SocketPair.of(setting, client, server)) {
            pair.server.setNeedClientAuth(true);
            var offer = pair.client.getSSLParameters();
            offer.setApplicationProtocols(new String[] {"h2"});
            pair.client.setSSLParameters(offer);
            pair.server.setHandshakeApplicationProtocolSelector((socket, offered) -> {
                sockets.add(socket);
                return offered.get(0);
            });
            pair.handshake();
            assertThat(asked).contains("server EC", "client", "server trusted", "client trusted");
            assertThat(sockets).allMatch(socket -> socket == pair.client || socket == pair.server);
            assertThat(pair.server.getSession().getPeerCertificates()).containsExactly(Parties.CLIENT.certificate());
            assertThat(pair.client.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] sockets identify their peers by the JDK's trust manager and for a plain one")
    void endpointIdentification(Setting setting) throws Exception {
        for (var trust : List.of(Parties.trust(Parties.ROOT), new TrustManager[] {new PlainTrustOfAll()})) {
            var client = Parties.context(setting.client(), null, trust);
            for (var host : List.of(Parties.NAME, "www.example.org", "127.0.0.1")) {
                try (var pair = layered(setting, client.getSocketFactory(), host)) {
                    pair.handshake();
                }
            }
            try (var pair = layered(setting, client.getSocketFactory(), "other.org")) {
                var served = pair.later(() -> pair.server.getSession().isValid());
                assertThatThrownBy(pair.client::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("other.org");
                served.get();
            }
        }
    }

    private static SocketPair layered(Setting setting, javax.net.ssl.SSLSocketFactory client, String host)
            throws Exception {
        var pair = SocketPair.to(setting, client, host, Parties.server(setting.server()));
        var parameters = pair.client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        pair.client.setSSLParameters(parameters);
        return pair;
    }

    /** Has one key, and answers for sockets alone. */
    private final class Keys extends OneKey {
        Keys(TestCertificate certificate) {
            super(certificate);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            see("client", socket);
            return Arrays.asList(keyType).contains("EC") ? "alias" : null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            see("server " + keyType, socket);
            return keyType.equals("EC") ? "alias" : null;
        }
    }

    /** Trusts everybody, and answers for sockets alone. */
    private final class Trust extends UnaskedTrust {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            see("client trusted", socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            see("server trusted", socket);
        }
    }
}
