package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ProtocolVersion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step that fails between deriving secrets and handing them over leaves none of them open. */
class WipingTest {
    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());
    private final SessionCache sessions = new SessionCache(64, clocks.clocks());

    @ParameterizedTest
    @EnumSource
    void wipesWhatAServerDerivedWhenTheEngineTakesItNot(ProtocolVersion version) throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            for (int fails = 0; fails < (version == ProtocolVersion.TLS_1_3 ? 5 : 2); fails++) {
                visit(version, resumed);
                var output = new Refusing(fails);
                var first = new SpeakingState(server(version).firstState(), output::over);
                var engine = new TlsEngine(Engines.server(first), SessionSink.NONE, new Announcer(null));
                var pair = Pair.of(Pair.engine(client(version, resumed), Pair.NAME), engine)
                        .run();
                assertThat(pair.server().failure()).hasRootCauseMessage("taken by nobody");
                output.assertWiped();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wipesWhatAClientDerivedWhenTheEngineTakesItNot(ProtocolVersion version) throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            for (int fails = 0; fails < (version == ProtocolVersion.TLS_1_3 ? 5 : 2); fails++) {
                visit(version, resumed);
                var output = new Refusing(fails);
                var config = client(version, resumed);
                var start = Pair.start(config);
                var engine = Engines.client(real -> new SpeakingState(start.begin(output.over(real)), output::over));
                var pair = Pair.of(
                                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)),
                                server(version).engine())
                        .run();
                assertThat(output.offered).isEqualTo(resumed);
                assertThat(pair.client().failure()).hasRootCauseMessage("taken by nobody");
                output.assertWiped();
            }
        }
    }

    private void visit(ProtocolVersion version, boolean wanted) throws Exception {
        if (wanted) {
            Pair.of(client(version, true), server(version)).handshake().close();
        }
    }

    private ClientConfig client(ProtocolVersion version, boolean resumes) {
        var client = Parties.client(clocks).protocols(version);
        return (resumes ? client.sessions(sessions) : client).build();
    }

    private ServerConfig server(ProtocolVersion version) {
        return Parties.server(clocks)
                .protocols(version)
                .sessionId(new byte[] {1})
                .ticketKeys(ring)
                .build();
    }

    /** An output that lets some secrets pass to the engine and throws at the next. */
    private static final class Refusing {
        private final int passes;
        private final List<Object> given = new ArrayList<>();
        private boolean offered;

        Refusing(int passes) {
            this.passes = passes;
        }

        Output over(Output engine) {
            return (Output) Proxy.newProxyInstance(
                    Output.class.getClassLoader(), new Class<?>[] {Output.class}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("install")) {
                            given.add(arguments[0]);
                            if (given.size() > passes) {
                                throw new IllegalStateException("taken by nobody");
                            }
                        }
                        if (method.getName().equals("report") && arguments[0] instanceof Event.SessionChosen choice) {
                            offered = choice.session() != null;
                        }
                        try {
                            return method.invoke(engine, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        void assertWiped() {
            assertThat(given).hasSize(passes + 1);
            for (var secret : given) {
                assertThatIllegalStateException().as(secret.toString()).isThrownBy(() -> use(secret));
            }
        }

        private static void use(Object secret) {
            switch (secret) {
                case TrafficSecret traffic -> traffic.secret().toArray();
                case DirectionKeys keys -> keys.key().toArray();
                case Exporter exporter ->
                    exporter.export("EXPORTER-test", null, 32).close();
                default -> throw new AssertionError(secret);
            }
        }
    }
}
