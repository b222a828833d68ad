package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server accepts and issues. Immutable but for the live ring.
 *
 * @param ring the keys
 * @param sessionIdContext the 1 to 32 bytes that keep apart servers that share keys (libtls's session id)
 * @param lifetime how long a session may be resumed after its full handshake, 0 (no tickets) to 7 days, in whole seconds
 * @param clientAuthentication what is wanted of client certificates
 * @param digest digest of client authentication policy and trust anchors, up to 255 bytes
 * @param clients verifies the client certificates in tickets
 * @param extendedContext the context of TLS 1.2 sessions with extended master secret: the same, or one {@link #apart}
 */
public record TicketPolicy(
        KeyRing ring,
        Bytes sessionIdContext,
        Duration lifetime,
        ClientAuthentication clientAuthentication,
        Bytes digest,
        TicketClients clients,
        Bytes extendedContext) {
    private static final byte[] APART = "reprise extended master secret".getBytes(StandardCharsets.US_ASCII);

    /** Make a policy whose TLS 1.2 sessions all have one context. */
    public TicketPolicy(
            KeyRing ring,
            Bytes sessionIdContext,
            Duration lifetime,
            ClientAuthentication clientAuthentication,
            Bytes digest,
            TicketClients clients) {
        this(ring, sessionIdContext, lifetime, clientAuthentication, digest, clients, sessionIdContext);
    }

    /**
     * Give TLS 1.2 sessions with extended master secret a context of their own, where those without it are resumed, too.
     * Servers without the extension, which share our keys and id and know nothing of RFC 7627, then refuse such a ticket
     * quietly. They would resume it otherwise, and the client would have to abort (section 5.3).
     */
    public TicketPolicy apart() {
        var sha256 = Digests.of(HashAlgorithm.SHA256);
        sha256.update(APART);
        sessionIdContext.update(sha256);
        var context = Bytes.wrap(sha256.digest());
        return new TicketPolicy(ring, sessionIdContext, lifetime, clientAuthentication, digest, clients, context);
    }

    /** Return the same with another lifetime and other wishes for client certificates. */
    public TicketPolicy with(Duration lifetime, ClientAuthentication wanted) {
        return new TicketPolicy(ring, sessionIdContext, lifetime, wanted, digest, clients, extendedContext);
    }

    /** RFC 9846 section 4.7.1: a ticket_lifetime is at most 604800 seconds. */
    public static final Duration MAX_LIFETIME = Duration.ofSeconds(SessionData.MAX_LIFETIME);
    /** Length of a session id context at most, and of libtls's always. */
    public static final int CONTEXT_BYTES = 32;

    /** Check the sizes and cut the lifetime to whole seconds. */
    public TicketPolicy {
        // OpenSSL takes an empty one for none, and resumes whatever it can open.
        if (sessionIdContext.isEmpty() || sessionIdContext.length() > CONTEXT_BYTES) {
            throw new IllegalArgumentException(
                    "a session id context of " + sessionIdContext.length() + " bytes, legal are 1 to 32");
        }
        if (digest.length() > TicketState.MAX_DIGEST_BYTES) {
            throw new IllegalArgumentException("a policy digest of " + digest.length() + " bytes, legal are 0 to 255");
        }
        lifetime = requireLifetime(lifetime);
    }

    /** Refuse a lifetime that is none, with libtls's texts; return it in whole seconds. */
    static Duration requireLifetime(Duration lifetime) {
        if (lifetime.isNegative()) {
            throw new IllegalArgumentException("session lifetime too small");
        }
        if (lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("session lifetime too large");
        }
        return Duration.ofSeconds(lifetime.toSeconds());
    }

    /** Verifies client certificates that came out of tickets, under the policy in force. */
    @FunctionalInterface
    public interface TicketClients {
        /**
         * Verify that a certificate in another program's ticket, which does not tell the policy it had, alone builds a valid
         * path to the current anchors at this time.
         *
         * @return until when the whole path is valid, or null when there is none
         */
        @Nullable
        Instant validUntil(X509Certificate leaf, Instant now);

        /**
         * Tell whether the certificates in a ticket of our own, which were verified under an equal policy, are still accepted.
         * A policy that a digest describes needs no second look.
         *
         * @param chain leaf first; the leaf alone unless {@link #needsChain}
         */
        default boolean stillAccepted(List<X509Certificate> chain, ProtocolVersion version) {
            return true;
        }

        /** Tell whether tickets are to hold what a client sends behind its leaf, for a second look. */
        default boolean needsChain() {
            return false;
        }
    }

    /** Tell whether tickets are neither issued nor taken. */
    boolean off() {
        return lifetime.isZero();
    }
}
