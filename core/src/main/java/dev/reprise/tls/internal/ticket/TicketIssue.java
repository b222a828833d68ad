package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketWithheld;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/** Answers what came of issuing a ticket, and issues it. */
public sealed interface TicketIssue {
    /**
     * A ticket to send.
     *
     * @param ticket the sealed session
     * @param lifetimeSeconds ticket_lifetime, 1 to 604800; 0 when a TLS 1.2 ticket is renewed
     * @param goodForSeconds how long it will be taken
     */
    record Issued(Bytes ticket, long lifetimeSeconds, long goodForSeconds) implements TicketIssue {}

    /**
     * No ticket; the connection goes on without.
     *
     * @param reason why, for events and counters
     */
    record Withheld(TicketWithheld reason) implements TicketIssue {}

    /**
     * Seal a new TLS 1.3 ticket, whose lifetime is what remains of the policy's, of the chain's since its first full
     * handshake, and of the client's certificates'.
     *
     * @param content what goes into it; its PSK is copied
     * @param policy keys, context and lifetime
     * @param now the time of day
     */
    static TicketIssue issue(NewTicket content, TicketPolicy policy, Instant now) {
        if (policy.off()) {
            return new Withheld(TicketWithheld.TICKETS_OFF);
        }
        long seconds = TicketState.seconds(now);
        long whole = policy.lifetime().toSeconds();
        // RFC 9846 section 4.7.1: keying material must not live on for ever through tickets that renew tickets.
        long lifetime = Math.min(whole, content.state().firstFullHandshake() + whole - seconds);
        if (lifetime < 1) {
            return new Withheld(TicketWithheld.CHAIN_OVER);
        }
        var builder = SessionData.builder();
        var client = content.clientCertificate();
        if (client != null) {
            lifetime = Math.min(lifetime, clientEnd(content.state(), client) - seconds);
            if (lifetime < 1) {
                return new Withheld(TicketWithheld.CLIENT_CERTIFICATE_OVER);
            }
            try {
                builder.peerCertificate(Bytes.wrap(client.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a client certificate without an encoding", e);
            }
        }
        builder.protocolVersion(ProtocolVersion.TLS_1_3.code())
                .cipherSuite(content.suite().code())
                .secret(content.psk().copy())
                .time(seconds)
                .timeout(lifetime)
                .sessionIdContext(policy.sessionIdContext())
                .hostName(content.serverName())
                .ticketAgeAdd(content.ageAdd())
                .alpn(content.alpn())
                .applicationData(content.state().encode())
                .keyExchangeGroup(content.group().code());
        try (var session = builder.build()) {
            return seal(session.encode(), lifetime, lifetime, policy.ring());
        }
    }

    /**
     * Seal a TLS 1.2 ticket as libtls does: its time is the first full handshake's, and a renewal keeps time and timeout,
     * so that no chain of renewals outlives the first session. A renewal's lifetime hint is 0.
     *
     * @param content what goes into it; its main secret is copied
     * @param policy keys, context and lifetime
     * @param now the time of day
     */
    static TicketIssue issue(NewTls12Ticket content, TicketPolicy policy, Instant now) {
        if (policy.off()) {
            return new Withheld(TicketWithheld.TICKETS_OFF);
        }
        long hint = content.renewal() ? 0 : policy.lifetime().toSeconds();
        long goodFor = content.time() + content.timeout() - TicketState.seconds(now);
        var builder = SessionData.builder();
        var client = content.clientCertificate();
        if (client != null) {
            long left = clientEnd(content.state(), client) - TicketState.seconds(now);
            if (left < 1) {
                return new Withheld(TicketWithheld.CLIENT_CERTIFICATE_OVER);
            }
            hint = Math.min(hint, left);
            goodFor = Math.min(goodFor, left);
            try {
                builder.peerCertificate(Bytes.wrap(client.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a client certificate without an encoding", e);
            }
        }
        builder.protocolVersion(ProtocolVersion.TLS_1_2.code())
                .cipherSuite(content.suite().code())
                .secret(content.mainSecret().copy())
                .time(content.time())
                .timeout(content.timeout())
                .sessionIdContext(content.extendedMasterSecret() ? policy.extendedContext() : policy.sessionIdContext())
                .hostName(content.serverName())
                .flags(content.extendedMasterSecret() ? SessionData.FLAG_EXTENDED_MASTER_SECRET : 0)
                .applicationData(content.state().encode());
        var group = content.group();
        if (group != null) {
            builder.keyExchangeGroup(group.code());
        }
        try (var session = builder.build()) {
            return seal(session.encode(), hint, goodFor, policy.ring());
        }
    }

    /** The path that was verified is the bound; where none was, as in a C server's ticket, the leaf is all there is. */
    private static long clientEnd(TicketState state, X509Certificate leaf) {
        return Math.min(state.clientValidUntil(), leaf.getNotAfter().toInstant().getEpochSecond());
    }

    private static TicketIssue seal(byte[] session, long lifetime, long goodFor, KeyRing ring) {
        try {
            if (session.length > KeyRing.MAX_SESSION_BYTES) {
                return new Withheld(TicketWithheld.TOO_LARGE);
            }
            var ticket = ring.seal(session);
            return ticket == null
                    ? new Withheld(TicketWithheld.NO_KEY)
                    : new Issued(Bytes.wrap(ticket), lifetime, goodFor);
        } finally {
            Arrays.fill(session, (byte) 0);
        }
    }
}
