package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One handshake, as the questions of the protocol's states see it: what was set when it began, whom to ask, and the session
 * that comes of it.
 */
final class Handshake {
    private static final TicketRequest TICKETS = new TicketRequest(4, 4);

    private final ContextShared context;
    private final Parameters parameters;
    private final Asking asking;
    private final TlsSession session;
    private final @Nullable String peerHost;
    private final int peerPort;
    private volatile boolean visible;
    private volatile @Nullable String applicationProtocol;
    private volatile @Nullable Identity own;
    private volatile List<SignatureScheme> acceptedSchemes = List.of();
    private ClientSessions.@Nullable Kept offered;

    Handshake(ContextShared context, Parameters parameters, Asking asking, @Nullable String peerHost, int peerPort) {
        this.context = context;
        this.parameters = parameters;
        this.asking = asking;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        session = new TlsSession(
                parameters.client() ? context.clientSessions() : context.serverSessions(),
                peerHost,
                peerPort,
                context.now());
    }

    /** Make the protocol's engine; a client's has its first task, which makes the ClientHello. */
    Engine engine() throws SSLException {
        var terms = context.terms(parameters);
        acceptedSchemes = terms.acceptedSchemes().all();
        return parameters.client() ? clientEngine(terms) : serverEngine(terms);
    }

    private Engine clientEngine(Terms terms) {
        var settings = new ClientSettings(
                context.shared(),
                terms,
                new ClientQuestions(this),
                JsseProperties.tickets(true) ? TICKETS : null,
                false);
        var sent = sentName();
        session.serverNames(sent == null ? List.of() : List.of(sent));
        var name = sent == null ? null : sent.getAsciiName();
        var target = new ClientTarget(name == null ? "" : name, name != null, peer());
        return Engine.client(new ClientStart(settings, target), context.limits(), SealingRules.DEFAULT);
    }

    private Engine serverEngine(Terms terms) {
        var wanted = wanted();
        var issuers = wanted == ClientAuthentication.NONE
                ? null
                : new ClientCertificates(
                        wanted == ClientAuthentication.REQUIRED,
                        ClientCertificates.subjects(
                                Arrays.asList(context.managers().trust().getAcceptedIssuers())));
        var settings = new ServerSettings(
                context.shared(),
                terms,
                new ServerQuestions(this),
                issuers,
                context.tickets(wanted),
                TicketCount.DEFAULT,
                false);
        return Engine.server(new WaitClientHello(settings), context.limits(), SealingRules.DEFAULT);
    }

    private ClientAuthentication wanted() {
        if (parameters.needClientAuth()) {
            return ClientAuthentication.REQUIRED;
        }
        return parameters.wantClientAuth() ? ClientAuthentication.OPTIONAL : ClientAuthentication.NONE;
    }

    /** Return the first name that a client sends, or null when it sends none. */
    private @Nullable SNIHostName sentName() {
        var names = parameters.serverNames();
        for (var name : names == null ? List.<SNIServerName>of() : names) {
            // HttpsURLConnection sets one even for an address, which is no name (RFC 6066 section 3).
            if (name instanceof SNIHostName host && !NameCheck.isIpLiteral(host.getAsciiName())) {
                return host;
            }
        }
        return null;
    }

    /** Name the server as the sessions kept know it: they never cross names or ways to identify it. */
    Peer peer() {
        var identification = parameters.identification();
        return new Peer(
                peerHost == null ? "" : peerHost,
                Math.max(0, peerPort),
                Optional.ofNullable(sentName()).map(SNIHostName::getAsciiName),
                "",
                identification == null ? "" : identification);
    }

    /** Tell whether the peer is known well enough to keep sessions for it. */
    boolean peerKnown() {
        return peerHost != null && peerPort >= 0;
    }

    ContextShared context() {
        return context;
    }

    Parameters parameters() {
        return parameters;
    }

    Asking asking() {
        return asking;
    }

    TlsSession session() {
        return session;
    }

    /** Return the session for those who may look at it already: from the hellos on. */
    @Nullable
    SSLSession visibleSession() {
        return visible ? session : null;
    }

    @Nullable
    String applicationProtocol() {
        return applicationProtocol;
    }

    /** Take note of what is negotiated so far, before anybody is asked. */
    void negotiated(NegotiatedParameters facts, List<SignatureScheme> peerSchemes) {
        var suites = facts.suites();
        session.negotiated(facts.version(), suites.isEmpty() ? null : suites.get(0));
        session.schemes(acceptedSchemes, peerSchemes);
        applicationProtocol = facts.protocol() == null ? "" : facts.protocol();
        visible = true;
    }

    /** Take note of what a client proves itself with, which its session tells when the handshake is done. */
    void identity(Identity identity) {
        own = identity;
    }

    @Nullable
    Identity identity() {
        return own;
    }

    /** Return the schemes among these code points that Reprise has, each once. */
    static List<SignatureScheme> known(@Nullable CodePoints codes) {
        var known = new ArrayList<SignatureScheme>();
        for (int i = 0; codes != null && i < codes.size(); i++) {
            var scheme = SignatureScheme.find(codes.at(i));
            if (scheme != null && !known.contains(scheme)) {
                known.add(scheme);
            }
        }
        return known;
    }

    void offered(ClientSessions.@Nullable Kept kept) {
        offered = kept;
    }

    ClientSessions.@Nullable Kept offered() {
        return offered;
    }
}
