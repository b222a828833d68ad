package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One handshake, as the questions of the protocol's states see it: what was set when it began, whom to ask, and the session
 * that comes of it.
 */
final class Handshake {
    private final ContextShared context;
    private final Parameters parameters;
    private final Asking asking;
    private final TlsSession session;
    private final @Nullable String peerHost;
    private final int peerPort;
    private final @Nullable FirstConnection first;
    private @Nullable Peer peer;
    private volatile boolean visible;
    private volatile @Nullable String applicationProtocol;
    private volatile @Nullable Identity own;
    private volatile List<SignatureScheme> acceptedSchemes = List.of();
    private ClientSessions.@Nullable Kept offered;
    private boolean wentWithout;

    /**
     * Prepare a handshake.
     *
     * @param asking for whom managers are asked
     * @param first the connection whose sessions are to be resumed, if it is another
     */
    Handshake(
            ContextShared context,
            Parameters parameters,
            Asking asking,
            @Nullable String peerHost,
            int peerPort,
            @Nullable FirstConnection first) {
        this.context = context;
        this.parameters = parameters;
        this.asking = asking;
        this.first = first;
        this.peerHost = first == null ? peerHost : first.host();
        this.peerPort = first == null ? peerPort : first.port();
        session = new TlsSession(
                parameters.client() ? context.clientSessions() : context.serverSessions(),
                this.peerHost,
                this.peerPort,
                context.now());
    }

    /** Make the protocol's engine; a client's has its first task, which makes the ClientHello. */
    Engine engine() throws SSLException {
        return parameters.client() ? clientEngine(context.requireClient()) : serverEngine(context.requireServer());
    }

    private Engine clientEngine(ClientSide side) throws SSLHandshakeException {
        var terms = context.terms().of(parameters, side.role());
        acceptedSchemes = terms.acceptedSchemes().all();
        var sent = sentName();
        var host = peerHost == null ? "" : peerHost;
        var name = sent == null ? null : sent.getAsciiName();
        session.serverName(name);
        var identification = parameters.identification();
        var known = first != null
                ? first.peer()
                : side.peer(host, Math.max(0, peerPort), name, identification == null ? "" : identification);
        peer = known;
        var target = new ClientTarget(name == null ? host : name, name != null, known);
        return Engine.client(
                new ClientStart(side.settings(this, terms), target),
                side.role().limits(),
                side.role().sealing(),
                Observation.ofClient(side.role().shared(), peerHost, peerPort));
    }

    private Engine serverEngine(ServerSide side) throws SSLHandshakeException {
        var terms = context.terms().of(parameters, side.role());
        acceptedSchemes = terms.acceptedSchemes().all();
        var settings = side.settings(this, terms, wanted(side.wanted()));
        return Engine.server(
                new WaitClientHello(settings),
                side.role().limits(),
                side.role().sealing(),
                Observation.ofServer(side.role().shared(), peerHost, peerPort));
    }

    /** Return what is wanted of client certificates: what the context wants, or more. */
    private ClientAuthentication wanted(ClientAuthentication least) {
        if (parameters.needClientAuth()) {
            return ClientAuthentication.REQUIRED;
        }
        return parameters.wantClientAuth() && least == ClientAuthentication.NONE
                ? ClientAuthentication.OPTIONAL
                : least;
    }

    /** Return the first name that a client sends, or null when it sends none. */
    private @Nullable SNIHostName sentName() {
        var given = parameters.givenServerNames();
        if (JsseProperties.disables(true, "server_name")) {
            return null;
        }
        var names = given == null && first != null ? first.names() : parameters.serverNames();
        for (var name : names == null ? List.<SNIServerName>of() : names) {
            // HttpsURLConnection sets one even for an address, which is no name (RFC 6066 section 3).
            if (name instanceof SNIHostName host && !NameCheck.isIpLiteral(host.getAsciiName())) {
                return host;
            }
        }
        return null;
    }

    /** Name the server as the sessions kept know it; null on a server. */
    @Nullable
    Peer peer() {
        return peer;
    }

    /** Tell whether the peer is known well enough to keep sessions for it. */
    boolean peerKnown() {
        return first != null || (peerHost != null && peerPort >= 0);
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
        applicationProtocol = facts.protocol() == null ? "" : AlpnNames.ofJsse(facts.protocol());
        visible = true;
    }

    /** Take note that the application protocol is not decided yet, before the selector is asked. */
    void protocolOpen() {
        applicationProtocol = null;
    }

    /** Take note of the version alone, before anybody is asked about a ticket. */
    void negotiated(ProtocolVersion version) {
        session.negotiated(version, null);
        session.schemes(acceptedSchemes, List.of());
        visible = true;
    }

    /** Put what a trust manager is asked about a peer's chain into words. */
    Verdicts.Question question(List<X509Certificate> chain, String authType) {
        return new Verdicts.Question(
                !parameters.client(),
                chain,
                authType,
                session.getPeerHost(),
                session.getRequestedServerNames(),
                parameters.identification(),
                parameters.constraints(),
                acceptedSchemes);
    }

    /** Take note of what a client proves itself with, which its session tells when the handshake is done. */
    void identity(Identity identity) {
        own = identity;
    }

    void offered(ClientSessions.@Nullable Kept kept) {
        offered = kept;
    }

    ClientSessions.@Nullable Kept offered() {
        return offered;
    }

    /** Take note of whether nothing is offered as the sessions of the peer are in doubt. */
    void wentWithout(boolean inDoubt) {
        wentWithout = inDoubt;
    }

    /** Return the session, as it is when the handshake is done. */
    TlsSession established(Event.Established done, Engine engine) {
        session.negotiated(done.version(), done.cipherSuite());
        if (!done.peerCertificates().isEmpty()) {
            session.peerCertificates(done.peerCertificates());
        }
        if (own != null) {
            session.ownCertificates(own.chain());
        }
        var resumed = done.kind().resumed() ? offered : null;
        if (resumed != null) {
            session.resume(resumed.view());
        }
        if (done.version() == ProtocolVersion.TLS_1_2) {
            session.id(resumed != null ? resumed.view().getId() : SessionIds.tls12(engine, context.random()));
        }
        if (wentWithout) {
            observe(peer, SessionStore.Observation.ESTABLISHED_WITHOUT_SESSION);
        }
        return session;
    }

    /** Take account of a session that was offered and is not to be offered again. */
    void sessionRefused() {
        if (offered != null) {
            context.clientSessions().forgetRefused(offered);
        }
    }

    /**
     * Take account of an end before the server has answered, by no alert that says why: the session that was offered may be to
     * blame, or the server is down. A store knows doubts; without one, all sessions that the server may choke on go.
     */
    void unanswered() {
        var sessions = context.clientSessions();
        if (offered != null && sessions.stored()) {
            sessions.spend(offered);
            observe(offered.peer(), SessionStore.Observation.UNANSWERED_WITH_SESSION);
        } else if (offered != null) {
            sessions.forgetRefused(offered);
        } else if (wentWithout) {
            observe(peer, SessionStore.Observation.UNANSWERED_WITHOUT_SESSION);
        }
    }

    private void observe(@Nullable Peer server, SessionStore.Observation seen) {
        if (server != null) {
            context.clientSessions().observe(server, seen);
        }
    }
}
