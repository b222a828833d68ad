package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.ticket.TicketDecision.Refused;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server resumes from a ticket: every rule in one place and one order. Never throws, whatever the
 * ticket holds: a refusal is a quiet full handshake.
 */
public final class TicketAcceptance {
    private TicketAcceptance() {}

    /**
     * Open a ticket and decide.
     *
     * @param ticket the PSK identity (TLS 1.3) or the content of session_ticket (TLS 1.2), as received
     * @param offer what the client offers with it
     * @param policy what the server accepts
     * @param now the time of day
     */
    public static TicketDecision decide(Bytes ticket, TicketOffer offer, TicketPolicy policy, Instant now) {
        if (policy.off()) {
            return TicketDecision.TICKETS_OFF;
        }
        // RFC 9846 section 4.3.9: no resumption in a mode the client does not list; psk_ke alone is not supported.
        if (offer.version() == ProtocolVersion.TLS_1_3 && !offer.pskDheKe()) {
            return new Refused(TicketRefusal.NO_COMMON_MODE, null);
        }
        return switch (policy.ring().open(ticket.toArray())) {
            case TicketOpening.Refused refused -> new Refused(refused.reason(), refused.key());
            case Opened opened -> {
                try (opened) {
                    yield decide(SessionData.parse(Bytes.wrap(opened.session())), opened, offer, policy, now);
                } catch (ProtocolException e) {
                    yield new Refused(TicketRefusal.BAD_CONTENT, opened.key());
                }
            }
        };
    }

    private static TicketDecision decide(
            SessionData session, Opened opened, TicketOffer offer, TicketPolicy policy, Instant now) {
        // The version inside comes first: one key seals for both, and no other field may be read as the other's.
        if (session.protocolVersion() != offer.version().code()) {
            return refuse(session, opened, TicketRefusal.VERSION);
        }
        var own = TicketState.parse(session.applicationData());
        var state = own != null ? own : foreignState(session, policy);
        List<X509Certificate> chain;
        try {
            chain = clientChain(session, state);
        } catch (ProtocolException e) {
            return refuse(session, opened, TicketRefusal.BAD_CONTENT);
        }
        var client = chain.isEmpty() ? null : chain.get(0);
        if (over(session, state, client, policy, now)) {
            return refuse(session, opened, TicketRefusal.EXPIRED);
        }
        if (fromTheFuture(session, state, now)) {
            return refuse(session, opened, TicketRefusal.FROM_THE_FUTURE);
        }
        if (!ofContext(session, policy)) {
            return refuse(session, opened, TicketRefusal.SESSION_ID_CONTEXT);
        }
        if (!sameName(session.hostName(), offer.serverName())) {
            return refuse(session, opened, TicketRefusal.SERVER_NAME);
        }
        var suite = suite(session, offer);
        if (suite == null) {
            return refuse(session, opened, TicketRefusal.CIPHER_SUITE);
        }
        var next = underClientPolicy(own, state, chain, offer.version(), policy, now);
        if (next == null) {
            return refuse(session, opened, TicketRefusal.CLIENT_CERTIFICATE);
        }
        boolean tls13 = offer.version() == ProtocolVersion.TLS_1_3;
        // RFC 7627 section 5.3. A session with it in a hello without it is no quiet refusal, but the hello's business.
        if (!tls13 && !session.extendedMasterSecret() && !offer.withoutExtendedMasterSecret()) {
            return refuse(session, opened, TicketRefusal.EXTENDED_MASTER_SECRET);
        }
        // libtls stores TLS 1.3 sessions without a secret; a PSK is as long as its hash (RFC 9846 section 4.7.1).
        if (session.secret().length() != (tls13 ? suite.hash().length() : Prf.MAIN_SECRET_LENGTH)) {
            return refuse(session, opened, TicketRefusal.BAD_CONTENT);
        }
        return new Accepted(session, next, suite, chain, opened.key(), opened.current());
    }

    private static List<X509Certificate> clientChain(SessionData session, TicketState state) throws ProtocolException {
        var leaf = session.peerCertificate();
        if (leaf == null) {
            return List.of();
        }
        var chain = new ArrayList<X509Certificate>(1 + state.intermediates().size());
        chain.add(Certificates.parse(leaf));
        for (var der : state.intermediates()) {
            chain.add(Certificates.parse(der));
        }
        return List.copyOf(chain);
    }

    private static TicketDecision refuse(SessionData session, Opened opened, TicketRefusal reason) {
        session.close();
        return new Refused(reason, opened.key());
    }

    /**
     * Make up the state of a ticket that another program sealed. Its chain is taken to have begun so early that no ticket
     * issued after it outlives it, and the client was verified now or not at all.
     */
    private static TicketState foreignState(SessionData session, TicketPolicy policy) {
        long seconds = policy.lifetime().toSeconds();
        // Both fields are bounded by the parser, [1] by the year 9999 and [2] by 2^63, so this order can't overflow.
        long first = Math.min(session.time(), session.time() - seconds + Math.min(session.timeout(), seconds));
        boolean asked = policy.clientAuthentication() != ClientAuthentication.NONE;
        return new TicketState(Math.max(first, 0), TicketState.NO_LIMIT, asked, policy.digest());
    }

    /** The ticket's own lifetime, the chain's since its first full handshake, and that of the client's certificates. */
    private static boolean over(
            SessionData session,
            TicketState state,
            @Nullable X509Certificate client,
            TicketPolicy policy,
            Instant now) {
        long seconds = TicketState.seconds(now);
        return seconds - session.time() > session.timeout()
                || seconds - state.firstFullHandshake() > policy.lifetime().toSeconds()
                || seconds > state.clientValidUntil()
                || (client != null && now.isAfter(client.getNotAfter().toInstant()));
    }

    private static boolean fromTheFuture(SessionData session, TicketState state, Instant now) {
        long latest = TicketState.seconds(now) + SessionData.MAX_SKEW;
        return session.time() > latest || state.firstFullHandshake() > latest;
    }

    /** Servers of OpenSSL, which share keys with us, know one context alone. */
    private static boolean ofContext(SessionData session, TicketPolicy policy) {
        return session.sessionIdContext().equals(policy.sessionIdContext())
                || (session.protocolVersion() == ProtocolVersion.TLS_1_2.code()
                        && session.extendedMasterSecret()
                        && session.sessionIdContext().equals(policy.extendedContext()));
    }

    /** DNS names are equal whatever their case (RFC 6066 section 3); absent equals only absent. */
    private static boolean sameName(@Nullable String stored, @Nullable String offered) {
        return stored == null ? offered == null : stored.equalsIgnoreCase(offered);
    }

    private static @Nullable CipherSuite suite(SessionData session, TicketOffer offer) {
        for (var mutual : offer.mutualSuites()) {
            if (session.resumesWith(mutual)) {
                return mutual;
            }
        }
        return null;
    }

    /**
     * A session made under a laxer client policy must not pass a stricter one: keys alone do not say what was asked. Answers
     * what the next ticket of the chain carries, or null when the policy in force would not have let the client in.
     */
    private static @Nullable TicketState underClientPolicy(
            @Nullable TicketState own,
            TicketState state,
            List<X509Certificate> chain,
            ProtocolVersion version,
            TicketPolicy policy,
            Instant now) {
        if (policy.clientAuthentication() == ClientAuthentication.NONE) {
            return state;
        }
        if (own == null) {
            var until = chain.isEmpty() ? null : policy.clients().validUntil(chain.get(0), now);
            return until == null ? null : state.withClientValidUntil(until);
        }
        boolean met = own.clientCertificateAsked()
                && own.policyDigest().equals(policy.digest())
                && (chain.isEmpty()
                        ? policy.clientAuthentication() == ClientAuthentication.OPTIONAL
                        : policy.clients().stillAccepted(chain, version));
        return met ? own : null;
    }
}
