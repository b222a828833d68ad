package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the session to offer, before the ClientHello is built: takes from the store what is fresh, enabled and whose
 * chain still passes verification today; otherwise knows why not.
 */
public final class SessionOffer {
    private final OfferRules rules;
    private final String serverName;
    private final Instant now;
    private @Nullable NotOffered why;
    private boolean wanted;
    private @Nullable String storeFailure;
    /** Of the last session that was found fit to be offered. */
    private Optional<OcspStatus> status = Optional.empty();

    private SessionOffer(OfferRules rules, String serverName) {
        this.rules = rules;
        this.serverName = serverName;
        this.now = rules.wall().instant();
    }

    /**
     * What was chosen.
     *
     * @param session the session to offer, whose secret the handshake wipes, or null; what is left of it then tells the
     *     store which one it was
     * @param notOffered why none is offered, null when one is
     * @param storeFailure what went wrong with the store, or null
     * @param status what the authority says of the session's certificate; empty when nothing is known of that
     */
    public record Choice(
            @Nullable Session session,
            @Nullable NotOffered notOffered,
            @Nullable String storeFailure,
            Optional<OcspStatus> status) {
        /** Make a choice of which the authority says nothing. */
        public Choice(@Nullable Session session, @Nullable NotOffered notOffered, @Nullable String storeFailure) {
            this(session, notOffered, storeFailure, Optional.empty());
        }

        /** Return what the session holds, for the handshake; null without a session. */
        public @Nullable SessionData data() {
            return session == null ? null : SessionAccess.inside().data(session);
        }

        /** Return the server's chain of the session, leaf first; empty without a session. */
        public List<X509Certificate> chain() {
            return session == null ? List.of() : session.chain();
        }
    }

    /**
     * Choose; the store may do I/O.
     *
     * @param store where sessions are kept, null when nowhere
     * @param peer whose sessions to look at
     * @param serverName the name that the stored certificate must have
     */
    public static Choice choose(OfferRules rules, @Nullable SessionStore store, Peer peer, String serverName) {
        if (store == null) {
            return new Choice(null, NotOffered.NO_STORE, null);
        }
        var offer = new SessionOffer(rules, serverName);
        var session = offer.take(store, peer);
        if (session == null) {
            return new Choice(null, offer.why == null ? NotOffered.NONE : offer.why, offer.storeFailure);
        }
        return new Choice(session, null, null, offer.status);
    }

    /** Tell why {@link #choose} would choose none now, and take none; null when it would. */
    static @Nullable NotOffered look(OfferRules rules, LinkedSessions store, Peer peer, String serverName) {
        var offer = new SessionOffer(rules, serverName);
        store.take(peer, stored -> {
            offer.wanted |= offer.check(stored) == Verdict.OFFER;
            return Verdict.KEEP;
        });
        if (offer.wanted) {
            return null;
        }
        return offer.why == null ? NotOffered.NONE : offer.why;
    }

    private @Nullable Session take(SessionStore store, Peer peer) {
        try {
            var session = store.take(peer, stored -> {
                var verdict = check(stored);
                wanted |= verdict == Verdict.OFFER;
                return verdict;
            });
            if (session == null && store.inDoubt(peer)) {
                why = NotOffered.IN_DOUBT;
            }
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
        if (session.received().isAfter(now.plusSeconds(SessionData.MAX_SKEW))) {
            return refuse(NotOffered.FROM_THE_FUTURE, Verdict.KEEP);
        }
        if (!rules.speaks(session.version())) {
            return refuse(NotOffered.VERSION, Verdict.KEEP);
        }
        if (!rules.resumes(SessionAccess.inside().data(session))) {
            return refuse(NotOffered.SUITE, Verdict.KEEP);
        }
        // RFC 7627 section 5.3: a client SHOULD NOT offer such a session.
        if (session.version() == ProtocolVersion.TLS_1_2
                && !session.extendedMasterSecret()
                && !rules.withoutExtendedMasterSecret()) {
            return refuse(NotOffered.EXTENDED_MASTER_SECRET, Verdict.KEEP);
        }
        if (session.foreign() && rules.trustForeignSessions()) {
            return Verdict.OFFER;
        }
        if (session.chain().isEmpty()) {
            return refuse(NotOffered.UNVERIFIED, session.foreign() ? Verdict.KEEP : Verdict.DROP);
        }
        try {
            status = rules.chains().verify(session, serverName);
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
}
