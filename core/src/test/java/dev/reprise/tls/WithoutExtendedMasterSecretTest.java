package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketWithheld;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7627 section 5.3: what is not resumed for want of extended master secret is told, on either side. */
class WithoutExtendedMasterSecretTest {
    private final RingClocks clocks = new RingClocks();
    private final List<Event> client = new ArrayList<>();
    private final List<TicketWithheld> withheld = new ArrayList<>();

    @Test
    void tellsWhyNoTicketIsIssuedAndNoSessionStored() throws Exception {
        // The server may issue it, the client may not keep it.
        connect(client(), server().insecureAllowResumptionWithoutExtendedMasterSecret());
        assertThat(withheld).isEmpty();
        assertThat(client).contains(new Event.SessionNotStored(NotStored.EXTENDED_MASTER_SECRET));
        assertThat(client).noneMatch(Event.TicketReceived.class::isInstance);

        client.clear();
        connect(client().insecureAllowResumptionWithoutExtendedMasterSecret(), server());
        assertThat(withheld).containsExactly(TicketWithheld.EXTENDED_MASTER_SECRET);
        assertThat(client).as("there was none to store").noneMatch(Event.SessionNotStored.class::isInstance);
    }

    @Test
    void storesItWhereBothAllowIt() throws Exception {
        connect(
                client().insecureAllowResumptionWithoutExtendedMasterSecret(),
                server().insecureAllowResumptionWithoutExtendedMasterSecret());
        assertThat(withheld).isEmpty();
        assertThat(client).anyMatch(Event.TicketReceived.class::isInstance);
        assertThat(client).noneMatch(Event.SessionNotStored.class::isInstance);
    }

    @Test
    void saysNothingWhereNobodyKeepsSessions() throws Exception {
        connect(Parties.client(clocks).protocols(ProtocolVersion.TLS_1_2), server());
        assertThat(withheld).isEmpty();
        assertThat(client).noneMatch(Event.SessionNotStored.class::isInstance);
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(Parties.store(clocks)).protocols(ProtocolVersion.TLS_1_2);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).listener(new ConnectionListener() {
            @Override
            public void ticketWithheld(TicketWithheld reason) {
                withheld.add(reason);
            }
        });
    }

    private void connect(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        Lie lie = message -> List.of(
                message instanceof ClientHello hello
                        ? Messages.with(hello, Messages.without(hello.extensions(), ExtendedMasterSecret.class))
                        : message);
        var engine = Pair.speakingClient(client.build(), output -> new LyingOutput(heard(output), lie));
        try (var pair = Pair.of(engine, server.build().engine()).handshake().exchange()) {
            assertThat(pair.client().engine().info().extendedMasterSecret()).isFalse();
            assertThat(pair.server().engine().info().extendedMasterSecret()).isFalse();
        }
    }

    private Output heard(Output output) {
        return (Output) Proxy.newProxyInstance(
                Output.class.getClassLoader(), new Class<?>[] {Output.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("report")) {
                        client.add((Event) arguments[0]);
                    }
                    try {
                        return method.invoke(output, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
