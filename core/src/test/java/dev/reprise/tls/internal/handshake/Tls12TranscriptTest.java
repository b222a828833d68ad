package dev.reprise.tls.internal.handshake;

import static dev.reprise.tls.internal.handshake.Replay.CLOCKS;
import static dev.reprise.tls.internal.handshake.Replay.assertFinished;
import static dev.reprise.tls.internal.handshake.Replay.clientIdentity;
import static dev.reprise.tls.internal.handshake.Replay.group;
import static dev.reprise.tls.internal.handshake.Replay.serverIdentity;
import static dev.reprise.tls.internal.handshake.Replay.suite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.RecordedKeyShares;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.ExtensionType;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replays TLS 1.2 handshakes that OpenSSL had with itself into our states: each side in turn is ours, the other is the
 * recording, and every key, MAC and choice must come out as recorded.
 */
class Tls12TranscriptTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tls12-ecdhe-ecdsa-aes128gcm-p384, c1",
        "tls12-ecdhe-ecdsa-aes256gcm-p256, c1",
        "tls12-ecdhe-ed25519-aes128gcm-x25519, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-mtls-clirsa, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-nocert, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-noems, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-noems-ticket-resume, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-noems-ticket-resume, c2",
        "tls12-ecdhe-rsa-aes128gcm-x25519-sessionid-resume, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-sessionid-resume, c2",
        "tls12-ecdhe-rsa-aes128gcm-x25519-ticket-resume, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-ticket-resume, c2",
        "tls12-ecdhe-rsa-aes256gcm-x25519-ticket-resume, c1",
        "tls12-ecdhe-rsa-aes256gcm-x25519-ticket-resume, c2",
        "tls12-ecdhe-rsa-chacha-x25519, c1",
    })
    void clientStatesReproduceTheRecording(String file, String connection) throws Exception {
        var transcript = Transcript.load(file, connection);
        var output = new RecordedOutput(transcript.from("client"));
        var hello = (ClientHello) parse(transcript.messages().get(0).bytes());
        State state = new ClientStart(clientSettings(transcript, hello), Settings.target()).begin(output);
        for (var message : transcript.from("server")) {
            if (message.name().equals("finished")) {
                state = state.on(new ChangeCipherSpec(), output);
            }
            state = state.on(HandshakeMessage.parse(message.bytes(), ProtocolVersion.TLS_1_2), output);
        }

        assertThat(state.established()).isTrue();
        assertThat(output.readKeys).containsExactly(transcript.bytes("key.server"));
        assertThat(output.writeKeys).containsExactly(transcript.bytes("key.client"));
        assertThat(output.changeCipherSpecs).isEqualTo(1);
        assertFinished(transcript, "client", output);
        var established = output.events(Event.Established.class).get(0);
        assertThat(established.kind()).isEqualTo(kind(transcript));
        assertThat(established.cipherSuite()).isEqualTo(suite(transcript));
        assertSession(transcript, output);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tls12-ecdhe-ecdsa-aes128gcm-p384, c1",
        "tls12-ecdhe-ecdsa-aes256gcm-p256, c1",
        "tls12-ecdhe-ed25519-aes128gcm-x25519, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-noems, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-noems-ticket-resume, c1",
        "tls12-ecdhe-rsa-aes128gcm-x25519-ticket-resume, c1",
        "tls12-ecdhe-rsa-aes256gcm-x25519-ticket-resume, c1",
        "tls12-ecdhe-rsa-chacha-x25519, c1",
    })
    void serverStatesReproduceTheRecording(String file, String connection) throws Exception {
        var transcript = Transcript.load(file, connection);
        var output = new RecordedOutput(transcript.from("server"));
        boolean tickets = transcript.has("ticket.lifetime_hint");
        State state = new WaitClientHello(serverSettings(transcript, tickets));
        for (var message : transcript.from("client")) {
            if (message.name().equals("finished")) {
                state = state.on(new ChangeCipherSpec(), output);
            }
            state = state.on(HandshakeMessage.parse(message.bytes(), ProtocolVersion.TLS_1_2), output);
        }

        assertThat(state.established()).isTrue();
        assertThat(output.readKeys).containsExactly(transcript.bytes("key.client"));
        assertThat(output.writeKeys).containsExactly(transcript.bytes("key.server"));
        assertThat(output.changeCipherSpecs).isEqualTo(1);
        assertFinished(transcript, "server", output);
        assertChoices(transcript, output);
    }

    private static HandshakeMessage parse(Bytes raw) throws Exception {
        return HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_2).message();
    }

    private static void assertChoices(Transcript transcript, RecordedOutput output) throws Exception {
        var theirs = (ServerHello) parse(transcript.from("server").get(0).bytes());
        var ours = (ServerHello) output.sent.get(0);
        assertThat(ours.cipherSuite()).isEqualTo(theirs.cipherSuite());
        assertThat(ours.legacyVersion()).isEqualTo(0x0303);
        // OpenSSL's server has no name callback here, so it does not acknowledge the name.
        var types = types(ours);
        types.removeIf(type -> type == ExtensionType.SERVER_NAME.code());
        assertThat(types).containsExactlyInAnyOrderElementsOf(types(theirs));
    }

    private static List<Integer> types(ServerHello hello) {
        return new ArrayList<>(
                hello.extensions().list().stream().map(Extension::type).toList());
    }

    /** The session we keep is the one that OpenSSL's client has kept. */
    private static void assertSession(Transcript transcript, RecordedOutput output) throws Exception {
        var kept = output.events(Event.TicketReceived.class);
        boolean ems = transcript.text("fact.ems").equals("1");
        boolean ticket =
                transcript.from("server").stream().anyMatch(m -> m.name().equals("new_session_ticket"));
        var hello = (ServerHello) parse(transcript.from("server").get(0).bytes());
        boolean byId = !ticket
                && kind(transcript) == HandshakeKind.FULL
                && !hello.legacySessionIdEcho().isEmpty();
        if (!ems || !(ticket || byId)) {
            assertThat(kept).isEmpty();
            return;
        }
        try (var ours = SessionData.parse(Bytes.wrap(kept.get(0).session().toDer()));
                var theirs = SessionData.parse(transcript.bytes("session.client.1"))) {
            assertThat(ours.secret().matches(transcript.bytes("master_secret").toArray()))
                    .isTrue();
            assertThat(ours.sessionId()).isEqualTo(theirs.sessionId());
            assertThat(ours.ticket()).isEqualTo(theirs.ticket());
            assertThat(ours.ticketLifetimeHint()).isEqualTo(theirs.ticketLifetimeHint());
            assertThat(ours.flags()).isEqualTo(theirs.flags());
            assertThat(ours.peerCertificate()).isEqualTo(theirs.peerCertificate());
            assertThat(ours.keyExchangeGroup()).isEqualTo(theirs.keyExchangeGroup());
        }
    }

    private static HandshakeKind kind(Transcript transcript) {
        return HandshakeKind.of(transcript.text("fact.reused").equals("1"), false);
    }

    private static List<NamedGroup> groups(Transcript transcript) {
        return transcript.has("ecdhe.group") ? List.of(group(transcript)) : List.of(NamedGroup.X25519);
    }

    private static RecordedKeyShares keyShares(Transcript transcript, String side) {
        return transcript.has("ecdhe.group")
                ? new RecordedKeyShares(Map.of(
                        group(transcript),
                        transcript.bytes("ecdhe." + side + "_private").toArray()))
                : new RecordedKeyShares(Map.of());
    }

    private static ClientSettings clientSettings(Transcript transcript, ClientHello recorded) throws Exception {
        var random = new FixedRandom(recorded.random());
        return new ClientSettings(
                Settings.shared(keyShares(transcript, "client"), random, CLOCKS),
                Settings.terms(List.of(suite(transcript)), groups(transcript)),
                Settings.client(session(transcript), clientIdentity(transcript)),
                new TicketRequest(4, 4),
                false,
                false);
    }

    private static @Nullable SessionData session(Transcript transcript) throws Exception {
        if (kind(transcript) == HandshakeKind.FULL) {
            return null;
        }
        // The session of the first connection, in the form in which OpenSSL's client kept it.
        var first = new Transcript(transcript.properties(), "c1");
        return SessionData.parse(first.bytes("session.client.1"));
    }

    private static ServerSettings serverSettings(Transcript transcript, boolean tickets) throws IOException {
        var hello = transcript.from("server").get(0).bytes();
        var random = new FixedRandom(hello.slice(6, 32));
        return new ServerSettings(
                Settings.shared(keyShares(transcript, "server"), random, CLOCKS),
                Settings.terms(List.of(suite(transcript)), groups(transcript)),
                Settings.server(serverIdentity(transcript)),
                null,
                tickets ? policy() : null,
                TicketCount.DEFAULT,
                // The recorded server gives a ticket without extended master secret, too.
                transcript.text("fact.ems").equals("0"));
    }

    private static @Nullable TicketPolicy policy() {
        var ring = new KeyRing(CLOCKS, new FixedRandom());
        ring.serve(Duration.ofHours(2));
        return new TicketPolicy(
                ring,
                Bytes.wrap(new byte[32]),
                Duration.ofHours(2),
                ClientAuthentication.NONE,
                Bytes.EMPTY,
                (leaf, now) -> null);
    }
}
