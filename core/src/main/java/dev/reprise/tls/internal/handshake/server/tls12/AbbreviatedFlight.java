package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ClientPath;
import dev.reprise.tls.internal.handshake.server.TicketReport;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.NewTls12Ticket;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.ticket.TicketIssue;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resumes from a ticket: ServerHello, maybe a new ticket, change_cipher_spec, Finished (RFC 5077 section 3.1). */
final class AbbreviatedFlight {
    private final HelloAnswer answer;
    private final TicketDecision.Accepted accepted;

    AbbreviatedFlight(HelloAnswer answer, TicketDecision.Accepted accepted) {
        this.answer = answer;
        this.accepted = accepted;
    }

    State send(SessionData session, Output output) throws ProtocolException {
        var suite = accepted.suite();
        var group = NamedGroup.find(session.keyExchangeGroup());
        var negotiated = answer.negotiate(List.of(suite), group);
        output.report(Event.Negotiated.choice(ProtocolVersion.TLS_1_2, suite, group, negotiated.protocol()));
        var random = answer.random();
        var renewed = renewedTicket(output);
        var agreed = new Tls12Negotiation(
                answer.settings(),
                answer.serverName(),
                suite,
                group,
                negotiated.protocol(),
                answer.hello().random(),
                random,
                session.extendedMasterSecret(),
                false,
                true,
                ClientPath.resumed(accepted.clientChain()),
                null,
                new TranscriptHash(suite.hash()));
        var transcript = agreed.transcript();
        transcript.update(answer.rawHello());
        transcript.update(output.send(answer.serverHello(agreed, renewed != null, false, false)));
        if (renewed != null) {
            transcript.update(output.send(renewed));
        }
        try (var derived = new HeldSecrets()) {
            var secured = derived.hold(
                    Tls12KeyedNegotiation.of(agreed, Tls12MainSecret.resumed(suite.hash(), session.secret())));
            secured.sendFinished(output);
            derived.handOver();
            return new WaitChangeCipherSpec(secured);
        }
    }

    /** Return a ticket under the current key if the one accepted was under another, as libtls does. */
    private @Nullable Tls12NewSessionTicket renewedTicket(Output output) {
        var policy = answer.settings().tickets();
        if (policy == null || accepted.currentKey()) {
            return null;
        }
        var now = answer.settings().shared().clocks().wall().instant();
        var issued = TicketReport.of(TicketIssue.issue(NewTls12Ticket.renewal(accepted), policy, now), output);
        return issued == null ? null : new Tls12NewSessionTicket(issued.lifetimeSeconds(), issued.ticket());
    }
}
