package dev.reprise.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.Negotiated;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be asked in the middle of a handshake: more with each flight, and nothing that changes later. */
class NegotiatedTest {
    private static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource
    void growsFlightByFlightWithAClientCertificate(ProtocolVersion version) throws Exception {
        var client = client(version).identity(Parties.identity(ALICE)).build().engine(Pair.NAME, Pair.PORT);
        var server = Parties.server(clocks)
                .alpn("h2")
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .build()
                .engine();
        assertThat(client.negotiated()).isNull();
        assertThat(server.negotiated()).isNull();

        move(client, server);
        assertThat(client.negotiated())
                .isEqualTo(new Negotiated(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Pair.NAME),
                        List.of(),
                        List.of()));
        assertThat(server.established()).isFalse();
        var served = requireNonNull(server.negotiated());
        assertAgreed(served, version);
        assertThat(served.ownCertificates()).isEqualTo(Parties.SERVER.chain());
        assertThat(served.peerSchemes())
                .startsWith(SignatureScheme.ECDSA_SECP256R1_SHA256)
                .hasSize(13);

        move(server, client);
        var connected = requireNonNull(client.negotiated());
        assertAgreed(connected, version);
        assertThat(connected.ownCertificates()).isEqualTo(ALICE.chain());
        assertThat(connected.peerSchemes()).contains(SignatureScheme.ED25519);
        for (int i = 0; i < 3; i++) {
            move(client, server);
            move(server, client);
        }
        assertThat(client.established() && server.established()).isTrue();
        assertThat(client.negotiated()).isEqualTo(connected);
        assertThat(server.negotiated()).isEqualTo(served);
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfAResumedHandshakeThatNobodyProvedHimselfAnew(ProtocolVersion version) throws Exception {
        var client = client(version).sessions(Parties.store(clocks)).build();
        var server = Parties.server(clocks)
                .alpn("h2")
                .ticketKeys(Parties.ring(clocks))
                .sessionId(new byte[] {1})
                .build();
        Pair.of(client, server).handshake().close();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
            for (var end : List.of(pair.client(), pair.server())) {
                var agreed = requireNonNull(end.engine().negotiated());
                assertAgreed(agreed, version);
                assertThat(agreed.ownCertificates()).isEmpty();
            }
        }
    }

    /** Code of the user's that a task calls finds what is agreed by then. */
    @Test
    void answersCodeThatATaskCalls() throws Exception {
        var asked = new ArrayList<Negotiated>();
        var engine = new TlsEngine[1];
        engine[0] = Parties.server(clocks)
                .insecureKeyLog((label, random, secret) -> asked.add(engine[0].negotiated()))
                .build()
                .engine();
        var client = client(ProtocolVersion.TLS_1_3).build().engine(Pair.NAME, Pair.PORT);
        move(client, engine[0]);
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(agreed -> assertThat(agreed.cipherSuite()).isPresent());
    }

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks)
                .protocols(version)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .alpn("h2");
    }

    private static void assertAgreed(Negotiated agreed, ProtocolVersion version) {
        assertThat(agreed.version()).contains(version);
        assertThat(agreed.cipherSuite().map(CipherSuite::version)).contains(version);
        assertThat(agreed.group()).contains(NamedGroup.X25519);
        assertThat(agreed.alpn()).contains("h2");
        assertThat(agreed.serverName()).contains(Pair.NAME);
    }

    private static void move(TlsEngine from, TlsEngine to) throws TlsException {
        var wire = ByteBuffer.allocate(1 << 16);
        runTasks(from);
        while (from.want() == TlsEngine.Want.OUTPUT) {
            from.write(ByteBuffer.allocate(0), wire);
        }
        wire.flip();
        for (int i = 0; wire.hasRemaining(); i++) {
            assertThat(i).isLessThan(50);
            to.read(wire, ByteBuffer.allocate(0));
            runTasks(to);
        }
    }

    private static void runTasks(TlsEngine engine) {
        for (var task = engine.task(); task != null; task = engine.task()) {
            task.run();
        }
    }
}
