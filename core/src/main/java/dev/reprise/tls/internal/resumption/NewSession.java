package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the sessions that a connection leaves to resume from, in OpenSSL's terms. */
public final class NewSession {
    // What libssl gives a session of its own when the server does not say (SSL_CTX's default is 300, libtls's file
    // 7200).
    private static final long DEFAULT_LIFETIME_SECONDS = 7_200;

    private NewSession() {}

    /**
     * Make the session that a TLS 1.3 ticket stands for (RFC 9846 section 4.7.1): field [1] is the time of receipt, [9] the
     * lifetime.
     *
     * @param psk the ticket's own PSK; copied
     */
    public static Session tls13(SessionOrigin origin, ReceivedTicket ticket, Secret psk, Instant received) {
        return session(
                origin,
                SessionData.builder()
                        .protocolVersion(ProtocolVersion.TLS_1_3.code())
                        .sessionId(SessionIds.of(ticket.ticket()))
                        .secret(psk.copy())
                        .received(received)
                        .timeout(ticket.lifetimeSeconds())
                        .ticketLifetimeHint(ticket.lifetimeSeconds())
                        .ticket(ticket.ticket().compact())
                        .ticketAgeAdd(ticket.ageAdd())
                        .maxEarlyData(ticket.maxEarlyData()));
    }

    /**
     * Make the session that a TLS 1.2 handshake with a ticket leaves.
     *
     * @param main the main secret; copied
     * @param renewed of the session resumed, null after a full handshake
     */
    public static Session tls12(
            SessionOrigin origin,
            ReceivedTicket ticket,
            Secret main,
            boolean extendedMasterSecret,
            @Nullable RenewalLimit renewed,
            Instant now) {
        // RFC 5077 section 3.4: a client makes up the id by which it recognizes that its ticket was taken.
        var builder = tls12(SessionIds.of(ticket.ticket()), main, extendedMasterSecret)
                .ticket(ticket.ticket().compact())
                .ticketLifetimeHint(ticket.lifetimeSeconds());
        times(builder, ticket.lifetimeSeconds(), renewed, now);
        return session(origin, builder);
    }

    /** Make the session that a full TLS 1.2 handshake leaves on a server that keeps sessions by their id. */
    public static Session tls12(
            SessionOrigin origin, Bytes sessionId, Secret main, boolean extendedMasterSecret, Instant now) {
        var builder = tls12(sessionId.compact(), main, extendedMasterSecret);
        times(builder, 0, null, now);
        return session(origin, builder);
    }

    private static SessionBuilder tls12(Bytes sessionId, Secret main, boolean extendedMasterSecret) {
        return SessionData.builder()
                .protocolVersion(ProtocolVersion.TLS_1_2.code())
                .sessionId(sessionId)
                .secret(main.copy())
                .flags(extendedMasterSecret ? SessionData.FLAG_EXTENDED_MASTER_SECRET : 0);
    }

    /** [1] is the first full handshake and stays it; a renewal ends no later than the first session would have. */
    private static void times(SessionBuilder builder, long hint, @Nullable RenewalLimit renewed, Instant now) {
        if (renewed != null) {
            builder.time(renewed.time())
                    .timeout(hint == 0 ? renewed.lifetimeSeconds() : Math.min(hint, renewed.lifetimeSeconds()));
            return;
        }
        builder.time(now.getEpochSecond())
                .timeout(hint == 0 ? DEFAULT_LIFETIME_SECONDS : Math.min(hint, SessionData.MAX_LIFETIME));
    }

    private static Session session(SessionOrigin origin, SessionBuilder builder) {
        var group = origin.group();
        var alpn = origin.alpn();
        builder.cipherSuite(origin.suite().code())
                .hostName(origin.serverName())
                .alpn(alpn == null ? null : Bytes.wrap(alpn.getBytes(StandardCharsets.ISO_8859_1)))
                .keyExchangeGroup(group == null ? 0 : group.code());
        return SessionAccess.inside().session(builder.build(), origin.chain());
    }
}
