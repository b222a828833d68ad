package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.crypto.KeyShare;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ClientPath;
import dev.reprise.tls.internal.handshake.server.ServerChoices;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.handshake.tls12.KeyExchangeContent;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.CertificateStatus;
import dev.reprise.tls.internal.message.ServerHelloDone;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TlsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first flight of a full handshake: ServerHello to ServerHelloDone (RFC 5246 section 7.3). */
final class FullFlight {
    private final HelloAnswer answer;
    private final List<CipherSuite> mutual;
    private final @Nullable TicketRefusal refusal;

    /** Make the flight with one of the suites both sides have, maybe none. */
    FullFlight(HelloAnswer answer, List<CipherSuite> mutual, @Nullable TicketRefusal refusal) {
        this.answer = answer;
        this.mutual = mutual;
        this.refusal = refusal;
    }

    State send(Output output) throws TlsException {
        var settings = answer.settings();
        // Chosen before anything goes out, so that a client we cannot serve learns why at once.
        var group = Tls12Selection.group(answer.hello(), settings);
        var negotiated = answer.negotiate(mutual, group);
        output.report(Event.Negotiated.alpn(negotiated.protocol()));
        var chosen = ServerChoices.identity(answer.received(), negotiated, settings);
        var key = chosen.identity().leaf().getPublicKey();
        var suite = Tls12Selection.suite(mutual, answer.hello(), key, settings);
        var scheme = Tls12Selection.signatureScheme(answer.received(), chosen.identity(), settings);
        output.report(Event.Negotiated.choice(ProtocolVersion.TLS_1_2, suite, group, negotiated.protocol()));
        output.report(Event.Negotiated.own(chosen.identity().chain()));
        var agreed = new Tls12Negotiation(
                settings,
                answer.serverName(),
                suite,
                group,
                negotiated.protocol(),
                answer.hello().random(),
                answer.random(),
                answer.extendedMasterSecret(),
                answer.ticketWanted(output),
                false,
                ClientPath.NONE,
                refusal,
                new TranscriptHash(suite.hash()));
        var keyShare = settings.shared().keyShares().generate(group);
        try {
            return send(agreed, keyShare, group, chosen, scheme, output);
        } catch (Throwable e) {
            keyShare.close();
            throw e;
        }
    }

    private State send(
            Tls12Negotiation agreed,
            KeyShare keyShare,
            NamedGroup group,
            ServerIdentity chosen,
            SignatureScheme scheme,
            Output output)
            throws TlsException {
        var settings = agreed.settings();
        var wanted = settings.clientCertificates();
        var kept = new KeptMessages();
        var content =
                KeyExchangeContent.of(agreed.clientRandom(), agreed.serverRandom(), group.code(), keyShare.publicKey());
        var identity = chosen.identity();
        var signature = settings.shared().signatures().sign(scheme, identity.privateKey(), content);
        kept.add(answer.rawHello());
        output.report(new Event.Signed(false, scheme, signature.provider()));
        var status = ServerChoices.stapled(answer.received(), chosen, settings).get(identity.leaf());
        kept.add(output.send(answer.serverHello(agreed, agreed.ticketPromised(), chosen.named(), status != null)));
        kept.add(output.send(Tls12CertificateMessages.of(identity.chain())));
        if (status != null) {
            kept.add(output.send(new CertificateStatus(status)));
        }
        kept.add(output.send(
                new ServerKeyExchange(group.code(), keyShare.publicKey(), scheme.code(), signature.value())));
        if (wanted != null) {
            kept.add(output.send(wanted.tls12Request(settings.terms().acceptedSchemes())));
        }
        kept.add(output.send(new ServerHelloDone()));
        kept.updateAll(agreed.transcript());
        return wanted == null
                ? new WaitClientKeyExchange(agreed, keyShare, null)
                : new Tls12WaitCertificate(agreed, keyShare, wanted, kept);
    }
}
