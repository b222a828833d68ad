package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** WAIT_SH after the second ClientHello: a ServerHello that agrees with the HelloRetryRequest. */
public final class WaitServerHelloAfterRetry implements ClientState {
    private final ClientSettings settings;
    private final ClientOffer offer;
    private final SecretLog log;
    private final Bytes legacySessionId;
    private final CipherSuite retrySuite;
    private final OfferedShares shares;
    private final TranscriptHash transcript;

    WaitServerHelloAfterRetry(
            ClientSettings settings,
            ClientOffer offer,
            SecretLog log,
            Bytes legacySessionId,
            CipherSuite retrySuite,
            OfferedShares shares,
            TranscriptHash transcript) {
        this.settings = settings;
        this.offer = offer;
        this.log = log;
        this.legacySessionId = legacySessionId;
        this.retrySuite = retrySuite;
        this.shares = shares;
        this.transcript = transcript;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.SERVER_HELLO;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var hello = message.expect(ServerHello.class);
        // Section 4.2.4: a second HelloRetryRequest in one connection is an unexpected message.
        if (hello.isHelloRetryRequest()) {
            throw new ProtocolException(Reason.SECOND_HELLO_RETRY_REQUEST, "a second HelloRetryRequest");
        }
        var suite = ServerHelloChecks.check(hello, settings, legacySessionId);
        // Section 4.2.4: the suite must be that of the HelloRetryRequest.
        if (suite != retrySuite) {
            throw new ProtocolException(
                    Reason.CIPHER_SUITE_CHANGED, "ServerHello has " + suite + ", HelloRetryRequest had " + retrySuite);
        }
        transcript.update(message.raw());
        return KeyExchange.accept(settings, offer, log, suite, hello, shares, transcript, true, output);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        shares.close();
        offer.close();
    }
}
