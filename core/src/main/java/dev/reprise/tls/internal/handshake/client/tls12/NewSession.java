package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the session that a finished TLS 1.2 handshake leaves to resume from, in OpenSSL's terms. */
final class NewSession {
    // What libssl gives a session of its own when the server does not say (SSL_CTX's default is 300, libtls's file
    // 7200).
    private static final long DEFAULT_LIFETIME_SECONDS = 7_200;

    private NewSession() {}

    /**
     * Build the session, or answer null when there is nothing new to resume from, or it must not be resumed.
     *
     * @param ticket what the server sent, or null
     */
    static @Nullable Session of(Tls12KeyedNegotiation secured, @Nullable Tls12NewSessionTicket ticket)
            throws ProtocolException {
        var agreed = secured.agreed();
        var settings = agreed.settings();
        // RFC 7627 section 5.3: a session without extended master secret SHOULD NOT be offered, so it isn't kept
        // either.
        if (settings.tickets() == null
                || !(agreed.extendedMasterSecret() || settings.resumeWithoutExtendedMasterSecret())) {
            return null;
        }
        // RFC 5077 section 3.3: an empty ticket is none.
        var usable = ticket != null && !ticket.ticket().isEmpty() && settings.keeps(ticket.ticket()) ? ticket : null;
        if (usable == null && (secured.resumed() || agreed.sessionId().isEmpty())) {
            return null;
        }
        byte[] der = null;
        try {
            var builder = SessionData.builder()
                    .protocolVersion(ProtocolVersion.TLS_1_2.code())
                    .cipherSuite(agreed.suite().code())
                    .secret(secured.main().secret().copy())
                    .hostName(agreed.sni())
                    .flags(agreed.extendedMasterSecret() ? SessionData.FLAG_EXTENDED_MASTER_SECRET : 0);
            if (usable != null) {
                // RFC 5077 section 3.4: a client makes up the id by which it recognizes that its ticket was taken.
                builder.sessionId(SessionIds.of(usable.ticket()))
                        .ticket(usable.ticket())
                        .ticketLifetimeHint(usable.lifetimeHintSeconds());
            } else {
                builder.sessionId(agreed.sessionId().compact());
            }
            times(builder, secured, usable == null ? 0 : usable.lifetimeHintSeconds());
            var group = secured.group();
            if (group != null) {
                builder.keyExchangeGroup(group.code());
            }
            if (!secured.chain().isEmpty()) {
                builder.peerCertificate(Bytes.wrap(secured.chain().get(0).getEncoded()));
            }
            try (var data = builder.build()) {
                der = data.encode();
            }
            return Session.ofDer(der, secured.chain());
        } catch (IOException | GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "a session cannot be built", e);
        } finally {
            if (der != null) {
                Arrays.fill(der, (byte) 0);
            }
        }
    }

    /** [1] is the first full handshake and stays it; a renewal ends no later than the first session would have. */
    private static void times(SessionData.Builder builder, Tls12KeyedNegotiation secured, long hint) {
        var earlier = secured.earlier();
        if (earlier != null) {
            builder.time(earlier.time())
                    .timeout(hint == 0 ? earlier.lifetimeSeconds() : Math.min(hint, earlier.lifetimeSeconds()));
            return;
        }
        builder.time(secured.agreed().settings().clocks().wall().instant().getEpochSecond())
                .timeout(hint == 0 ? DEFAULT_LIFETIME_SECONDS : Math.min(hint, SessionData.MAX_LIFETIME));
    }
}
