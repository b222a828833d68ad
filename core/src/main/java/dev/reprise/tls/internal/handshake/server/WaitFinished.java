package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.MainSecret;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;

/** WAIT_FINISHED: the client's Finished (RFC 9846 section 4.5.3), answered by tickets. */
public final class WaitFinished implements ServerState {
    private final Agreed agreed;
    private final Hkdf hkdf;
    private final TranscriptHash transcript;
    private final TrafficSecret clientTraffic;
    private final TrafficSecret nextRead;
    private final MainSecret main;

    WaitFinished(
            Agreed agreed,
            Hkdf hkdf,
            TranscriptHash transcript,
            TrafficSecret clientTraffic,
            TrafficSecret nextRead,
            MainSecret main) {
        this.agreed = agreed;
        this.hkdf = hkdf;
        this.transcript = transcript;
        this.clientTraffic = clientTraffic;
        this.nextRead = nextRead;
        this.main = main;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        FinishedCheck.check(finished, clientTraffic, transcript.current());
        transcript.update(message.raw());
        output.installReadKeys(nextRead, agreed.suite());
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_3,
                agreed.suite(),
                agreed.group(),
                agreed.alpn(),
                agreed.serverName(),
                HandshakeKind.of(agreed.resumed(), agreed.retried()),
                agreed.refusal(),
                agreed.clientChain()));
        try (var resumption = main.resumption(transcript.current())) {
            TicketFlight.send(agreed, resumption, output);
        }
        main.close();
        hkdf.close();
        return new Connected();
    }

    @Override
    public void close() {
        nextRead.close();
        main.close();
        hkdf.close();
    }
}
