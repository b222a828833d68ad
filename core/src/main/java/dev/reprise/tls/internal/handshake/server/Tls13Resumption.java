package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.keys.EarlySecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.ticket.TicketAcceptance;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.ticket.TicketOffer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the tickets in a ClientHello (RFC 9846 section 4.3.11): the first acceptable one is taken, the rest ignored.
 * Refusal is quiet; only its reason is kept.
 *
 * @param decision over the ticket taken, or else the first one; null when none was offered
 * @param index the index of the ticket taken among the identities
 */
record Tls13Resumption(@Nullable TicketDecision decision, int index) {
    // Each costs an HMAC over attacker's bytes; clients offer one or two.
    private static final int MAX_IDENTITIES = 4;

    /** Decide over the offered tickets. */
    static Tls13Resumption decide(
            ClientHello hello, @Nullable String serverName, List<CipherSuite> mutual, ServerSettings settings) {
        var psks = hello.extensions().find(OfferedPsks.class);
        if (psks == null) {
            return new Tls13Resumption(null, 0);
        }
        var policy = settings.tickets();
        if (policy == null) {
            return new Tls13Resumption(TicketDecision.TICKETS_OFF, 0);
        }
        var offer = new TicketOffer(ProtocolVersion.TLS_1_3, mutual, serverName, offersPskDheKe(hello));
        var now = settings.shared().clocks().wall().instant();
        TicketDecision first = null;
        for (int i = 0; i < Math.min(psks.identities().size(), MAX_IDENTITIES); i++) {
            var decision = TicketAcceptance.decide(psks.identities().get(i).identity(), offer, policy, now);
            if (decision instanceof TicketDecision.Accepted) {
                return new Tls13Resumption(decision, i);
            }
            first = first == null ? decision : first;
        }
        return new Tls13Resumption(first, 0);
    }

    /** Return the session taken, or null. */
    TicketDecision.@Nullable Accepted accepted() {
        return decision instanceof TicketDecision.Accepted accepted ? accepted : null;
    }

    static boolean offersPskDheKe(ClientHello hello) {
        var modes = hello.extensions().find(PskKeyExchangeModes.class);
        return modes != null && modes.pskDheKe();
    }

    /** Start the key schedule; with a PSK only once its binder verifies (section 4.3.11.2). */
    EarlySecret earlySecret(Hkdf hkdf, ClientHello hello, Bytes rawHello, TranscriptHash transcriptBefore)
            throws ProtocolException {
        var psks = hello.extensions().find(OfferedPsks.class);
        var accepted = accepted();
        if (accepted == null || psks == null) {
            return EarlySecret.withoutPsk(hkdf);
        }
        var early = EarlySecret.of(hkdf, accepted.session().secret());
        var partial = transcriptBefore.copy();
        partial.update(rawHello.slice(0, hello.truncatedLength()));
        var expected = early.binder(partial.current());
        if (!MessageDigest.isEqual(expected, psks.binders().get(index).toArray())) {
            early.close();
            throw new ProtocolException(Reason.BAD_BINDER, "the binder of the ticket taken does not verify");
        }
        return early;
    }

    void close() {
        var accepted = accepted();
        if (accepted != null) {
            accepted.session().close();
        }
    }
}
