package dev.reprise.tls.internal.handshake;

import static dev.reprise.tls.internal.handshake.Replay.CLOCKS;
import static dev.reprise.tls.internal.handshake.Replay.assertFinished;
import static dev.reprise.tls.internal.handshake.Replay.clientIdentity;
import static dev.reprise.tls.internal.handshake.Replay.group;
import static dev.reprise.tls.internal.handshake.Replay.serverIdentity;
import static dev.reprise.tls.internal.handshake.Replay.suite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.RecordedKeyShares;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replays handshakes that OpenSSL had with itself into our states: each side in turn is ours, the other is the recording,
 * and every secret, MAC and choice must come out as recorded.
 */
class TranscriptTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tls13-aes128gcm-x25519, c1",
        "tls13-aes128gcm-x25519-ticket-resume, c1",
        "tls13-aes128gcm-x25519-ticket-resume, c2",
        "tls13-aes256gcm-x25519-ticket-resume, c1",
        "tls13-aes256gcm-x25519-ticket-resume, c2",
        "tls13-chacha-x25519-ticket-resume, c1",
        "tls13-chacha-x25519-ticket-resume, c2",
        "tls13-aes128gcm-hrr, c1",
        "tls13-aes256gcm-hrr, c1",
        "tls13-aes128gcm-hrr-ticket-resume, c1",
        "tls13-aes128gcm-hrr-ticket-resume, c2",
        "tls13-aes256gcm-p256-ecdsa, c1",
        "tls13-aes128gcm-p384-ecdsa, c1",
        "tls13-chacha-x25519-ed25519, c1",
        "tls13-aes128gcm-x25519-pad, c1",
        "tls13-aes128gcm-x25519-two-nst, c1",
        "tls13-aes128gcm-x25519-keyupdate, c1",
        "tls13-aes256gcm-x25519-keyupdate, c1",
        "tls13-aes128gcm-x25519-nocert, c1",
        "tls13-aes128gcm-x25519-mtls-clirsa, c1",
    })
    void clientStatesReproduceTheRecording(String file, String connection) throws Exception {
        var transcript = Transcript.load(file, connection);
        var output = new RecordedOutput(transcript.from("client"));
        var hello = (ClientHello)
                HandshakeMessage.parse(transcript.messages().get(0).bytes(), ProtocolVersion.TLS_1_3)
                        .message();
        State state = new ClientStart(clientSettings(transcript, hello), Settings.target()).begin(output);
        for (var message : transcript.from("server")) {
            state = state.on(HandshakeMessage.parse(message.bytes(), ProtocolVersion.TLS_1_3), output);
        }

        assertSecrets(transcript, output.readSecrets, "server");
        assertSecrets(transcript, output.writeSecrets, "client");
        assertFinished(transcript, "client", output);
        assertThat(state.established()).isTrue();
        var established = output.events(Event.Established.class).get(0);
        assertThat(established.kind()).isEqualTo(kind(transcript));
        assertThat(established.cipherSuite()).isEqualTo(suite(transcript));
        assertTicketPsks(transcript, output);
        state.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tls13-aes128gcm-x25519, c1",
        "tls13-aes256gcm-x25519-ticket-resume, c1",
        "tls13-chacha-x25519-ticket-resume, c1",
        "tls13-aes128gcm-hrr, c1",
        "tls13-aes256gcm-hrr, c1",
        "tls13-aes256gcm-p256-ecdsa, c1",
        "tls13-aes128gcm-p384-ecdsa, c1",
        "tls13-chacha-x25519-ed25519, c1",
        "tls13-aes128gcm-x25519-pad, c1",
        "tls13-aes128gcm-x25519-keyupdate, c1",
    })
    void serverStatesReproduceTheRecording(String file, String connection) throws Exception {
        var transcript = Transcript.load(file, connection);
        // The recorded server sent tickets or KeyUpdates of its own after the handshake; ours has tickets off here.
        var output = new RecordedOutput(transcript.from("server"));
        State state = new WaitClientHello(serverSettings(transcript));
        for (var message : transcript.from("client")) {
            if (!message.name().equals("key_update") || state.established()) {
                state = state.on(HandshakeMessage.parse(message.bytes(), ProtocolVersion.TLS_1_3), output);
            }
        }

        assertSecrets(transcript, output.readSecrets, "client");
        assertSecrets(transcript, output.writeSecrets, "server");
        assertFinished(transcript, "server", output);
        assertThat(state.established()).isTrue();
        assertChoices(transcript, output);
        state.close();
    }

    private static void assertSecrets(Transcript transcript, List<Bytes> installed, String side) {
        assertThat(installed)
                .containsExactly(
                        transcript.bytes("secret." + side + "_handshake_traffic_secret"),
                        transcript.bytes("secret." + side + "_application_traffic_secret_0"));
    }

    private static void assertChoices(Transcript transcript, RecordedOutput output) throws Exception {
        var recorded = transcript.from("server").stream()
                .filter(m -> m.name().equals("server_hello") || m.name().equals("hello_retry_request"))
                .toList();
        var ours = output.sent.stream()
                .filter(ServerHello.class::isInstance)
                .map(ServerHello.class::cast)
                .toList();
        assertThat(ours).hasSameSizeAs(recorded);
        for (int i = 0; i < ours.size(); i++) {
            var theirs = (ServerHello) HandshakeMessage.parse(recorded.get(i).bytes(), ProtocolVersion.TLS_1_3)
                    .message();
            assertThat(ours.get(i).cipherSuite()).isEqualTo(theirs.cipherSuite());
            assertThat(ours.get(i).legacySessionIdEcho()).isEqualTo(theirs.legacySessionIdEcho());
            assertThat(ours.get(i).extensions().list())
                    .containsExactlyInAnyOrderElementsOf(theirs.extensions().list());
        }
    }

    private static void assertTicketPsks(Transcript transcript, RecordedOutput output) throws Exception {
        var sessions = output.events(Event.TicketReceived.class);
        var tickets = transcript.from("server").stream()
                .filter(m -> m.name().equals("new_session_ticket"))
                .count();
        assertThat(sessions).hasSize((int) tickets);
        if (tickets == 1) {
            try (var data =
                    SessionData.parse(Bytes.wrap(sessions.get(0).session().toDer()))) {
                assertThat(Bytes.wrap(data.secret().toArray())).isEqualTo(transcript.bytes("ticket.psk"));
            }
        }
    }

    private static HandshakeKind kind(Transcript transcript) {
        boolean retried = transcript.messages().stream().anyMatch(m -> m.name().equals("hello_retry_request"));
        return HandshakeKind.of(transcript.text("fact.reused").equals("1"), retried);
    }

    /** Hand out the recorded private key; the share a HelloRetryRequest turned down was not recorded. */
    private static KeyShares keyShares(Transcript transcript, String side) {
        var group = group(transcript);
        var privateKey = transcript.bytes("ecdhe." + side + "_private").toArray();
        var recorded = RecordedKeyShares.of(group, privateKey);
        var other = new JcaKeyShares(new FixedRandom());
        return wanted -> wanted == group ? recorded.generate(wanted) : other.generate(wanted);
    }

    private static ClientSettings clientSettings(Transcript transcript, ClientHello recorded) throws IOException {
        boolean retried = kind(transcript).name().endsWith("RETRY");
        var groups = new ArrayList<NamedGroup>();
        if (retried) {
            groups.add(group(transcript) == NamedGroup.X25519 ? NamedGroup.SECP384R1 : NamedGroup.X25519);
        }
        groups.add(group(transcript));
        var random = new FixedRandom(recorded.random(), recorded.legacySessionId());
        return new ClientSettings(
                Settings.shared(keyShares(transcript, "client"), random, CLOCKS),
                Settings.terms(List.of(CipherSuite.values()), groups),
                Settings.client(session(transcript, recorded), clientIdentity(transcript)),
                new TicketRequest(4, 4),
                false,
                false);
    }

    private static @Nullable SessionData session(Transcript transcript, ClientHello recorded) {
        if (!transcript.has("psk.value")) {
            return null;
        }
        var psks = Objects.requireNonNull(recorded.extensions().find(OfferedPsks.class));
        return SessionData.builder()
                .protocolVersion(0x0304)
                .cipherSuite(suite(transcript).code())
                .sessionId(Bytes.EMPTY)
                .secret(Secret.copyOf(transcript.bytes("psk.value").toArray()))
                .time(CLOCKS.wall().instant().getEpochSecond())
                .timeout(7200)
                .ticketLifetimeHint(7200)
                .ticket(psks.identities().get(0).identity())
                .build();
    }

    private static ServerSettings serverSettings(Transcript transcript) throws IOException {
        var random = new FixedRandom();
        return new ServerSettings(
                Settings.shared(keyShares(transcript, "server"), random, CLOCKS),
                Settings.terms(List.of(suite(transcript)), List.of(group(transcript))),
                Settings.server(serverIdentity(transcript)),
                null,
                null,
                TicketCount.DEFAULT,
                false);
    }
}
