package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;

/** WAIT_FINISHED: the client's Finished (RFC 9846 section 4.5.3), answered by tickets. */
public final class WaitFinished implements ServerState {
    private final Tls13Negotiation agreed;
    private final PendingSecrets unfinished;

    WaitFinished(Tls13Negotiation agreed, PendingSecrets unfinished) {
        this.agreed = agreed;
        this.unfinished = unfinished;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.FINISHED;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        var transcript = unfinished.transcript();
        FinishedCheck.check(finished, unfinished.clientTraffic(), transcript.current());
        transcript.update(message.raw());
        output.installReadKeys(unfinished.nextRead(), agreed.suite());
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_3,
                agreed.suite(),
                agreed.group(),
                agreed.alpn(),
                agreed.serverName(),
                HandshakeKind.of(agreed.resumed(), agreed.retried()),
                true,
                agreed.refusal(),
                agreed.client().told(agreed.settings())));
        try (var resumption = unfinished.main().resumption(transcript.last())) {
            TicketFlight.send(agreed, resumption, output);
        }
        unfinished.main().close();
        unfinished.hkdf().close();
        return Connected.STATE;
    }

    @Override
    public void close() {
        unfinished.close();
    }
}
