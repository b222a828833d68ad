package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that resume another's session though they go elsewhere, as the data connections of FTPS do. */
class OfferOnTest {
    static Stream<Setting> repriseClient() {
        return Setting.reprise().filter(setting -> setting.client() == Stack.REPRISE && !setting.direct());
    }

    private static EnginePair control(Setting setting, SSLContext client, SSLContext server) throws Exception {
        return EnginePair.of(setting, identified(client.createSSLEngine(Parties.NAME, 21)), server.createSSLEngine())
                .handshake();
    }

    private static SSLEngine identified(SSLEngine engine) {
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static RepriseSession session(EnginePair pair) {
        return RepriseSession.of(pair.client.engine.getSession());
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[offerOn] resumes under another address and port, with the session's name, again and again")
    void dataConnections(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var control = control(setting, client, server);
        assertThat(session(control).remainingLife()).isGreaterThan(Duration.ZERO);
        for (int port = 40_000; port < 40_012; port++) {
            // The mode is not set yet, as in the hook of FTP clients; the address is in no certificate.
            var engine = client.createSSLEngine("192.0.2.1", port);
            assertThat(session(control).offerOn(engine)).isTrue();
            var data = EnginePair.of(setting, identified(engine), server.createSSLEngine());
            engine.setEnableSessionCreation(false);
            data.handshake().exchange();
            assertThat(session(data).resumed()).isTrue();
            assertThat(((ExtendedSSLSession) engine.getSession()).getRequestedServerNames())
                    .containsExactly(new SNIHostName(Parties.NAME));
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName(
            "[offerOn] says when there is nothing to offer; without permission for a new session it is resume or fail")
    void nothingToOffer(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var control = control(setting, client, server);
        var session = session(control);
        var promised = client.createSSLEngine("192.0.2.1", 40_000);
        assertThat(session.offerOn(promised)).isTrue();
        control.client.engine.getSession().invalidate();
        assertThat(session.remainingLife()).isZero();

        var late = client.createSSLEngine("192.0.2.1", 40_001);
        assertThat(session.offerOn(late)).isFalse();
        var data = EnginePair.of(setting, late, server.createSSLEngine()).handshake();
        assertThat(session(data).resumed()).isFalse();
        assertThat(late.getSession().getPeerHost()).isEqualTo("192.0.2.1");

        var strict = EnginePair.of(setting, promised, server.createSSLEngine());
        promised.setEnableSessionCreation(false);
        assertThat(strict.runToFailure())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No new session is allowed and no existing session can be resumed");
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[offerOn] the name the session is checked against is the session's, unless the program sets others")
    void names(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var control = control(setting, client, server);
        var engine = client.createSSLEngine("192.0.2.1", 40_000);
        session(control).offerOn(engine);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("www.example.org")));
        engine.setSSLParameters(parameters);
        var data = EnginePair.of(setting, engine, server.createSSLEngine()).handshake();
        assertThat(((ExtendedSSLSession) engine.getSession()).getRequestedServerNames())
                .containsExactly(new SNIHostName("www.example.org"));
        assertThat(data.client.engine.getSession().isValid()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[offerOn] works over sockets, layered over the address of the data channel")
    void sockets(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        try (var control = SocketPair.of(setting, client, server).handshake();
                var data = SocketPair.of(setting, client, server)) {
            control.exchange();
            var socket = (SSLSocket) client.getSocketFactory().createSocket(data.rawClient, "192.0.2.1", 40_000, true);
            assertThat(RepriseSession.of(control.client.getSession()).offerOn(socket))
                    .isTrue();
            socket.setEnabledProtocols(new String[] {setting.version()});
            var served = data.later(() -> {
                data.server.startHandshake();
                return null;
            });
            socket.startHandshake();
            served.get();
            assertThat(RepriseSession.of(socket.getSession()).resumed()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> RepriseSession.of(control.client.getSession()).offerOn(socket));
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[offerOn] refuses what is not of the same context")
    void strangers(Setting setting) throws Exception {
        var control = control(setting, Parties.client(setting.client()), Parties.server(setting.server()));
        var session = session(control);
        var other = Parties.client(Stack.REPRISE).createSSLEngine();
        assertThatIllegalArgumentException().isThrownBy(() -> session.offerOn(other));
        var suns = Parties.client(Stack.SUN).createSSLEngine();
        assertThatIllegalArgumentException().isThrownBy(() -> session.offerOn(suns));
    }
}
