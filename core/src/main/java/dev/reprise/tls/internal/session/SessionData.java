package dev.reprise.tls.internal.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    public static final int MAX_SECRET_LENGTH = 48;
    /** Latest time in seconds since 1970: the end of the year 9999, the last that X.509 can name. */
    public static final long MAX_TIME = 253_402_300_799L;
    /** Value of {@link #flags} that says extended master secret (RFC 7627) was negotiated. */
    public static final int FLAG_EXTENDED_MASTER_SECRET = 1;

    private static final int STRUCTURE_VERSION = 1;
    private static final long MAX_UINT32 = 0xffff_ffffL;

    private final int protocolVersion;
    private final int cipherSuite;
    private final Bytes sessionId;
    private final Secret secret;
    private final long time;
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

    private SessionData(Builder builder) {
        protocolVersion = builder.protocolVersion;
        cipherSuite = builder.cipherSuite;
        sessionId = builder.sessionId;
        secret = builder.secret;
        time = builder.time;
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
    public static Builder builder() {
        return new Builder();
    }

    /** Return the code point of the protocol version; in what was parsed it may be one Reprise does not know. */
    public int protocolVersion() {
        return protocolVersion;
    }

    /** Return the code point of the cipher suite; in what was parsed it may be one Reprise does not know. */
    public int cipherSuite() {
        return cipherSuite;
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

    /** Return a builder with all of this session's fields and a copy of its secret. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.protocolVersion = protocolVersion;
        builder.cipherSuite = cipherSuite;
        builder.sessionId = sessionId;
        builder.secret = secret.copy();
        builder.time = time;
        builder.timeout = timeout;
        builder.peerCertificate = peerCertificate;
        builder.sessionIdContext = sessionIdContext;
        builder.verifyResult = verifyResult;
        builder.hostName = hostName;
        builder.ticketLifetimeHint = ticketLifetimeHint;
        builder.ticket = ticket;
        builder.flags = flags;
        builder.ticketAgeAdd = ticketAgeAdd;
        builder.maxEarlyData = maxEarlyData;
        builder.alpn = alpn;
        builder.applicationData = applicationData;
        builder.keyExchangeGroup = keyExchangeGroup;
        return builder;
    }

    /** Return the DER encoding, which holds the secret: the caller wipes it. */
    public byte[] encode() {
        var der = new DerWriter(512 + ticket.length() + (peerCertificate == null ? 0 : peerCertificate.length()));
        var key = secret.toArray();
        try {
            int session = der.open(DerReader.SEQUENCE);
            der.integer(STRUCTURE_VERSION).integer(protocolVersion);
            der.octetString(new byte[] {(byte) (cipherSuite >>> 8), (byte) cipherSuite});
            der.octetString(sessionId).octetString(key);
            putNumber(der, 1, time);
            putNumber(der, 2, timeout);
            if (peerCertificate != null) {
                int field = der.open(DerReader.context(3));
                der.element(peerCertificate).close(field);
            }
            putBytes(der, 4, sessionIdContext); // both write it always, empty or not
            putNumber(der, 5, verifyResult);
            putBytes(der, 6, hostName == null ? null : latin1(hostName));
            putNumber(der, 9, ticketLifetimeHint);
            putBytes(der, 10, ticket.isEmpty() ? null : ticket);
            putNumber(der, 13, flags);
            putNumber(der, 14, ticketAgeAdd);
            putNumber(der, 15, maxEarlyData);
            putBytes(der, 16, alpn);
            putBytes(der, 18, applicationData.isEmpty() ? null : applicationData);
            putNumber(der, 19, keyExchangeGroup);
            return der.close(session).toArray();
        } finally {
            Arrays.fill(key, (byte) 0);
            der.wipe();
        }
    }

    private static void putNumber(DerWriter der, int number, long value) {
        if (value != 0) {
            int field = der.open(DerReader.context(number));
            der.integer(value).close(field);
        }
    }

    private static void putBytes(DerWriter der, int number, @Nullable Bytes value) {
        if (value != null) {
            int field = der.open(DerReader.context(number));
            der.octetString(value).close(field);
        }
    }

    private static Bytes latin1(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
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
        var session = new DerReader(der).enter(DerReader.SEQUENCE);
        if (session.integer(Integer.MAX_VALUE) != STRUCTURE_VERSION) {
            throw new ProtocolException(Reason.MALFORMED_MESSAGE, "a session of another structure version than 1");
        }
        var builder = new Builder();
        builder.protocolVersion = (int) session.integer(0xffff);
        builder.cipherSuite = session.octetString(2, 2).reader().u16();
        builder.sessionId = own(session.octetString(0, MAX_ID_LENGTH));
        builder.secret = Secret.take(session.octetString(0, MAX_SECRET_LENGTH).toArray());
        try {
            int last = -1;
            while (session.hasNext()) {
                int tag = session.nextTag();
                int number = tag & 0x1f;
                if ((tag & 0xe0) != 0xa0) {
                    session.element();
                    continue;
                }
                if (number <= last) {
                    throw new ProtocolException(
                            Reason.MALFORMED_MESSAGE, "session field [" + number + "] after [" + last + "]");
                }
                last = number;
                parseField(session, number, builder);
            }
            return builder.build();
        } catch (ProtocolException e) {
            builder.secret.close();
            throw e;
        }
    }

    private static void parseField(DerReader session, int number, Builder builder) throws ProtocolException {
        var element = session.element();
        var field = new DerReader(element).enter(element.at(0));
        switch (number) {
            case 1 -> builder.time = field.integer(MAX_TIME);
            case 2 -> builder.timeout = field.integer(Long.MAX_VALUE);
            case 3 -> {
                if (field.nextTag() != DerReader.SEQUENCE) {
                    throw new ProtocolException(Reason.MALFORMED_MESSAGE, "a session whose certificate is none");
                }
                builder.peerCertificate = own(field.element());
            }
            case 4 -> builder.sessionIdContext = own(field.octetString(0, MAX_ID_LENGTH));
            case 5 -> builder.verifyResult = field.integer(Long.MAX_VALUE);
            case 6 -> builder.hostName = hostName(field.octetString(0, 0xffff));
            case 9 -> builder.ticketLifetimeHint = field.integer(MAX_UINT32);
            case 10 -> builder.ticket = own(field.octetString(0, 0xffff));
            case 13 -> builder.flags = (int) field.integer(Integer.MAX_VALUE);
            case 14 -> builder.ticketAgeAdd = field.integer(MAX_UINT32);
            case 15 -> builder.maxEarlyData = field.integer(MAX_UINT32);
            case 16 -> builder.alpn = own(field.octetString(0, 0xff));
            case 18 -> builder.applicationData = own(field.octetString(0, 0xffff));
            case 19 -> builder.keyExchangeGroup = (int) field.integer(Integer.MAX_VALUE);
            default -> {
                return; // a field of other features or later years
            }
        }
        field.end();
    }

    private static String hostName(Bytes value) throws ProtocolException {
        var text = new String(value.toArray(), StandardCharsets.ISO_8859_1);
        if (text.indexOf('\0') >= 0) {
            throw new ProtocolException(Reason.MALFORMED_MESSAGE, "a session whose host name has a NUL byte");
        }
        return text;
    }

    private static Bytes own(Bytes view) {
        return Bytes.wrap(view.toArray());
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

    /** Collects the fields of a session; every field may be left out but version, suite and secret. */
    public static final class Builder {
        private int protocolVersion;
        private int cipherSuite;
        private Bytes sessionId = Bytes.EMPTY;
        private Secret secret = Secret.take(new byte[0]);
        private long time;
        private long timeout;
        private @Nullable Bytes peerCertificate;
        private Bytes sessionIdContext = Bytes.EMPTY;
        private long verifyResult;
        private @Nullable String hostName;
        private long ticketLifetimeHint;
        private Bytes ticket = Bytes.EMPTY;
        private int flags;
        private long ticketAgeAdd;
        private long maxEarlyData;
        private @Nullable Bytes alpn;
        private Bytes applicationData = Bytes.EMPTY;
        private int keyExchangeGroup;

        private Builder() {}

        /** Take the code point of the protocol version, 0 to 0xffff. */
        public Builder protocolVersion(int value) {
            protocolVersion = (int) checked(value, 0xffff);
            return this;
        }

        /** Take the code point of the cipher suite, 0 to 0xffff. */
        public Builder cipherSuite(int value) {
            cipherSuite = (int) checked(value, 0xffff);
            return this;
        }

        /** Take the session id, 0 to 32 bytes. */
        public Builder sessionId(Bytes value) {
            sessionId = checked(value, MAX_ID_LENGTH);
            return this;
        }

        /** Take the secret over, 0 to 48 bytes: the built session closes it. */
        public Builder secret(Secret value) {
            checked(value.length(), MAX_SECRET_LENGTH);
            if (secret != value) {
                secret.close();
            }
            secret = value;
            return this;
        }

        /** Take field [1] in seconds since 1970, up to the year 9999. */
        public Builder time(long seconds) {
            time = checked(seconds, MAX_TIME);
            return this;
        }

        /** Take field [2] in seconds. */
        public Builder timeout(long seconds) {
            timeout = checked(seconds, Long.MAX_VALUE);
            return this;
        }

        /** Take the peer's own certificate as DER. */
        public Builder peerCertificate(@Nullable Bytes der) {
            peerCertificate = der;
            return this;
        }

        /** Take the session id context, 0 to 32 bytes. */
        public Builder sessionIdContext(Bytes value) {
            sessionIdContext = checked(value, MAX_ID_LENGTH);
            return this;
        }

        /** Take OpenSSL's number for the outcome of verification. */
        public Builder verifyResult(long value) {
            verifyResult = checked(value, Long.MAX_VALUE);
            return this;
        }

        /** Take the server name. */
        public Builder hostName(@Nullable String value) {
            if (value != null && value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a host name with a NUL byte");
            }
            hostName = value;
            return this;
        }

        /** Take the server's ticket_lifetime in seconds, below 2^32. */
        public Builder ticketLifetimeHint(long seconds) {
            ticketLifetimeHint = checked(seconds, MAX_UINT32);
            return this;
        }

        /** Take the ticket, up to 65,535 bytes. */
        public Builder ticket(Bytes value) {
            ticket = checked(value, 0xffff);
            return this;
        }

        /** Take the flags: 1 is extended master secret. */
        public Builder flags(int value) {
            flags = (int) checked(value, Integer.MAX_VALUE);
            return this;
        }

        /** Take ticket_age_add, below 2^32. */
        public Builder ticketAgeAdd(long value) {
            ticketAgeAdd = checked(value, MAX_UINT32);
            return this;
        }

        /** Take max_early_data_size in bytes, below 2^32. */
        public Builder maxEarlyData(long value) {
            maxEarlyData = checked(value, MAX_UINT32);
            return this;
        }

        /** Take the application protocol selected, up to 255 bytes. */
        public Builder alpn(@Nullable Bytes value) {
            alpn = value == null ? null : checked(value, 0xff);
            return this;
        }

        /** Take what the ticket's issuer keeps for itself, up to 65,535 bytes. */
        public Builder applicationData(Bytes value) {
            applicationData = checked(value, 0xffff);
            return this;
        }

        /** Take the code point of the key exchange group. */
        public Builder keyExchangeGroup(int value) {
            keyExchangeGroup = (int) checked(value, Integer.MAX_VALUE);
            return this;
        }

        /** Build the session, which owns the secret from now on; the builder is not used again. */
        public SessionData build() {
            return new SessionData(this);
        }

        private static long checked(long value, long max) {
            if (value < 0 || value > max) {
                throw new IllegalArgumentException(value + " is not in 0.." + max);
            }
            return value;
        }

        private static Bytes checked(Bytes value, int max) {
            checked(value.length(), max);
            return value;
        }
    }
}
