package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.client.ClientDecisions;
import dev.reprise.tls.internal.handshake.client.ClientIdentity;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientShell;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.client.WantedCertificate;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers the questions of a client's states by the context's sessions and what a program has set, and leaves the rest to
 * managers or a config.
 */
final class ClientQuestions implements ClientShell {
    private final Handshake handshake;
    private final ClientSide side;
    private final ClientDecisions asked;

    ClientQuestions(Handshake handshake, ClientSide side, ClientDecisions asked) {
        this.handshake = handshake;
        this.side = side;
        this.asked = asked;
    }

    @Override
    public SessionOffer.Choice session(ClientTarget target, ClientSettings settings) {
        var choice = choose(target, settings);
        if (choice.session() == null && !handshake.parameters().sessionCreation()) {
            throw new UncheckedIOException(sessionRequired());
        }
        return choice;
    }

    private static ProtocolException sessionRequired() {
        return new ProtocolException(
                Reason.SESSION_REQUIRED, "No new session is allowed and no existing session can be resumed");
    }

    private SessionOffer.Choice choose(ClientTarget target, ClientSettings settings) {
        if (!handshake.peerKnown()) {
            return new SessionOffer.Choice(null, NotOffered.NONE, null);
        }
        var sessions = new OfferedSessions(handshake.context().clientSessions());
        var choice = SessionOffer.choose(side.rules(settings), sessions, target.peer(), target.serverName());
        handshake.offered(sessions.taken());
        handshake.wentWithout(choice.notOffered() == NotOffered.IN_DOUBT);
        return choice;
    }

    @Override
    public boolean mayProveIdentity() {
        return asked.mayProveIdentity();
    }

    @Override
    public ClientIdentity identity(WantedCertificate wanted) throws ProtocolException {
        handshake.negotiated(wanted.negotiated(), KnownSchemes.of(wanted.schemes()));
        var answer = asked.identity(wanted);
        if (answer instanceof ClientIdentity.Shown shown) {
            handshake.identity(shown.identity());
        }
        return answer;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        var negotiated = chain.negotiated();
        if (negotiated == null) {
            return asked.verify(chain); // A stored one, before the ClientHello.
        }
        if (!handshake.parameters().sessionCreation()) {
            throw sessionRequired();
        }
        handshake.negotiated(negotiated, List.of());
        handshake.session().statusResponses(statusResponses(chain));
        var path = asked.verify(chain);
        handshake.session().peerCertificates(chain.certificates());
        return path;
    }

    @Override
    public boolean verifiesResumed() {
        return asked.verifiesResumed();
    }

    @Override
    public void resumed(List<X509Certificate> chain, NegotiatedParameters negotiated) throws ProtocolException {
        handshake.negotiated(negotiated, List.of());
        var offered = handshake.offered();
        if (offered != null) {
            handshake.session().statusResponses(offered.view().getStatusResponses());
        }
        asked.resumed(chain, negotiated);
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        asked.proven(chain, path);
    }

    /** Return the OCSP responses in the order of the chain, an empty one where there is none; none at all when none came. */
    private static List<byte[]> statusResponses(PeerChain chain) {
        if (chain.stapled().isEmpty()) {
            return List.of();
        }
        var responses = new ArrayList<byte[]>(chain.certificates().size());
        for (var certificate : chain.certificates()) {
            responses.add(chain.stapled().getOrDefault(certificate, Bytes.EMPTY).toArray());
        }
        return responses;
    }
}
