package dev.reprise.tls.internal.session;

import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session in the form of OpenSSL's SSL_SESSION: what both sides need to resume. Immutable, but closing it wipes the
 * secret. Absent numbers are 0 and absent byte strings empty, as their writers leave out exactly these; only where
 * absent and empty are told apart an accessor may answer null.
 *
 * <p>OpenSSL and LibreSSL write the same DER for the same fields, so {@link #encode} gives back what {@link #parse} read
 * from either of them, unless it held a field Reprise has no use for: PSK identities [7] [8], compression [11], SRP
 * [12], maximum fragment [17], raw public key [20].
 */
public final class SessionData implements AutoCloseable {
    /** Longest session id, secret context and the like in bytes, as OpenSSL and LibreSSL have it. */
    public static final int MAX_ID_LENGTH = 32;
    /** Longest secret in bytes: the main secret of TLS 1.2, or a PSK of SHA-384's length. */
    public static final int MAX_SECRET_LENGTH = Math.max(Prf.MAIN_SECRET_LENGTH, HashAlgorithm.SHA384.length());
    /** Latest time in seconds since 1970: the end of the year 9999, the last that X.509 can name. */
    public static final long MAX_TIME = 253_402_300_799L;
    /**
     * Longest time in seconds for which a client offers a session: RFC 9846 section 4.7.1 has seven days. TLS 1.2 has no bound
     * but a suggestion of 24 hours (RFC 5246 appendix F.1.4), and its hint reaches 136 years; one bound for both lets a
     * server's lifetime mean the same in either version.
     */
    public static final long MAX_LIFETIME = 604_800;
    /** How far the clocks of those who share keys or a file may differ, in seconds. */
    public static final long MAX_SKEW = 300;
    /**
     * Longest ticket in bytes that a client can offer. A ticket may have 65,535, but then no ClientHello holds it, as all its
     * extensions together have no more (RFC 9846 section 4.2.2); half of it is left to the others.
     */
    public static final int MAX_OFFERED_TICKET = 1 << 15;
    /** Value of {@link #flags} that says extended master secret (RFC 7627) was negotiated. */
    public static final int FLAG_EXTENDED_MASTER_SECRET = 1;

    static final long MAX_UINT32 = 0xffff_ffffL;

    private final int protocolVersion;
    private final int cipherSuite;
    private final Bytes sessionId;
    private final Secret secret;
    private final long time;
    final int timeMillis; // For SessionBuilder; the DER has none.
    private final long timeout;
    private final @Nullable Bytes peerCertificate;
    private final Bytes sessionIdContext;
    private final long verifyResult;
    private final @Nullable String hostName;
    private final long ticketLifetimeHint;
    private final Bytes ticket;
    private final int flags;
    private final long ticketAgeAdd;
    private final long maxEarlyData;
    private final @Nullable Bytes alpn;
    private final Bytes applicationData;
    private final int keyExchangeGroup;

    SessionData(SessionBuilder builder) {
        protocolVersion = builder.protocolVersion;
        cipherSuite = builder.cipherSuite;
        sessionId = builder.sessionId;
        secret = builder.secret;
        time = builder.time;
        timeMillis = builder.timeMillis;
        timeout = builder.timeout;
        peerCertificate = builder.peerCertificate;
        sessionIdContext = builder.sessionIdContext;
        verifyResult = builder.verifyResult;
        hostName = builder.hostName;
        ticketLifetimeHint = builder.ticketLifetimeHint;
        ticket = builder.ticket;
        flags = builder.flags;
        ticketAgeAdd = builder.ticketAgeAdd;
        maxEarlyData = builder.maxEarlyData;
        alpn = builder.alpn;
        applicationData = builder.applicationData;
        keyExchangeGroup = builder.keyExchangeGroup;
    }

    /** Begin an empty session. */
    public static SessionBuilder builder() {
        return new SessionBuilder();
    }

    /** Return the code point of the protocol version; in what was parsed it may be one Reprise does not know. */
    public int protocolVersion() {
        return protocolVersion;
    }

    /** Return the code point of the cipher suite; in what was parsed it may be one Reprise does not know. */
    public int cipherSuite() {
        return cipherSuite;
    }

    /**
     * Tell whether a connection of a suite can resume it: in TLS 1.3 any suite of the session's hash can (RFC 9846 section
     * 4.3.11), in TLS 1.2 only the session's own (RFC 5246 section 7.4.1.3).
     */
    public boolean resumesWith(CipherSuite suite) {
        if (suite.version().code() != protocolVersion) {
            return false;
        }
        var own = CipherSuite.find(cipherSuite);
        return own == suite
                || (own != null
                        && suite.version() == ProtocolVersion.TLS_1_3
                        && own.version() == suite.version()
                        && own.hash() == suite.hash());
    }

    /** Return the session id, 0 to 32 bytes; beside a ticket a client has SHA-256 of the ticket here. */
    public Bytes sessionId() {
        return sessionId;
    }

    /** Return the main secret (TLS 1.2) or the ticket's own PSK (TLS 1.3); it stays this session's. */
    public Secret secret() {
        return secret;
    }

    /** Return field [1] in seconds since 1970, 0 when absent: issue or, in a TLS 1.3 client's file, receipt. */
    public long time() {
        return time;
    }

    /** Return {@link #time}, with the milliseconds where they are known. */
    public Instant received() {
        return Instant.ofEpochSecond(time, timeMillis * 1_000_000L);
    }

    /**
     * Return this session with the milliseconds of an instant, if it is in the second that {@link #time} names: the DER has
     * none. The result takes this one's place.
     */
    public SessionData receivedAt(@Nullable Instant instant) {
        if (instant == null || instant.getEpochSecond() != time) {
            return this;
        }
        var builder = toBuilder().received(instant);
        close();
        return builder.build();
    }

    /**
     * Return obfuscated_ticket_age at a time: the milliseconds since receipt plus ticket_age_add, modulo 2^32 (RFC 9846 section
     * 4.3.11.1). What was received by a clock that was ahead has no age.
     */
    public long obfuscatedTicketAge(Instant now) {
        long ageMillis = Math.max(0, now.toEpochMilli() - received().toEpochMilli());
        return (ageMillis + ticketAgeAdd) & MAX_UINT32;
    }

    /** Return field [2]: how many seconds after {@link #time} the session is of use; 0 when absent. */
    public long timeout() {
        return timeout;
    }

    /** Return the peer's own certificate as DER (field [3]), not parsed yet; null when absent. */
    public @Nullable Bytes peerCertificate() {
        return peerCertificate;
    }

    /** Return the server's session id context (field [4]), 0 to 32 bytes. */
    public Bytes sessionIdContext() {
        return sessionIdContext;
    }

    /** Return OpenSSL's number for the outcome of verification (field [5]); 0 is success. */
    public long verifyResult() {
        return verifyResult;
    }

    /** Return the server name (field [6]), its bytes taken as Latin-1; null when absent. */
    public @Nullable String hostName() {
        return hostName;
    }

    /** Return the server's ticket_lifetime in seconds (field [9]), 0 when absent. */
    public long ticketLifetimeHint() {
        return ticketLifetimeHint;
    }

    /**
     * Return for how many seconds after {@link #time} a client may offer this session, at most {@link #MAX_LIFETIME}. In TLS
     * 1.3 that is ticket_lifetime, of which 0 means to discard it at once (RFC 9846 section 4.7.1). In TLS 1.2 a hint of 0 says
     * nothing (RFC 5077 section 3.3) and field [2] stands alone; else the session ends with the one that ends first, as a
     * renewal's hint must not outlast what field [2] keeps of the first session.
     */
    public long lifetimeSeconds() {
        long lifetime;
        if (protocolVersion == ProtocolVersion.TLS_1_3.code() || timeout == 0) {
            lifetime = ticketLifetimeHint;
        } else {
            lifetime = ticketLifetimeHint == 0 ? timeout : Math.min(ticketLifetimeHint, timeout);
        }
        return Math.min(lifetime, MAX_LIFETIME);
    }

    /** Return the ticket (field [10]), empty when there is none. */
    public Bytes ticket() {
        return ticket;
    }

    /** Return field [13]: bits, of which 1 is extended master secret. */
    public int flags() {
        return flags;
    }

    /** Tell whether extended master secret (RFC 7627) was negotiated. */
    public boolean extendedMasterSecret() {
        return (flags & FLAG_EXTENDED_MASTER_SECRET) != 0;
    }

    /** Return ticket_age_add (field [14], RFC 9846 section 4.7.1). */
    public long ticketAgeAdd() {
        return ticketAgeAdd;
    }

    /** Return max_early_data_size in bytes (field [15]), 0 when none is allowed. */
    public long maxEarlyData() {
        return maxEarlyData;
    }

    /** Return the application protocol selected (field [16]); null when absent. */
    public @Nullable Bytes alpn() {
        return alpn;
    }

    /** Return what the ticket's issuer keeps for itself (field [18]), empty when absent. */
    public Bytes applicationData() {
        return applicationData;
    }

    /** Return the code point of the key exchange group (field [19]), 0 when absent. */
    public int keyExchangeGroup() {
        return keyExchangeGroup;
    }

    /** Return an independent copy, to be closed on its own. */
    public SessionData copy() {
        return toBuilder().build();
    }

    /** Return a builder with all of this session's fields and a copy of its secret. */
    public SessionBuilder toBuilder() {
        return new SessionBuilder(this);
    }

    /** Return the DER encoding, which holds the secret: the caller wipes it. */
    public byte[] encode() {
        return encode(peerCertificate);
    }

    /** Return the DER encoding as {@link #encode()} does, with this certificate as field [3]; null for none. */
    public byte[] encode(@Nullable Bytes certificate) {
        return SessionDer.encode(this, certificate);
    }

    /**
     * Read a session that OpenSSL, LibreSSL or Reprise wrote; all fields are copied, so the source may be wiped.
     * As lenient as these are where they agree: fields and elements Reprise does not know are passed over, and so is
     * what follows the SEQUENCE. As strict as LibreSSL in the rest: fields in ascending order, minimal DER, no negative
     * number, no NUL byte in the host name, at most 32 bytes of session id and context and 48 of secret.
     *
     * @throws ProtocolException MALFORMED_MESSAGE or TRUNCATED_MESSAGE
     */
    public static SessionData parse(Bytes der) throws ProtocolException {
        return SessionDer.parse(der);
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }

    /** Return version, suite and times, nothing secret. */
    @Override
    public String toString() {
        return "SessionData[version %04x, suite %04x, time %d, timeout %d, host %s, ticket of %d bytes]"
                .formatted(protocolVersion, cipherSuite, time, timeout, hostName, ticket.length());
    }
}
