package dev.reprise.tls.internal.handshake.server;

import static java.util.Objects.requireNonNull;

import dev.reprise.tls.internal.engine.ScriptedState;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;

/** The first state of a server that answers a first hello by asking for a cookie and nothing else, as ours never does. */
public final class CookieRequest {
    private CookieRequest() {}

    /** Make the state; from the second hello on it goes on as ours. */
    public static State first(ServerSettings settings, CipherSuite suite, Bytes cookie) {
        return ScriptedState.costly((incoming, output) -> {
            var hello = incoming.expect(ClientHello.class);
            var shares = requireNonNull(hello.extensions().find(KeyShareClientHello.class));
            var group = requireNonNull(NamedGroup.find(shares.shares().get(0).group()));
            var transcript = new TranscriptHash(suite.hash());
            transcript.update(((ReceivedMessage) incoming).raw());
            transcript.replaceWithMessageHash();
            transcript.update(output.send(new ServerHello(
                    ServerFlight.LEGACY_VERSION,
                    ServerHello.HELLO_RETRY_REQUEST_RANDOM,
                    hello.legacySessionId(),
                    suite.code(),
                    0,
                    Extensions.of(new SelectedVersion(ProtocolVersion.TLS_1_3.code()), new Cookie(cookie)))));
            return new WaitSecondClientHello(settings, hello, suite, group, transcript);
        });
    }
}
