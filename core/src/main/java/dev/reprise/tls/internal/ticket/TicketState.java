package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only Reprise writes into a ticket: the content of the session's application data, field [18]. Every ticket of a
 * chain, from resumption to resumption, carries the same.
 *
 * <pre>
 * struct {
 *     uint8 version = 2 or 3;
 *     uint64 first_full_handshake;
 *     uint64 client_valid_until;
 *     uint8 client_certificate_asked;
 *     opaque policy_digest&lt;0..255&gt;;
 *     select (version) {
 *         case 3: Certificate intermediates&lt;1..8192&gt;;
 *     };
 * } TicketState;
 *
 * opaque Certificate&lt;1..2^16-1&gt;;
 * </pre>
 *
 * <p>Version 1 had no {@code client_valid_until}: what holds it counts as another program's. Version 3 is for servers that
 * look at the client's chain again, when there is more of it than the leaf.
 *
 * @param firstFullHandshake seconds since 1970, 0 to {@link SessionData#MAX_TIME}
 * @param clientValidUntil the second, counted the same, in which the first certificate of the client's path expires, root
 *     and intermediates included, which the ticket itself has not; {@link #NO_LIMIT} when there is no certificate
 * @param clientCertificateAsked whether the client was asked for a certificate then
 * @param policyDigest the digest of client authentication policy and trust anchors that were in force then
 * @param intermediates the DER of what the client sent behind its leaf, in its order; empty where nobody needs it
 */
public record TicketState(
        long firstFullHandshake,
        long clientValidUntil,
        boolean clientCertificateAsked,
        Bytes policyDigest,
        List<Bytes> intermediates) {
    /** Value of {@link #clientValidUntil} where nothing expires. */
    public static final long NO_LIMIT = SessionData.MAX_TIME;

    static final int MAX_DIGEST_BYTES = 0xff;

    // The client sends it with each ClientHello: more than three certificates of RSA-4096 is no usual chain.
    private static final int MAX_INTERMEDIATE_BYTES = 8192;
    private static final int VERSION = 2;
    private static final int VERSION_WITH_INTERMEDIATES = 3;

    /** Make one without intermediates. */
    public TicketState(
            long firstFullHandshake, long clientValidUntil, boolean clientCertificateAsked, Bytes policyDigest) {
        this(firstFullHandshake, clientValidUntil, clientCertificateAsked, policyDigest, List.of());
    }

    /** Check the ranges. */
    public TicketState {
        intermediates = List.copyOf(intermediates);
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

    /**
     * Begin a chain with a full handshake under this policy.
     *
     * @param clientValidUntil how long the client's path is valid
     * @param clientChain what the client has sent, leaf first, maybe nothing
     */
    public static TicketState begin(
            TicketPolicy policy, Instant now, Instant clientValidUntil, List<X509Certificate> clientChain) {
        return new TicketState(
                seconds(now),
                seconds(clientValidUntil),
                policy.clientAuthentication() != ClientAuthentication.NONE,
                policy.digest(),
                policy.clients().needsChain() ? intermediates(clientChain) : List.of());
    }

    /** What is too much is left out: the client then has to do without, or prove itself anew. */
    private static List<Bytes> intermediates(List<X509Certificate> chain) {
        var intermediates = new ArrayList<Bytes>();
        int bytes = 0;
        for (int i = 1; i < chain.size(); i++) {
            Bytes der;
            try {
                der = Bytes.wrap(chain.get(i).getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a client's certificate without an encoding", e);
            }
            bytes += Short.BYTES + der.length();
            if (bytes > MAX_INTERMEDIATE_BYTES) {
                return List.of();
            }
            intermediates.add(der);
        }
        return intermediates;
    }

    /** Return the same with a client whose path is valid so long. */
    TicketState withClientValidUntil(Instant end) {
        return new TicketState(firstFullHandshake, seconds(end), clientCertificateAsked, policyDigest, intermediates);
    }

    /** Return the encoding for field [18]. */
    public Bytes encode() {
        var writer = new Writer(24 + policyDigest.length())
                .u8(intermediates.isEmpty() ? VERSION : VERSION_WITH_INTERMEDIATES)
                .u32(firstFullHandshake >>> 32)
                .u32(firstFullHandshake & 0xffff_ffffL)
                .u32(clientValidUntil >>> 32)
                .u32(clientValidUntil & 0xffff_ffffL)
                .u8(clientCertificateAsked ? 1 : 0)
                .vector8(policyDigest);
        if (!intermediates.isEmpty()) {
            int list = writer.open16();
            for (var certificate : intermediates) {
                writer.vector16(certificate);
            }
            writer.close16(list);
        }
        return writer.toBytes();
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
            int version = reader.u8();
            if (version != VERSION && version != VERSION_WITH_INTERMEDIATES) {
                return null;
            }
            long first = reader.u32() << 32 | reader.u32();
            long until = reader.u32() << 32 | reader.u32();
            int asked = reader.u8();
            var digest = reader.vector8(0);
            var intermediates = new ArrayList<Bytes>();
            if (version == VERSION_WITH_INTERMEDIATES) {
                var list = reader.vector16(1).reader();
                while (list.remaining() > 0) {
                    intermediates.add(list.vector16(1).compact());
                }
            }
            reader.end();
            return isTime(first) && isTime(until) && asked <= 1
                    ? new TicketState(first, until, asked == 1, digest.compact(), intermediates)
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
