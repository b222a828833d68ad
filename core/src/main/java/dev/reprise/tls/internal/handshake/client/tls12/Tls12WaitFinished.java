package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The server's Finished (RFC 5246 section 7.4.9), the last message of a full handshake; in an abbreviated one ours is. */
public final class Tls12WaitFinished implements Tls12ClientState {
    private final Tls12KeyedNegotiation secured;
    private final @Nullable Tls12NewSessionTicket ticket;

    Tls12WaitFinished(Tls12KeyedNegotiation secured, @Nullable Tls12NewSessionTicket ticket) {
        this.secured = secured;
        this.ticket = ticket;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        var transcript = secured.agreed().transcript();
        FinishedCheck.check(finished, secured.main().serverFinished(transcript.current()));
        if (secured.resumed()) {
            transcript.update(message.raw());
            secured.sendFinished(output);
        }
        secured.report(output);
        var session = NewSession.of(secured, ticket);
        if (session != null) {
            output.report(new Event.TicketReceived(session));
        }
        secured.close();
        return new Tls12Connected();
    }

    @Override
    public void close() {
        secured.close();
    }
}
