package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that end a connection in answer to a ClientHello with a session: those that choke on it, and those that are down. */
class UnansweredSessionTest {
    private static final int TICKETS = 8;

    @TempDir
    private Path directory;

    private final RingClocks clocks = new RingClocks();
    private final ServerConfig server = Parties.server(clocks).build();

    /** How a server ends a connection whose ClientHello it has read. */
    enum End {
        RESET {
            @Override
            void end(Socket socket) throws IOException {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        },
        PLAIN_END {
            @Override
            void end(Socket socket) throws IOException {
                socket.close();
            }
        },
        ALERT {
            @Override
            void end(Socket socket) throws IOException {
                socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
                socket.close();
            }
        },
        NO_TLS {
            @Override
            void end(Socket socket) throws IOException {
                socket.getOutputStream()
                        .write("HTTP/1.1 503 Service Unavailable\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.close();
            }
        };

        abstract void end(Socket socket) throws IOException;
    }

    static Stream<Arguments> ways() {
        return Stream.of(End.values())
                .flatMap(end -> Stream.of(ProtocolVersion.values())
                        .flatMap(version -> Stream.of(true, false).map(file -> Arguments.of(end, version, file))));
    }

    private SessionStore store(boolean file) throws IOException {
        return file
                ? SessionFile.open(directory.resolve("session.pem"), clocks.clocks())
                : new SessionCache(4, clocks.clocks());
    }

    private ClientConfig client(SessionStore store, ProtocolVersion version) {
        return Parties.client(clocks)
                .protocols(version)
                .sessions(store)
                .ticketRequest(TICKETS, 0)
                .build();
    }

    /** Read the ClientHello from a client, whatever it holds, and end the connection. */
    private static @Nullable IOException endAfterHello(ClientConfig client, End end) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newSingleThreadExecutor()) {
            var ended = threads.submit(() -> {
                var socket = listener.accept();
                var in = socket.getInputStream();
                var header = in.readNBytes(5);
                in.readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
                end.end(socket);
                return true;
            });
            var socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
            // The same peer each time, as the sessions of the pairs have it.
            try (var connection = client.connection(
                    new SocketTransport(socket), client.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME), Pair.NAME)) {
                connection.handshake();
                return null;
            } catch (IOException e) {
                ended.get();
                return e;
            }
        }
    }

    private boolean resumes(ClientConfig client) throws Exception {
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            return pair.client().engine().info().resumed();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void costsOneConnectionWhereTheServerChokesOnSessions(End end, ProtocolVersion version, boolean file)
            throws Exception {
        var client = client(store(file), version);
        assertThat(resumes(client)).isFalse();
        assertThat(endAfterHello(client, end)).isNotNull();
        // It takes the next, which offers nothing.
        try (var pair = Pair.of(client, Parties.server(clocks).build()).handshake()) {
            assertThat(pair.client().engine().info().notOffered())
                    .contains(version == ProtocolVersion.TLS_1_3 ? NotOffered.IN_DOUBT : NotOffered.NONE);
        }
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.server().engine().info().ticketRefusal())
                    .as("what is offered now came later")
                    .isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void losesOneSessionToServerThatIsDownForTenTries(End end, ProtocolVersion version, boolean file) throws Exception {
        var client = client(store(file), version);
        assertThat(resumes(client)).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(endAfterHello(client, end)).isNotNull();
        }
        var withoutTickets =
                Parties.server(clocks).sessionLifetime(Duration.ZERO).build();
        Pair.of(client, withoutTickets).handshake().close();
        // TLS 1.2 has one session.
        for (int i = 1; i < (version == ProtocolVersion.TLS_1_3 ? TICKETS : 1); i++) {
            assertThat(resumes(client)).as("session " + i).isTrue();
        }
        assertThat(resumes(client)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void saysWhatItMayBe(End end, ProtocolVersion version, boolean file) throws Exception {
        var client = client(store(file), version);
        assertThat(resumes(client)).isFalse();
        var hint = "the server does not take sessions, or is down";
        var with = endAfterHello(client, end);
        var without = endAfterHello(client, end);
        assertThat(without).isNotNull();
        assertThat(without.getMessage()).doesNotContain(hint);
        assertThat(with).isNotNull();
        if (end != End.NO_TLS) { // which says by itself what is the matter
            assertThat(with.getMessage()).contains(hint);
        }
    }

    @Test
    void takesRefusedConnectionForServerThatIsDown() throws Exception {
        var client = client(store(false), ProtocolVersion.TLS_1_3);
        assertThat(resumes(client)).isFalse();
        assertThat(endAfterHello(client, End.RESET)).isNotNull();
        client.engines().unreachable(client.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME));
        var withoutTickets =
                Parties.server(clocks).sessionLifetime(Duration.ZERO).build();
        Pair.of(client, withoutTickets).handshake().close();
        assertThat(resumes(client)).isTrue();
    }
}
