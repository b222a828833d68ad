package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What only Reprise writes into a ticket: the content of the session's application data, field [18]. Every ticket of a
 * chain, from resumption to resumption, carries the same.
 *
 * <pre>
 * struct {
 *     uint8 version = 2;
 *     uint64 first_full_handshake;
 *     uint64 client_valid_until;
 *     uint8 client_certificate_asked;
 *     opaque policy_digest&lt;0..255&gt;;
 * } TicketState;
 * </pre>
 *
 * <p>Version 1 had no {@code client_valid_until}: what holds it counts as another program's.
 *
 * @param firstFullHandshake seconds since 1970, 0 to {@link SessionData#MAX_TIME}
 * @param clientValidUntil the second, counted the same, in which the first certificate of the client's path expires, root
 *     and intermediates included, which the ticket itself has not; {@link #NO_LIMIT} when there is no certificate
 * @param clientCertificateAsked whether the client was asked for a certificate then
 * @param policyDigest the digest of client authentication policy and trust anchors that were in force then
 */
public record TicketState(
        long firstFullHandshake, long clientValidUntil, boolean clientCertificateAsked, Bytes policyDigest) {
    /** Value of {@link #clientValidUntil} where nothing expires. */
    public static final long NO_LIMIT = SessionData.MAX_TIME;

    static final int MAX_DIGEST_BYTES = 0xff;

    private static final int VERSION = 2;

    /** Check the ranges. */
    public TicketState {
        requireTime(firstFullHandshake);
        requireTime(clientValidUntil);
        if (policyDigest.length() > MAX_DIGEST_BYTES) {
            throw new IllegalArgumentException(
                    "a policy digest of " + policyDigest.length() + " bytes, legal are 0 to 255");
        }
    }

    private static void requireTime(long seconds) {
        if (!isTime(seconds)) {
            throw new IllegalArgumentException(seconds + " is not in 0.." + SessionData.MAX_TIME);
        }
    }

    private static boolean isTime(long seconds) {
        return seconds >= 0 && seconds <= SessionData.MAX_TIME;
    }

    /** Begin a chain with a full handshake under this policy, and with a client whose path is valid so long. */
    public static TicketState begin(TicketPolicy policy, Instant now, Instant clientValidUntil) {
        return new TicketState(
                seconds(now),
                seconds(clientValidUntil),
                policy.clientAuthentication() != ClientAuthentication.NONE,
                policy.digest());
    }

    /** Return the same with a client whose path is valid so long. */
    TicketState withClientValidUntil(Instant end) {
        return new TicketState(firstFullHandshake, seconds(end), clientCertificateAsked, policyDigest);
    }

    /** Return the encoding for field [18]. */
    public Bytes encode() {
        return new Writer(24 + policyDigest.length())
                .u8(VERSION)
                .u32(firstFullHandshake >>> 32)
                .u32(firstFullHandshake & 0xffff_ffffL)
                .u32(clientValidUntil >>> 32)
                .u32(clientValidUntil & 0xffff_ffffL)
                .u8(clientCertificateAsked ? 1 : 0)
                .vector8(policyDigest)
                .toBytes();
    }

    /**
     * Read field [18]. The ticket is authentic, so what is absent or has another form was written by another program
     * that holds the key, not by an attacker.
     *
     * @return the state, or null when Reprise did not write it
     */
    public static @Nullable TicketState parse(Bytes applicationData) {
        var reader = applicationData.reader();
        try {
            if (reader.u8() != VERSION) {
                return null;
            }
            long first = reader.u32() << 32 | reader.u32();
            long until = reader.u32() << 32 | reader.u32();
            int asked = reader.u8();
            var digest = reader.vector8(0);
            reader.end();
            return isTime(first) && isTime(until) && asked <= 1
                    ? new TicketState(first, until, asked == 1, digest.compact())
                    : null;
        } catch (ProtocolException e) {
            return null;
        }
    }

    /** Cut an instant to the seconds a session can hold, so that a clock astray never ends a handshake. */
    static long seconds(Instant now) {
        return Math.clamp(now.getEpochSecond(), 0L, SessionData.MAX_TIME);
    }
}
