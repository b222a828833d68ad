package dev.reprise.tls.hostile;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayList;
import java.util.List;

/** The handshakes that fuzz targets disturb, and with them every state: the same bytes each time, but for signatures. */
final class Conversations {
    static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;
    static final List<Conversation> ALL;

    private static final CountedRandom RANDOM = new CountedRandom();
    private static final RingClocks CLOCKS = new RingClocks();
    private static final TestCertificate CLIENTS = TestCertificates.root("Fuzz Clients");

    /**
     * Two configs that work together.
     *
     * @param steps how many messages are taken from the first to the last
     */
    record Conversation(ClientConfig client, ServerConfig server, int steps) {
        Dialogue begin() throws TlsException {
            RANDOM.restart();
            return Dialogue.of(client, server);
        }

        /** Take so many steps of it. */
        Dialogue reach(int count) throws TlsException {
            var dialogue = begin();
            for (int i = 0; i < count; i++) {
                var step = dialogue.next();
                if (step != null) {
                    dialogue.take(step);
                }
            }
            return dialogue;
        }
    }

    static {
        try {
            var all = new ArrayList<Conversation>();
            for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
                all.add(of(client(), server(version)));
                all.add(of(
                        client().identity(Parties.identity(
                                TestCertificates.named("fuzzer").client().issuedBy(CLIENTS))),
                        server(version).requireClientCertificate(List.of(CLIENTS.certificate()))));
                var sessions = new SameSession();
                var server = server(version).build();
                var client = client().sessions(sessions).build();
                Pair.of(client, server).handshake().close();
                sessions.freeze();
                all.add(measured(client, server));
            }
            all.add(of(
                    client().groups(NamedGroup.X25519, NamedGroup.SECP256R1),
                    server(ProtocolVersion.TLS_1_3).groups(NamedGroup.SECP256R1)));
            ALL = List.copyOf(all);
        } catch (TlsException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Conversations() {}

    /** Begin a client that trusts the server and asks for tickets. */
    static ClientConfig.Builder client() {
        return Parties.client(CLOCKS).random(RANDOM).alpn("h2", "http/1.1").sessions(new SameSession().freeze());
    }

    /** Begin a server of a version. */
    static ServerConfig.Builder server(ProtocolVersion version) {
        return Parties.server(CLOCKS).random(RANDOM).alpn("h2").protocols(version);
    }

    private static Conversation of(ClientConfig.Builder client, ServerConfig.Builder server) throws TlsException {
        return measured(client.build(), server.build());
    }

    private static Conversation measured(ClientConfig client, ServerConfig server) throws TlsException {
        int steps = 0;
        try (var dialogue = new Conversation(client, server, 0).begin()) {
            for (var step = dialogue.next(); step != null; step = dialogue.next()) {
                dialogue.take(step);
                steps++;
            }
        }
        return new Conversation(client, server, steps);
    }
}
