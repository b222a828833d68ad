package dev.reprise.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Closes each side between any two steps of a connection, also while a task is fetched and not run yet. Who closes has no
 * failure to tell, whatever its task falls over afterwards, and its peer hears close_notify and no other alert.
 */
class ClosingTest {
    private static final int MAX_STEPS = 300;

    /** What comes before the closing. */
    enum Scenario {
        TLS13(ProtocolVersion.TLS_1_3),
        TLS13_RESUMED(ProtocolVersion.TLS_1_3),
        TLS13_RETRIED(ProtocolVersion.TLS_1_3),
        TLS13_CLIENT_CERTIFICATE(ProtocolVersion.TLS_1_3),
        TLS12(ProtocolVersion.TLS_1_2),
        TLS12_RESUMED(ProtocolVersion.TLS_1_2),
        TLS12_CLIENT_CERTIFICATE(ProtocolVersion.TLS_1_2);

        final ProtocolVersion version;

        Scenario(ProtocolVersion version) {
            this.version = version;
        }
    }

    private static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);

    @ParameterizedTest
    @EnumSource
    void closesBetweenAnyTwoStepsWithoutFailure(Scenario scenario) throws Exception {
        for (boolean clientCloses : new boolean[] {true, false}) {
            for (boolean both : new boolean[] {true, false}) {
                int step = 0;
                while (closesAt(step, scenario, clientCloses, both)) {
                    step++;
                }
                assertThat(step).isBetween(12, MAX_STEPS);
            }
        }
    }

    /** Close before a step and go on until nothing moves; answer false when it came to rest before. */
    private boolean closesAt(int step, Scenario scenario, boolean clientCloses, boolean both) throws Exception {
        var client = new Side();
        var server = new Side();
        connect(scenario, client, server, null);
        var closer = clientCloses ? client : server;
        var peer = clientCloses ? server : client;
        for (int i = 0; i < step; i++) {
            if (!client.step(server) && !server.step(client)) {
                return false;
            }
        }
        boolean established = closer.engine().established();
        if (both) {
            closer.engine().close();
        } else {
            closer.engine().closeOutput();
        }
        for (int i = 0; client.step(server) || server.step(client); i++) {
            assertThat(i).isLessThan(MAX_STEPS);
        }
        var where =
                scenario + ", " + (clientCloses ? "client" : "server") + (both ? "" : "'s output") + ", step " + step;
        assertClosed(closer, established, both, where);
        assertTold(peer, where);
        assertThat(peer.failure != null || peer.ended || (clientCloses && !client.spoke))
                .as(where + ": the peer knows")
                .isTrue();
        return true;
    }

    /**
     * Inside a step nothing may come out that the keys of its end would have protected otherwise: not half of what the
     * step says, followed by a close_notify under the keys of its beginning.
     */
    @ParameterizedTest
    @EnumSource
    void closesInsideAnyStepWithoutMisleadingThePeer(Scenario scenario) throws Exception {
        for (boolean clientCloses : new boolean[] {true, false}) {
            int call = 1;
            while (closesInside(call, scenario, clientCloses)) {
                call++;
            }
            assertThat(call).isBetween(5, MAX_STEPS);
        }
    }

    /** Close after a call of a state's to its Output; answer false when there were not so many. */
    private boolean closesInside(int call, Scenario scenario, boolean clientCloses) throws Exception {
        var client = new Side();
        var server = new Side();
        var closer = clientCloses ? client : server;
        var peer = clientCloses ? server : client;
        closer.closeAfter = call;
        connect(scenario, client, server, closer);
        for (int i = 0; client.step(server) || server.step(client); i++) {
            assertThat(i).isLessThan(MAX_STEPS);
        }
        var where = scenario + ", " + (clientCloses ? "client" : "server") + ", call " + call;
        if (closer.calls < call) {
            return false;
        }
        assertThat(closer.engine().engine().failure()).as(where).isNull();
        assertTold(peer, where);
        return true;
    }

    private static void assertTold(Side peer, String where) {
        assertThat(peer.failure)
                .as(where)
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isNull(),
                        failure -> assertThat(failure)
                                .isInstanceOfSatisfying(
                                        PeerAlertException.class,
                                        alert -> assertThat(alert.code()).isZero()));
    }

    private static void assertClosed(Side closer, boolean established, boolean both, String where) throws Exception {
        assertThat(closer.failure).as(where).isNull();
        assertThat(closer.engine().engine().failure()).as(where).isNull();
        assertThat(closer.failed).as(where).isEmpty();
        assertThat(closer.engine().established()).as(where).isEqualTo(established);
        assertThat(closer.infos).as(where).hasSize(established ? 1 : 0);
        assertThat(closer.engine().write(ByteBuffer.allocate(1), ByteBuffer.allocate(99)))
                .as(where)
                .isEqualTo(Status.CLOSED);
        if (both || !established) {
            assertThat(closer.engine().read(ByteBuffer.allocate(99), ByteBuffer.allocate(99)))
                    .as(where)
                    .isEqualTo(Status.CLOSED);
        } else {
            assertThat(closer.received).as(where).isPositive();
        }
    }

    private void connect(Scenario scenario, Side client, Side server, @Nullable Side closer) throws TlsException {
        var store = Parties.store(clocks);
        var clientConfig = Parties.client(clocks)
                .sessions(store)
                .protocols(scenario.version)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .listener(client);
        var serverConfig = Parties.server(clocks)
                .ticketKeys(ring)
                .sessionId(new byte[] {1})
                .protocols(scenario.version)
                .listener(server);
        switch (scenario) {
            case TLS13_RETRIED -> serverConfig.groups(NamedGroup.SECP256R1);
            case TLS13_CLIENT_CERTIFICATE, TLS12_CLIENT_CERTIFICATE -> {
                clientConfig.identity(Parties.identity(ALICE));
                serverConfig.requireClientCertificate(List.of(Parties.ROOT.certificate()));
            }
            default -> {}
        }
        var built = clientConfig.build();
        if (scenario.name().endsWith("RESUMED")) {
            Pair.of(built, serverConfig.build()).handshake().close();
            client.infos.clear();
            server.infos.clear();
        }
        client.engine = client == closer ? Pair.speakingClient(built, client::closing) : Pair.engine(built, Pair.NAME);
        server.engine = server == closer
                ? Pair.speakingServer(serverConfig.build(), server::closing)
                : serverConfig.build().engine();
    }

    /** One side that goes step by step: fetch a task, run it, send, receive a record. */
    private static final class Side implements ConnectionListener {
        final List<ConnectionInfo> infos = new ArrayList<>();
        final List<TlsException> failed = new ArrayList<>();
        private final ByteBuffer inbox = ByteBuffer.allocate(1 << 16).limit(0);
        private final ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3});
        private @Nullable Runnable task;

        @Nullable
        TlsEngine engine;

        @Nullable
        TlsException failure;

        boolean ended;
        boolean spoke;
        int received;
        int calls;
        int closeAfter;

        TlsEngine engine() {
            return requireNonNull(engine);
        }

        /** Stand before an Output, and close after the call that is due. */
        Output closing(Output output) {
            return (Output) Proxy.newProxyInstance(
                    Output.class.getClassLoader(), new Class<?>[] {Output.class}, (proxy, method, arguments) -> {
                        try {
                            var answer = method.invoke(output, arguments);
                            calls++;
                            if (calls == closeAfter) {
                                engine().close();
                            }
                            return answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        /** Do one thing; answer false when there is none to do. */
        boolean step(Side peer) {
            if (task != null) {
                task.run();
                task = null;
                return true;
            }
            task = engine().task();
            if (task == null) {
                task = engine().deferred();
            }
            if (task != null) {
                return true;
            }
            try {
                return send(peer) || receive();
            } catch (TlsException e) {
                boolean first = failure == null;
                failure = e;
                return first;
            }
        }

        private boolean send(Side peer) throws TlsException {
            if (failure != null && !engine().engine().hasOutput()) {
                return false;
            }
            var out = ByteBuffer.allocate(1 << 15);
            engine().write(engine().established() ? data : ByteBuffer.allocate(0), out);
            spoke |= out.position() > 0;
            peer.arrive(out.flip());
            return out.position() > 0;
        }

        private void arrive(ByteBuffer bytes) {
            inbox.compact().put(bytes).flip();
        }

        private boolean receive() throws TlsException {
            if (ended || failure != null) {
                return false;
            }
            int before = inbox.position();
            var plaintext = ByteBuffer.allocate(TlsEngine.MAX_PLAINTEXT_BYTES);
            ended = engine().read(inbox, plaintext) == Status.CLOSED;
            received += plaintext.position();
            return ended || inbox.position() > before;
        }

        @Override
        public void established(ConnectionInfo info) {
            infos.add(info);
        }

        @Override
        public void failed(TlsException reason) {
            failed.add(reason);
        }
    }
}
