package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.assertj.core.api.Condition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an engine does when something is wrong. */
class EngineFailureTest {
    private static final byte[] HTTP = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes();

    /** Let the client fail on the server's certificate, its alert not wrapped yet. */
    private static EnginePair untrusted(Setting setting) throws Exception {
        var client = Parties.context(setting.client(), null, Parties.trust(Parties.STRANGER));
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        return pair;
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 18] an own failure is thrown once; then unwrap and wrap say CLOSED and the alert comes out")
    void ownFailure(Setting setting) throws Exception {
        var pair = untrusted(setting);
        var engine = pair.client.engine;
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(engine.isInboundDone()).isTrue();
        assertThat(engine.isOutboundDone()).isFalse();
        var read = pair.client.unwrap();
        assertThat(read.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(read.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(read.bytesConsumed()).isZero();
        var alert = pair.client.wrap("anything".getBytes());
        assertThat(alert.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(alert.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(alert.bytesConsumed()).isZero();
        assertThat(alert.bytesProduced()).isPositive();
        assertThat(engine.isOutboundDone()).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(pair.client.wrap("anything".getBytes()).getStatus()).isEqualTo(Status.CLOSED);
            assertThat(pair.client.unwrap().getStatus()).isEqualTo(Status.CLOSED);
        }
        assertThat(engine.getSession().getProtocol()).isEqualTo("NONE");
        assertThat(engine.getHandshakeSession()).isNull();
        engine.closeOutbound();
        engine.closeInbound();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 18] a record that does not open fails the connection once and invalidates the session")
    void badRecord(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.client.wrap("data".getBytes());
        var record = pair.server.takeIncoming();
        record[record.length - 1] ^= 1;
        pair.server.deliver(record);
        assertThatThrownBy(pair.server::unwrap).isInstanceOf(SSLException.class);
        assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.CLOSED);
        var alert = pair.server.wrap();
        assertThat(alert.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(alert.bytesProduced()).isPositive();
        assertThat(pair.server.engine.getSession().isValid()).isFalse();
        assertThat(pair.server.engine.getSession().getProtocol()).isEqualTo(setting.version());
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 19] a fatal alert received is thrown, ends both directions, and no alert is owed")
    void alertReceived(Setting setting) throws Exception {
        var pair = untrusted(setting);
        pair.client.wrap();
        var thrown = pair.runToFailure();
        assertThat(thrown).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("Received fatal alert: ");
        var engine = pair.server.engine;
        assertThat(engine.isInboundDone()).isTrue();
        assertThat(engine.isOutboundDone()).isTrue();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        var nothing = pair.server.wrap();
        assertThat(nothing.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(nothing.bytesProduced()).isZero();
        assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 20] plaintext is told by the text that programs look for")
    void plaintext(Setting setting) throws Exception {
        for (var end : EnginePair.of(setting).ends()) {
            end.wrap();
            end.takeIncoming();
            end.deliver(HTTP);
            assertThatThrownBy(end::unwrap)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("Unrecognized SSL message, plaintext connection?");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 20] what a trust manager throws is the cause of the SSLHandshakeException and names the alert")
    void trustManagersException(Setting setting) throws Exception {
        var refusal = new CertificateException("not on Sundays");
        var trust = new TrustManager[] {new Refusing(refusal)};
        var client = Parties.context(setting.client(), null, trust);
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        assertThat(pair.runToFailure())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("not on Sundays")
                .hasCause(refusal);
        pair.client.wrap();
        assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: certificate_unknown");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 20] a program's fault is internal_error, a plain SSLException on both sides: Kafka tries again")
    void internalError(Setting setting) throws Exception {
        var trust = new TrustManager[] {
            new AllTrusting() {
                @Override
                void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                    throw new IllegalStateException("not on Sundays");
                }
            }
        };
        var client = Parties.context(setting.client(), null, trust);
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        assertThat(pair.runToFailure())
                .isExactlyInstanceOf(SSLException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        pair.client.wrap();
        assertThat(pair.runToFailure())
                .isExactlyInstanceOf(SSLException.class)
                .hasMessageContaining("Received fatal alert: internal_error");
    }

    private record Refusing(CertificateException refusal) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw refusal;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw refusal;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#repriseServer")
    @DisplayName("[JSSE 20] close_notify in the handshake is a plain SSLException, which programs try again after")
    void closeNotifyInTheHandshake(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.wrap();
        pair.client.engine.closeOutbound();
        for (int i = 0; i < 3 && !pair.client.engine.isOutboundDone(); i++) {
            pair.client.wrap();
        }
        pair.server.unwrap();
        pair.server.runTasks();
        while (pair.server.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            pair.server.wrap();
        }
        assertThat(pair.runToFailure()).isExactlyInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 20] nothing in common is an SSLHandshakeException on both sides")
    void nothingInCommon(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        boolean tls13 = setting.tls13();
        pair.client.engine.setEnabledCipherSuites(
                new String[] {tls13 ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        pair.server.engine.setEnabledCipherSuites(
                new String[] {tls13 ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
        assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        assertThat(pair.server.wrap().bytesProduced()).isPositive();
        assertThat(pair.runToFailure())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("Received fatal alert: handshake_failure");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 18] a handshake that cannot begin is thrown once; then both directions are closed")
    void cannotBegin(Stack stack) throws Exception {
        for (boolean client : new boolean[] {true, false}) {
            for (boolean explicitly : new boolean[] {true, false}) {
                var engine = Parties.client(stack).createSSLEngine();
                engine.setUseClientMode(client);
                engine.setEnabledProtocols(new String[0]);
                ThrowingCallable first = explicitly ? engine::beginHandshake : () -> wrapNothing(engine);
                assertThatThrownBy(first).isInstanceOf(SSLHandshakeException.class);
                var closed = new Condition<SSLEngineResult>(r -> r.getStatus() == Status.CLOSED, "closed");
                assertThat(wrapNothing(engine)).is(closed);
                assertThat(engine.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(0)))
                        .is(closed);
                assertThat(engine.isOutboundDone()).isTrue();
                assertThat(engine.isInboundDone()).isTrue();
                assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
                assertThatThrownBy(engine::beginHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    private static SSLEngineResult wrapNothing(SSLEngine engine) throws SSLException {
        return engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(Sizes.PACKET));
    }
}
