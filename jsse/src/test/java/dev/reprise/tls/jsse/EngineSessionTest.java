package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What getSession and getHandshakeSession answer, and when. */
class EngineSessionTest {
    private static final int QUESTIONS = 10_000;

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 22] before the handshake there is a null session")
    void nullSession(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        engine.setUseClientMode(true);
        var session = engine.getSession();
        assertThat(engine.getSession()).isSameAs(session);
        assertThat(session.getProtocol()).isEqualTo("NONE");
        assertThat(session.getCipherSuite()).isEqualTo("SSL_NULL_WITH_NULL_NULL");
        assertThat(session.getId()).isEmpty();
        assertThat(session.isValid()).isFalse();
        assertThat(session.getSessionContext()).isNull();
        assertThat(session.getPeerHost()).isNull();
        assertThat(session.getPeerPort()).isEqualTo(-1);
        assertThat(session.getCreationTime()).isPositive();
        assertThat(session.getLocalCertificates()).isNull();
        assertThat(session.getLocalPrincipal()).isNull();
        assertThatThrownBy(session::getPeerCertificates).isInstanceOf(SSLPeerUnverifiedException.class);
        assertThatThrownBy(session::getPeerPrincipal).isInstanceOf(SSLPeerUnverifiedException.class);
        session.putValue("name", "value");
        assertThat(session.getValue("name")).isEqualTo("value");
        assertThat(session.getValueNames()).containsExactly("name");
        session.removeValue("name");
        assertThat(session.getValueNames()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "REPRISE")
    @DisplayName("[JSSE 22] each engine has a null session of its own")
    void nullSessionsAreApart(Stack stack) throws Exception {
        var context = Parties.client(stack);
        var one = context.createSSLEngine().getSession();
        var other = context.createSSLEngine().getSession();
        one.putValue("name", "value");
        assertThat(other.getValue("name")).isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @SuppressWarnings("removal") // Until it is removed, programs may call it.
    @DisplayName("[JSSE 22] after the handshake getSession answers the same object, which describes the connection")
    void session(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var before = pair.client.engine.getSession();
        before.putValue("name", "value");
        pair.handshake();
        for (var end : pair.ends()) {
            var session = end.engine.getSession();
            assertThat(end.engine.getSession()).isSameAs(session);
            assertThat(session).isInstanceOf(ExtendedSSLSession.class).isNotSameAs(before);
            assertThat(session.getProtocol()).isEqualTo(setting.version());
            assertThat(session.getCipherSuite()).startsWith("TLS_");
            assertThat(session.isValid()).isTrue();
            assertThat(session.getSessionContext()).isNotNull();
            assertThat(session.getPeerHost()).isNull();
            assertThat(session.getPeerPort()).isEqualTo(-1);
            assertThat(session.getValueNames()).isEmpty();
            assertThat(session.getLastAccessedTime()).isGreaterThanOrEqualTo(session.getCreationTime());
            assertThatThrownBy(session::getPeerCertificateChain).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(pair.client.engine.getSession().getCipherSuite())
                .isEqualTo(pair.server.engine.getSession().getCipherSuite());
        var session = pair.client.engine.getSession();
        assertThat(session.getPeerCertificates()).containsExactly(Parties.SERVER.certificate());
        assertThat(session.getPeerPrincipal())
                .isEqualTo(Parties.SERVER.certificate().getSubjectX500Principal());
        assertThat(session.getLocalCertificates()).isNull();
        assertThat(pair.server.engine.getSession().getLocalCertificates())
                .containsExactly(Parties.SERVER.certificate());
        assertThat(pair.server.engine.getSession().getLocalPrincipal())
                .isEqualTo(Parties.SERVER.certificate().getSubjectX500Principal());
        assertThatThrownBy(() -> pair.server.engine.getSession().getPeerCertificates())
                .isInstanceOf(SSLPeerUnverifiedException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName("[JSSE 22] after the handshake the questions about session and status allocate nothing")
    void questionsAllocateNothing(Setting setting) throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var pair = EnginePair.of(setting).handshake();
        pair.exchange();
        for (var end : pair.ours()) {
            assertThat(ask(end.engine, QUESTIONS)).isEqualTo(QUESTIONS); // The first ones load classes.
            long before = threads.getCurrentThreadAllocatedBytes();
            long asked = ask(end.engine, QUESTIONS);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(asked).isEqualTo(QUESTIONS);
            // The least object has 8 bytes: this is less than one for each question, whatever measuring takes.
            assertThat(allocated).as("bytes for %s questions", QUESTIONS).isLessThan(QUESTIONS);
        }
    }

    /** Ask an engine, and count how often it answered as after a handshake. */
    private static int ask(SSLEngine engine, int times) {
        int done = 0;
        for (int i = 0; i < times; i++) {
            if (engine.getSession().isValid()
                    && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && engine.getHandshakeSession() == null
                    && !engine.isInboundDone()
                    && !engine.isOutboundDone()) {
                done++;
            }
        }
        return done;
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 22] session ids have 32 bytes: equal in TLS 1.2, different in TLS 1.3, constant, copies")
    void ids(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        var client = pair.client.engine.getSession().getId();
        var server = pair.server.engine.getSession().getId();
        assertThat(client).hasSize(32);
        assertThat(server).hasSize(32);
        if (setting.client() == setting.server()) { // Where the wire has none, each stack makes up its own.
            assertThat(Arrays.equals(client, server)).isEqualTo(!setting.tls13());
        }
        pair.exchange();
        assertThat(pair.client.engine.getSession().getId()).isEqualTo(client);
        assertThat(pair.server.engine.getSession().getId()).isEqualTo(server);
        pair.client.engine.getSession().getId()[0] ^= 1;
        assertThat(pair.client.engine.getSession().getId()).isEqualTo(client);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 22] certificates on both sides, as copies, when the client shows one")
    void certificatesOfBoth(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        for (var end : pair.ends()) {
            var session = end.engine.getSession();
            var own = end == pair.client ? Parties.CLIENT : Parties.SERVER;
            var others = end == pair.client ? Parties.SERVER : Parties.CLIENT;
            assertThat(session.getLocalCertificates()).containsExactly(own.certificate());
            assertThat(session.getPeerCertificates()).containsExactly(others.certificate());
            session.getPeerCertificates()[0] = null;
            session.getLocalCertificates()[0] = null;
            assertThat(session.getPeerCertificates()).containsExactly(others.certificate());
            assertThat(session.getLocalCertificates()).containsExactly(own.certificate());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 23] there is a handshake session only in the handshake")
    void handshakeSessionOnlyInTheHandshake(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        for (var end : pair.ends()) {
            assertThat(end.engine.getHandshakeSession()).isNull();
        }
        pair.handshake();
        for (var end : pair.ends()) {
            assertThat(end.engine.getHandshakeSession()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 23] what a trust manager puts into the handshake session is in the session later")
    void valuesOfTheHandshakeSessionStay(Setting setting) throws Exception {
        var seen = new ArrayList<SSLSession>();
        var client = Parties.context(setting.client(), Parties.keys(Parties.CLIENT), trusting(seen));
        var server = Parties.context(setting.server(), Parties.keys(Parties.SERVER), trusting(seen));
        var pair = EnginePair.named(setting, client, server);
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        assertThat(seen).hasSize(2);
        for (var end : pair.ends()) {
            assertThat(end.engine.getSession().getValue("seen")).isEqualTo("here");
        }
    }

    /** Make a trust manager that trusts everybody and leaves its mark in the handshake session. */
    private static X509ExtendedTrustManager[] trusting(List<SSLSession> seen) {
        return new X509ExtendedTrustManager[] {
            new AllTrusting() {
                @Override
                void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                    var session = engine.getHandshakeSession();
                    assertThat(session).isInstanceOf(ExtendedSSLSession.class);
                    session.putValue("seen", "here");
                    seen.add(session);
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 22] listeners among the values are told when they come and go")
    void bindingListeners(Stack stack) throws Exception {
        var session = Parties.client(stack).createSSLEngine().getSession();
        var told = new ArrayList<String>();
        class Listener implements SSLSessionBindingListener {
            @Override
            public void valueBound(SSLSessionBindingEvent event) {
                told.add("bound " + event.getName() + (event.getSession() == session));
            }

            @Override
            public void valueUnbound(SSLSessionBindingEvent event) {
                told.add("unbound " + event.getName());
            }
        }
        session.putValue("a", new Listener());
        session.putValue("a", new Listener());
        session.removeValue("a");
        assertThat(told).containsExactly("bound atrue", "unbound a", "bound atrue", "unbound a");
        assertThatThrownBy(() -> session.putValue(null, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.putValue("x", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.getValue(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.removeValue(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE 22] a fresh session's creation is its last access, and principals are those of the certificates")
    void times(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        SSLSession session = pair.client.engine.getSession();
        assertThat(session.getLastAccessedTime() - session.getCreationTime()).isBetween(0L, 2000L);
        Principal principal = session.getPeerPrincipal();
        assertThat(principal.getName()).contains("CN=server");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE sessions] certificates come in an array that may be cast, as programs do")
    void certificatesAreAnArrayOfX509Certificates(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        for (var end : pair.ends()) {
            var session = end.engine.getSession();
            assertThat(session.getPeerCertificates()).isInstanceOf(X509Certificate[].class);
            assertThat(session.getLocalCertificates()).isInstanceOf(X509Certificate[].class);
        }
    }
}
