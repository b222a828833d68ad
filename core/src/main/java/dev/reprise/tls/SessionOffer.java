package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.ClientSettings;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the session to offer, before the ClientHello is built: takes from the store what is fresh, enabled and whose
 * chain still passes verification today; otherwise knows why not.
 */
final class SessionOffer {
    /** How far the clocks of those who share a file may differ; servers grant tickets the same. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);

    private final ClientConfig config;
    private final @Nullable String serverName;
    private final Instant now;
    private @Nullable NotOffered why;
    private boolean wanted;
    private @Nullable String storeFailure;

    private SessionOffer(ClientConfig config, @Nullable String serverName) {
        this.config = config;
        this.serverName = serverName;
        this.now = config.settings().clocks().wall().instant();
    }

    /**
     * What was chosen.
     *
     * @param session the session as stored, its secret wiped, or null; it is forgotten when the server refuses it
     * @param data the same for the handshake, which wipes it; null without a session
     * @param notOffered why none is offered, null when one is
     * @param storeFailure what went wrong with the store, or null
     */
    record Choice(
            @Nullable Session session,
            @Nullable SessionData data,
            @Nullable NotOffered notOffered,
            @Nullable String storeFailure) {}

    static Choice choose(ClientConfig config, Peer peer, @Nullable String serverName) {
        var store = config.sessions();
        if (store == null) {
            return new Choice(null, null, NotOffered.NO_STORE, null);
        }
        var offer = new SessionOffer(config, serverName);
        var session = offer.take(store, peer);
        if (session == null) {
            return new Choice(null, null, offer.why == null ? NotOffered.NONE : offer.why, offer.storeFailure);
        }
        var der = session.toDer();
        try {
            return new Choice(session, SessionData.parse(Bytes.wrap(der)), null, null);
        } catch (ProtocolException e) {
            return new Choice(null, null, NotOffered.STORE, "a stored session cannot be parsed: " + e.getMessage());
        } finally {
            Arrays.fill(der, (byte) 0);
            session.close();
        }
    }

    private @Nullable Session take(SessionStore store, Peer peer) {
        try {
            var session = store.take(peer, stored -> {
                var verdict = check(stored);
                wanted |= verdict == Verdict.OFFER;
                return verdict;
            });
            if (session == null && why == null && store.hasOtherIdentity(peer)) {
                why = NotOffered.IDENTITY;
            }
            return session;
        } catch (IOException | RuntimeException e) { // The store may be the user's, and never ends a connection.
            // Sessions that could not be dropped are the store's fault, but not why they are of no use.
            why = why == null || wanted ? NotOffered.STORE : why;
            storeFailure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return null;
        }
    }

    /** Say whether a session may be offered; the first one's obstacle is the one that is told. */
    private Verdict check(Session session) {
        if (!session.expires().isAfter(now)) {
            return refuse(NotOffered.EXPIRED, Verdict.DROP);
        }
        // RFC 9846 section 4.7.1: never after seven days, which nobody can tell of by a clock that has been set back.
        if (session.received().isAfter(now.plus(MAX_SKEW))) {
            return refuse(NotOffered.FROM_THE_FUTURE, Verdict.KEEP);
        }
        var settings = config.settings();
        if (!settings.speaks(session.version())) {
            return refuse(NotOffered.VERSION, Verdict.KEEP);
        }
        var suite = CipherSuite.find(session.cipherSuite());
        if (suite == null || !enabled(suite, session.version(), settings)) {
            return refuse(NotOffered.SUITE, Verdict.KEEP);
        }
        // RFC 7627 section 5.3: a client SHOULD NOT offer such a session.
        if (session.version() == ProtocolVersion.TLS_1_2
                && !session.extendedMasterSecret()
                && !settings.resumeWithoutExtendedMasterSecret()) {
            return refuse(NotOffered.EXTENDED_MASTER_SECRET, Verdict.KEEP);
        }
        if (session.foreign() && config.trustForeignSessions()) {
            return Verdict.OFFER;
        }
        if (session.chain().isEmpty()) {
            return refuse(NotOffered.UNVERIFIED, session.foreign() ? Verdict.KEEP : Verdict.DROP);
        }
        try {
            config.verifier().verify(session.chain(), serverName);
            return Verdict.OFFER;
        } catch (ProtocolException e) {
            var reason = e.reason() == Reason.NAME_MISMATCH ? NotOffered.NAME : NotOffered.UNVERIFIED;
            return refuse(reason, Verdict.KEEP);
        }
    }

    private Verdict refuse(NotOffered reason, Verdict verdict) {
        if (why == null) {
            why = reason;
        }
        return verdict;
    }

    /** TLS 1.3 resumes with any suite of the session's hash, TLS 1.2 only with the session's own. */
    private static boolean enabled(CipherSuite suite, ProtocolVersion version, ClientSettings settings) {
        for (var enabled : settings.cipherSuites()) {
            if (enabled == suite
                    || (version == ProtocolVersion.TLS_1_3
                            && enabled.version() == version
                            && enabled.hash() == suite.hash())) {
                return true;
            }
        }
        return false;
    }
}
