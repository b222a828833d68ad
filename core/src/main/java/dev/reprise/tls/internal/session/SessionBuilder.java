package dev.reprise.tls.internal.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Collects the fields of a session; every field may be left out but version, suite and secret. */
public final class SessionBuilder {
    int protocolVersion;
    int cipherSuite;
    Bytes sessionId = Bytes.EMPTY;
    Secret secret = Secret.take(new byte[0]);
    long time;
    int timeMillis;
    long timeout;

    @Nullable
    Bytes peerCertificate;

    Bytes sessionIdContext = Bytes.EMPTY;
    long verifyResult;

    @Nullable
    String hostName;

    long ticketLifetimeHint;
    Bytes ticket = Bytes.EMPTY;
    int flags;
    long ticketAgeAdd;
    long maxEarlyData;

    @Nullable
    Bytes alpn;

    Bytes applicationData = Bytes.EMPTY;
    int keyExchangeGroup;

    /** Begin with no field. */
    SessionBuilder() {}

    /** Begin with all fields of a session, and a copy of its secret. */
    SessionBuilder(SessionData session) {
        protocolVersion = session.protocolVersion();
        cipherSuite = session.cipherSuite();
        sessionId = session.sessionId();
        secret = session.secret().copy();
        time = session.time();
        timeMillis = session.timeMillis;
        timeout = session.timeout();
        peerCertificate = session.peerCertificate();
        sessionIdContext = session.sessionIdContext();
        verifyResult = session.verifyResult();
        hostName = session.hostName();
        ticketLifetimeHint = session.ticketLifetimeHint();
        ticket = session.ticket();
        flags = session.flags();
        ticketAgeAdd = session.ticketAgeAdd();
        maxEarlyData = session.maxEarlyData();
        alpn = session.alpn();
        applicationData = session.applicationData();
        keyExchangeGroup = session.keyExchangeGroup();
    }

    /** Take the code point of the protocol version, 0 to 0xffff. */
    public SessionBuilder protocolVersion(int value) {
        protocolVersion = (int) checked(value, 0xffff);
        return this;
    }

    /** Take the code point of the cipher suite, 0 to 0xffff. */
    public SessionBuilder cipherSuite(int value) {
        cipherSuite = (int) checked(value, 0xffff);
        return this;
    }

    /** Take the session id, 0 to 32 bytes. */
    public SessionBuilder sessionId(Bytes value) {
        sessionId = checked(value, SessionData.MAX_ID_LENGTH);
        return this;
    }

    /** Take the secret over, 0 to 48 bytes: the built session closes it. */
    public SessionBuilder secret(Secret value) {
        checked(value.length(), SessionData.MAX_SECRET_LENGTH);
        if (secret != value) {
            secret.close();
        }
        secret = value;
        return this;
    }

    /** Take field [1] in seconds since 1970, up to the year 9999. */
    public SessionBuilder time(long seconds) {
        time = checked(seconds, SessionData.MAX_TIME);
        timeMillis = 0;
        return this;
    }

    /** Take field [1] with the milliseconds that the DER has no room for. */
    public SessionBuilder received(Instant instant) {
        time(instant.getEpochSecond());
        timeMillis = instant.getNano() / 1_000_000;
        return this;
    }

    /** Take field [2] in seconds. */
    public SessionBuilder timeout(long seconds) {
        timeout = checked(seconds, Long.MAX_VALUE);
        return this;
    }

    /** Take the peer's own certificate as DER. */
    public SessionBuilder peerCertificate(@Nullable Bytes der) {
        peerCertificate = der;
        return this;
    }

    /** Take the session id context, 0 to 32 bytes. */
    public SessionBuilder sessionIdContext(Bytes value) {
        sessionIdContext = checked(value, SessionData.MAX_ID_LENGTH);
        return this;
    }

    /** Take OpenSSL's number for the outcome of verification. */
    public SessionBuilder verifyResult(long value) {
        verifyResult = checked(value, Long.MAX_VALUE);
        return this;
    }

    /** Take the server name: Latin-1 without NUL. */
    public SessionBuilder hostName(@Nullable String value) {
        for (int i = 0; value != null && i < value.length(); i++) {
            if (value.charAt(i) == 0 || value.charAt(i) > 0xff) {
                throw new IllegalArgumentException("a host name with characters that no server name has");
            }
        }
        hostName = value;
        return this;
    }

    /** Take the server's ticket_lifetime in seconds, below 2^32. */
    public SessionBuilder ticketLifetimeHint(long seconds) {
        ticketLifetimeHint = checked(seconds, SessionData.MAX_UINT32);
        return this;
    }

    /** Take the ticket, up to 65,535 bytes. */
    public SessionBuilder ticket(Bytes value) {
        ticket = checked(value, 0xffff);
        return this;
    }

    /** Take the flags: 1 is extended master secret. */
    public SessionBuilder flags(int value) {
        flags = (int) checked(value, Integer.MAX_VALUE);
        return this;
    }

    /** Take ticket_age_add, below 2^32. */
    public SessionBuilder ticketAgeAdd(long value) {
        ticketAgeAdd = checked(value, SessionData.MAX_UINT32);
        return this;
    }

    /** Take max_early_data_size in bytes, below 2^32. */
    public SessionBuilder maxEarlyData(long value) {
        maxEarlyData = checked(value, SessionData.MAX_UINT32);
        return this;
    }

    /** Take the application protocol selected, up to 255 bytes. */
    public SessionBuilder alpn(@Nullable Bytes value) {
        alpn = value == null ? null : checked(value, 0xff);
        return this;
    }

    /** Take what the ticket's issuer keeps for itself, up to 65,535 bytes. */
    public SessionBuilder applicationData(Bytes value) {
        applicationData = checked(value, 0xffff);
        return this;
    }

    /** Take the code point of the key exchange group. */
    public SessionBuilder keyExchangeGroup(int value) {
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
