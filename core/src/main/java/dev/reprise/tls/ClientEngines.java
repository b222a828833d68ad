package dev.reprise.tls;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.client.ConfiguredClient;
import dev.reprise.tls.internal.handshake.client.ConfiguredClient.SessionSource;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.resumption.LinkedSessions;
import dev.reprise.tls.internal.resumption.OfferRules;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.resumption.StoreSink;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the engines of a client config's connections, with the sessions that they offer and keep: one per config. */
final class ClientEngines {
    private final ClientSettings settings;
    private final VerifiedChains verifier;
    private final StoreSink.Responses responses;
    /** One identity, or null. */
    private final @Nullable Identities own;

    private final String identity;
    private final @Nullable SessionStore sessions;
    private final TicketRequest tickets;
    private final boolean trustForeignSessions;
    private final EngineLimits limits;
    private final SealingRules sealingRules;
    private final Announcer announcer;
    private final @Nullable String sessionPeer;

    ClientEngines(ClientConfig.Builder builder) {
        var keyShares = new JcaKeyShares(builder.random, builder.cryptoProviders);
        var signatures = new Signatures(builder.random, builder.cryptoProviders);
        verifier = new VerifiedChains(
                new ChainVerifier(builder.chainPolicy(), signatures.verifier()),
                builder.revocationCheck(),
                builder.clocks.wall());
        responses = verifier::response;
        own = builder.identity == null ? null : Identities.ofChecked(builder.identity);
        settings = new ClientSettings(
                builder.shared(keyShares, signatures, verifier),
                builder.terms(keyShares::has),
                deciding(this::choose),
                builder.sessions == null ? null : builder.tickets,
                builder.resumeWithoutExtendedMasterSecret,
                builder.checkChain);
        identity = builder.identity == null ? "" : IdentityFiles.digest(builder.identity);
        sessions = builder.sessions;
        tickets = builder.tickets;
        trustForeignSessions = builder.trustForeignSessions;
        limits = builder.limits;
        sealingRules = builder.sealingRules;
        announcer = new Announcer(builder.listener);
        sessionPeer = builder.sessionPeer;
    }

    /** Name a server as the session store knows it. */
    Peer peer(String host, int port, String serverName) {
        if (sessionPeer != null) {
            return new Peer(sessionPeer, 0, Optional.empty(), identity, verifier.digest());
        }
        return new Peer(host, port, Optional.of(serverName), identity, verifier.digest());
    }

    /** Make the engine of a connection that takes sessions from the store and keeps them there. */
    TlsEngine engine(Peer peer, String serverName) {
        return engine(settings, sink(peer), peer, serverName);
    }

    private SessionSink sink(Peer peer) {
        return sessions == null ? SessionSink.NONE : new StoreSink(sessions, peer, responses);
    }

    private TlsEngine engine(ClientSettings connection, SessionSink sink, Peer peer, String serverName) {
        var target = new ClientTarget(serverName, !NameCheck.isIpLiteral(serverName), peer);
        var observation = Observation.ofClient(connection.shared(), peer.host(), peer.port());
        var engine = Engine.client(new ClientStart(connection, target), limits, sealingRules, observation);
        return new TlsEngine(engine, sink, announcer);
    }

    /** Make the engine of a connection that keeps its sessions for others to resume, and offers none. */
    TlsEngine firstOfLinked(LinkedSessions linked, Peer peer, String serverName) {
        return linked(
                linked, (target, connection) -> new SessionOffer.Choice(null, NotOffered.NONE, null), peer, serverName);
    }

    /**
     * Make the engine of a connection that resumes one of these sessions.
     *
     * @throws ProtocolException SESSION_REQUIRED when none can be offered
     */
    TlsEngine resumingLinked(LinkedSessions linked, Peer peer, String serverName) throws ProtocolException {
        linked.require(offerRules(settings), peer, serverName);
        return linked(
                linked,
                (target, connection) -> linked.choose(offerRules(connection), peer, serverName),
                peer,
                serverName);
    }

    private TlsEngine linked(LinkedSessions linked, SessionSource source, Peer peer, String serverName) {
        return engine(settings.keeping(tickets).with(deciding(source)), new StoreSink(linked, peer), peer, serverName);
    }

    private SessionOffer.Choice choose(ClientTarget target, ClientSettings connection) {
        return SessionOffer.choose(offerRules(connection), sessions, target.peer(), target.serverName());
    }

    /** Say which sessions a connection may offer. */
    OfferRules offerRules(ClientSettings connection) {
        return new OfferRules(
                connection.terms().suites().all(),
                connection.resumeWithoutExtendedMasterSecret(),
                trustForeignSessions,
                (session, name) ->
                        connection.decisions().verify(stored(session, name)).status(),
                connection.shared().clocks().wall());
    }

    private static PeerChain stored(Session session, String serverName) {
        return PeerChain.stored(session.chain(), SessionAccess.inside().response(session), serverName);
    }

    /**
     * Return what we prove ourselves with.
     *
     * @throws IllegalStateException when the config has no certificate
     */
    Identities own() {
        if (own == null) {
            throw new IllegalStateException(
                    "an OCSP response is about a certificate, and this config has none: identity");
        }
        return own;
    }

    private ConfiguredClient deciding(SessionSource source) {
        return new ConfiguredClient(source, own == null ? null : own::shown, verifier);
    }

    /** Take account of a server that cannot be reached: if sessions of it are in doubt, it is not they who are to blame. */
    void unreachable(Peer peer) {
        try {
            if (sessions != null && sessions.inDoubt(peer)) {
                sessions.observe(peer, SessionStore.Observation.UNANSWERED_WITHOUT_SESSION);
            }
        } catch (IOException | RuntimeException e) {
            announcer.storeFailed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** Return what decides over servers' chains. */
    VerifiedChains verifier() {
        return verifier;
    }

    ClientSettings settings() {
        return settings;
    }

    EngineLimits limits() {
        return limits;
    }

    SealingRules sealingRules() {
        return sealingRules;
    }

    /** Return how many tickets are asked for, where sessions are kept. */
    TicketRequest tickets() {
        return tickets;
    }

    @Nullable
    SessionStore sessions() {
        return sessions;
    }
}
