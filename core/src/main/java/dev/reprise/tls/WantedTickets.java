package dev.reprise.tls;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.ticket.SessionIdPolicy;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.Clocks;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects whose tickets a server issues and takes; {@link ServerConfig.Builder} says what each option means. */
final class WantedTickets {
    private static final int SESSION_ID_BYTES = 32;
    private static final Duration MIN_LIFETIME = Duration.ofSeconds(4);
    private static final Duration MAX_LIFETIME = Duration.ofHours(24);

    // Null until it is given: what needs tickets is refused then, but not when they are switched off by a 0.
    private @Nullable Duration lifetime;
    private byte @Nullable [] id;
    private @Nullable String idLabel;
    private @Nullable TicketKeyRing keys;

    void lifetime(Duration wanted) {
        if (wanted.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("session lifetime too large");
        }
        if (!wanted.isZero() && wanted.compareTo(MIN_LIFETIME) < 0) {
            throw new IllegalArgumentException("session lifetime too small");
        }
        lifetime = Duration.ofSeconds(wanted.toSeconds());
    }

    void id(byte[] wanted) {
        if (wanted.length > SESSION_ID_BYTES) {
            throw new IllegalArgumentException("session ID too large");
        }
        id = Arrays.copyOf(wanted, SESSION_ID_BYTES);
        idLabel = null;
    }

    void idUnpadded(byte[] wanted) {
        if (wanted.length == 0 || wanted.length > SESSION_ID_BYTES) {
            throw new IllegalArgumentException(
                    "an unpadded session id of " + wanted.length + " bytes, legal are 1 to " + SESSION_ID_BYTES);
        }
        id = wanted.clone();
        idLabel = null;
    }

    void idFromPolicy(String label) {
        idLabel = label;
        id = null;
    }

    void keys(TicketKeyRing ring) {
        keys = ring;
    }

    /** Refuse what does nothing without a lifetime. */
    void requireLifetime() {
        requireLifetimeFor(keys, "ticketKeys");
        requireLifetimeFor(id, "sessionId");
        requireLifetimeFor(idLabel, "sessionIdFromPolicy");
    }

    private void requireLifetimeFor(@Nullable Object value, String option) {
        if (value != null && lifetime == null) {
            throw new IllegalArgumentException(option
                    + " does nothing without sessionLifetime: 4 s to 24 h, or 0 to switch tickets off all the same");
        }
    }

    /** Return what a server issues and accepts, null when tickets are off. */
    @Nullable
    TicketPolicy policy(
            Identities identities,
            ClientAuthentication clientAuthentication,
            @Nullable VerifiedChains clients,
            Clocks clocks,
            SecureRandom random,
            boolean apart) {
        if (lifetime == null || lifetime.isZero()) {
            return null;
        }
        var ring = keys == null
                ? new KeyRing(clocks, random)
                : SessionAccess.inside().keys(keys);
        ring.serve(lifetime);
        var digest = clients == null ? Bytes.EMPTY : clients.ticketDigest();
        var policy = new TicketPolicy(
                ring,
                context(identities, clientAuthentication, digest, random),
                lifetime,
                clientAuthentication,
                digest,
                (leaf, now) -> clients == null ? null : clients.validUntil(leaf, now));
        return apart ? policy.apart() : policy;
    }

    private Bytes context(
            Identities identities, ClientAuthentication clientAuthentication, Bytes clientPolicy, SecureRandom random) {
        if (idLabel != null) {
            return SessionIdPolicy.context(idLabel, identities.names(), clientAuthentication, clientPolicy);
        }
        if (id != null) {
            return Bytes.wrap(id);
        }
        var drawn = new byte[SESSION_ID_BYTES];
        random.nextBytes(drawn);
        return Bytes.wrap(drawn);
    }
}
