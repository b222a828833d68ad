package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.TicketEarlyData;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the session that a NewSessionTicket stands for (RFC 9846 section 4.7.1), in OpenSSL's terms. */
final class TicketSession {
    static final long MAX_LIFETIME_SECONDS = 604_800;

    private TicketSession() {}

    /** Build the session; [1] is the time of receipt, [9] the lifetime as received. The PSK is copied. */
    static Session of(
            NewSessionTicket ticket,
            Secret psk,
            CipherSuite suite,
            NamedGroup group,
            @Nullable String serverName,
            @Nullable String alpn,
            List<X509Certificate> chain,
            Instant received)
            throws ProtocolException {
        var earlyData = ticket.extensions().find(TicketEarlyData.class);
        byte[] der = null;
        try {
            var builder = SessionData.builder()
                    .protocolVersion(ProtocolVersion.TLS_1_3.code())
                    .cipherSuite(suite.code())
                    // OpenSSL names a ticket's session by the ticket's SHA-256; a session without an id confuses it.
                    .sessionId(Bytes.wrap(sha256(ticket.ticket())))
                    .secret(psk.copy())
                    .time(received.getEpochSecond())
                    .timeout(ticket.lifetimeSeconds())
                    .ticketLifetimeHint(ticket.lifetimeSeconds())
                    .hostName(serverName)
                    .ticket(ticket.ticket())
                    .ticketAgeAdd(ticket.ageAdd())
                    .maxEarlyData(earlyData == null ? 0 : earlyData.maxEarlyDataSize())
                    .alpn(alpn == null ? null : Bytes.wrap(alpn.getBytes(StandardCharsets.ISO_8859_1)))
                    .keyExchangeGroup(group.code());
            if (!chain.isEmpty()) {
                builder.peerCertificate(Bytes.wrap(chain.get(0).getEncoded()));
            }
            try (var data = builder.build()) {
                der = data.encode();
            }
            return Session.ofDer(der, chain);
        } catch (IOException | GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "a ticket's session cannot be built", e);
        } finally {
            if (der != null) {
                Arrays.fill(der, (byte) 0);
            }
        }
    }

    private static byte[] sha256(Bytes ticket) {
        var digest = Digests.of(HashAlgorithm.SHA256);
        ticket.update(digest);
        return digest.digest();
    }
}
