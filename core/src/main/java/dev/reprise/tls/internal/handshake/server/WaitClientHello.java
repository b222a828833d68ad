package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.tls12.HelloAnswer;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** START: the first ClientHello (RFC 9846 section 4.2.2), answered by our whole flight or a HelloRetryRequest; or TLS 1.2. */
public final class WaitClientHello implements ServerState {
    private final ServerSettings common;

    /** Make the first state of a server's connection. */
    public WaitClientHello(ServerSettings settings) {
        this.common = settings;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CLIENT_HELLO;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var received = new ReceivedClientHello(message.expect(ClientHello.class));
        var hello = received.message();
        // Asked once: all that follows in this handshake goes by one answer.
        var settings = common.decisions().settings(received, common);
        output.limitOwnRecords(settings.terms().maxContent());
        var version = VersionChoice.of(hello, settings);
        output.report(Event.Negotiated.hello(version, received.name(), received.schemes()));
        if (version == ProtocolVersion.TLS_1_2) {
            return HelloAnswer.to(settings, received, message.raw(), output);
        }
        ClientHelloChecks.check(hello);
        var mutual = Selection.mutualSuites(hello, settings);
        // Looked at before the suite is chosen, so that a ticket of the other hash is not lost to our preference.
        var resumption = Tls13Resumption.decide(hello, received.name(), mutual, settings);
        try {
            var suite = ServerFlight.suite(mutual, resumption);
            // Section 4.3.10: early data comes with pre_shared_key. Without one there is none to pass over.
            if (hello.extensions().find(EarlyData.class) != null
                    && hello.extensions().find(OfferedPsks.class) != null) {
                output.skipEarlyData(ServerFlight.earlyDataBound(settings, resumption));
            }
            var transcript = new TranscriptHash(suite.hash());
            var share = Selection.keyShare(hello, settings);
            if (share != null) {
                return new ServerFlight(settings, received, message.raw(), suite, resumption, transcript, false)
                        .send(share, output);
            }
            return retry(settings, hello, message, suite, transcript, output);
        } finally {
            resumption.close();
        }
    }

    private static State retry(
            ServerSettings settings,
            ClientHello hello,
            ReceivedMessage message,
            CipherSuite suite,
            TranscriptHash transcript,
            Output output)
            throws ProtocolException {
        var group = Selection.retryGroup(hello, settings);
        transcript.update(message.raw());
        transcript.replaceWithMessageHash();
        var request = new ServerHello(
                ServerFlight.LEGACY_VERSION,
                ServerHello.HELLO_RETRY_REQUEST_RANDOM,
                hello.legacySessionId(),
                suite.code(),
                0,
                Extensions.of(
                        new SelectedVersion(ProtocolVersion.TLS_1_3.code()),
                        new KeyShareHelloRetryRequest(group.code())));
        transcript.update(output.send(request));
        if (!hello.legacySessionId().isEmpty()) {
            output.sendChangeCipherSpec();
        }
        return new WaitSecondClientHello(settings, hello, suite, group, transcript);
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        // Section 5: nothing of the kind before the first ClientHello.
        throw new ProtocolException(Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, "change_cipher_spec before the ClientHello");
    }

    @Override
    public @Nullable ProtocolVersion version() {
        return null;
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
