package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.NotOffered;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that end a connection in answer to a ClientHello with a session, kept in memory or out of a store. */
class UnansweredSessionTest {
    /** What the exceptions of the core say of it, too. */
    private static final String HINT = "the server does not take sessions, or is down";

    /** How a connection ends whose ClientHello the server has read. */
    enum End {
        ENGINE_WITHOUT_CLOSE_NOTIFY {
            @Override
            String end(SSLContext client, Setting setting) throws Exception {
                var engine = EnginePair.named(setting, client, Parties.server(Stack.REPRISE)).client;
                engine.wrap();
                return catchThrowableOfType(SSLException.class, engine.engine::closeInbound)
                        .getMessage();
            }
        },
        ENGINE_ALERT {
            @Override
            String end(SSLContext client, Setting setting) throws Exception {
                var engine = EnginePair.named(setting, client, Parties.server(Stack.REPRISE)).client;
                engine.wrap();
                engine.deliver(HANDSHAKE_FAILURE);
                return catchThrowableOfType(SSLException.class, engine::unwrap).getMessage();
            }
        },
        SOCKET_RESET {
            @Override
            String end(SSLContext client, Setting setting) throws Exception {
                return endSocket(client, setting, raw -> raw.setSoLinger(true, 0));
            }
        },
        SOCKET_END {
            @Override
            String end(SSLContext client, Setting setting) throws Exception {
                return endSocket(client, setting, raw -> {});
            }
        },
        SOCKET_ALERT {
            @Override
            String end(SSLContext client, Setting setting) throws Exception {
                return endSocket(client, setting, raw -> raw.getOutputStream().write(HANDSHAKE_FAILURE));
            }
        };

        private static final byte[] HANDSHAKE_FAILURE = {21, 3, 3, 0, 2, 2, 40};

        abstract String end(SSLContext client, Setting setting) throws Exception;

        private interface Way {
            void prepare(Socket raw) throws IOException;
        }

        private static String endSocket(SSLContext client, Setting setting, Way way) throws Exception {
            try (var pair = SocketPair.of(setting, client, Parties.server(Stack.REPRISE))) {
                var ended = pair.later(() -> {
                    var header = pair.rawServer.getInputStream().readNBytes(5);
                    pair.rawServer.getInputStream().readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
                    way.prepare(pair.rawServer);
                    pair.rawServer.close();
                    return null;
                });
                var thrown = catchThrowableOfType(IOException.class, pair.client::startHandshake);
                ended.get();
                return thrown.getMessage();
            }
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(End.values())
                .flatMap(end -> Stream.of(Setting.TLS_1_3, Setting.TLS_1_2)
                        .map(version -> Arguments.of(end, new Setting(Stack.REPRISE, Stack.REPRISE, version, false))));
    }

    private static SSLContext client() throws Exception {
        var options = ResumptionOptions.DEFAULT.sessions(new SessionCache());
        var context = SSLContext.getInstance("TLS", new RepriseProvider(options));
        context.init(null, Parties.trust(Parties.ROOT), null);
        return context;
    }

    private static RepriseSession connect(Setting setting, SSLContext client, SSLContext server) throws Exception {
        var pair = EnginePair.named(setting, client, server).handshake();
        pair.exchange();
        return RepriseSession.of(pair.client.engine.getSession());
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("[JSSE resumption] a server that chokes on sessions costs one connection; the next offers none")
    void costsOneConnection(End end, Setting setting) throws Exception {
        var client = client();
        var server = Parties.server(Stack.REPRISE);
        connect(setting, client, server);
        assertThat(end.end(client, setting)).contains(HINT);
        var without = connect(setting, client, server);
        assertThat(without.resumed()).isFalse();
        // TLS 1.2 has one session, which is spent.
        assertThat(without.notOffered()).contains(setting.tls13() ? NotOffered.IN_DOUBT : NotOffered.NONE);
        assertThat(connect(setting, client, server).resumed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("[JSSE resumption] without a store, the sessions that a server may choke on are dropped")
    void costsOneConnectionOfMemory(End end, Setting setting) throws Exception {
        var client = Parties.client(Stack.REPRISE);
        var server = Parties.server(Stack.REPRISE);
        connect(setting, client, server);
        assertThat(end.end(client, setting)).contains(HINT);
        assertThat(connect(setting, client, server).notOffered()).contains(NotOffered.NONE);
        assertThat(connect(setting, client, server).resumed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("[JSSE resumption] a server that is down costs one session, however often it is tried")
    void costsOneSession(End end, Setting setting) throws Exception {
        var client = client();
        var server = Parties.server(Stack.REPRISE);
        connect(setting, client, server);
        for (int i = 0; i < 3; i++) {
            assertThat(end.end(client, setting).contains(HINT)).isEqualTo(i == 0);
        }
        // What is established now gives no tickets, so that what resumes later is of before.
        System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
        try {
            connect(setting, client, Parties.server(Stack.REPRISE));
        } finally {
            System.clearProperty("jdk.tls.server.newSessionTicketCount");
        }
        assertThat(connect(setting, client, server).resumed()).isEqualTo(setting.tls13());
    }
}
