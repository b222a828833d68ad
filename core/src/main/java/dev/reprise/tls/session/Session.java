package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's session with a server: what it needs to resume, and the certificate chain that was verified when it was
 * made. Immutable and thread-safe; it holds a secret, which {@link #close} wipes. Equal are two of the same ticket, or
 * without tickets of the same session id.
 */
public final class Session implements AutoCloseable {
    /** RFC 5077 section 4 recommends a ticket that starts with a key name of this length, and servers do so. */
    private static final int KEY_NAME_BYTES = 16;
    /** RFC 5246 section 8.1. */
    private static final int MAIN_SECRET_BYTES = 48;

    private final Secret der;
    private final ProtocolVersion version;
    private final int cipherSuite;
    private final boolean extendedMasterSecret;
    private final Optional<String> hostName;
    private final Instant received;
    private final Instant expires;
    private final Bytes handle;
    private final Optional<String> ticketKeyName;
    private final List<X509Certificate> chain;
    private final boolean foreign;

    private Session(
            Secret der, SessionData data, ProtocolVersion version, List<X509Certificate> chain, boolean foreign) {
        this.der = der;
        this.version = version;
        this.cipherSuite = data.cipherSuite();
        this.extendedMasterSecret = data.extendedMasterSecret();
        this.hostName = Optional.ofNullable(data.hostName());
        this.received = Instant.ofEpochSecond(data.time());
        this.expires = Instant.ofEpochSecond(expiry(data));
        this.handle = data.ticket().isEmpty() ? data.sessionId() : data.ticket();
        this.ticketKeyName = data.ticket().length() < KEY_NAME_BYTES
                ? Optional.empty()
                : Optional.of(data.ticket().slice(0, KEY_NAME_BYTES).toString());
        this.chain = chain;
        this.foreign = foreign;
    }

    /**
     * Make a session from its DER encoding, which is copied, and the server's chain, leaf first. Without a chain the
     * session counts as {@linkplain #foreign written by another program}, and its chain is the leaf the DER holds.
     *
     * @throws IOException when the DER is no session ("failed to parse session: …"), or one that nothing can be done with
     *     ("failed to set session: …"): of a protocol version other than 1.2 and 1.3, without a ticket or session id to
     *     resume by, with a ticket that is too long, or with a suite or a length of its secret that the version does not
     *     have
     */
    public static Session ofDer(byte[] der, List<X509Certificate> chain) throws IOException {
        return of(der, chain, chain.isEmpty());
    }

    static Session of(byte[] der, List<X509Certificate> chain, boolean foreign) throws IOException {
        try (var data = SessionData.parse(Bytes.wrap(der))) {
            var version = ProtocolVersion.find(data.protocolVersion());
            if (version == null) {
                throw new IOException("failed to set session: protocol version %04x".formatted(data.protocolVersion()));
            }
            requireUse(data, version);
            var known = List.copyOf(chain);
            var leaf = data.peerCertificate();
            if (leaf != null && (known.isEmpty() || !isLeaf(known.get(0), leaf))) {
                known = List.of(Certificates.parse(leaf));
            }
            return new Session(Secret.copyOf(der), data, version, known, foreign);
        } catch (ProtocolException e) {
            throw new IOException("failed to parse session: " + e.getMessage(), e);
        }
    }

    /** What can never resume is refused here: offered, it would only end connections that would do without it. */
    private static void requireUse(SessionData data, ProtocolVersion version) throws IOException {
        boolean tls13 = version == ProtocolVersion.TLS_1_3;
        if (data.ticket().isEmpty() && (tls13 || data.sessionId().isEmpty())) {
            throw new IOException("failed to set session: nothing to resume by");
        }
        if (data.ticket().length() > SessionData.MAX_OFFERED_TICKET) {
            throw new IOException("failed to set session: a ticket of "
                    + data.ticket().length() + " bytes, the most are " + SessionData.MAX_OFFERED_TICKET);
        }
        var suite = CipherSuite.find(data.cipherSuite());
        if (suite == null) {
            return; // Never offered; whoever knows it may.
        }
        int length = tls13 ? suite.hash().length() : MAIN_SECRET_BYTES;
        if (suite.version() != version || data.secret().length() != length) {
            throw new IOException("failed to set session: %s with a secret of %d bytes in %s"
                    .formatted(suite, data.secret().length(), version.displayName()));
        }
    }

    /** What the DER says is what the keys belong to; a chain that starts otherwise is another server's. */
    private static boolean isLeaf(X509Certificate certificate, Bytes leaf) {
        try {
            return Bytes.wrap(certificate.getEncoded()).equals(leaf);
        } catch (CertificateEncodingException e) {
            return false;
        }
    }

    private static long expiry(SessionData data) {
        return data.time() + Math.min(data.lifetimeSeconds(), SessionData.MAX_TIME - data.time());
    }

    /** Return the DER encoding, which any program with OpenSSL can read. It holds the secret: the caller wipes it. */
    public byte[] toDer() {
        return der.toArray();
    }

    /** Return an independent copy, to be closed on its own. */
    public Session copy() {
        return new Session(this);
    }

    private Session(Session other) {
        der = other.der.copy();
        version = other.version;
        cipherSuite = other.cipherSuite;
        extendedMasterSecret = other.extendedMasterSecret;
        hostName = other.hostName;
        received = other.received;
        expires = other.expires;
        handle = other.handle;
        ticketKeyName = other.ticketKeyName;
        chain = other.chain;
        foreign = other.foreign;
    }

    /** Return the protocol version it was made under and resumes in. */
    public ProtocolVersion version() {
        return version;
    }

    /** Return the code point of the cipher suite; it may be one Reprise does not have. */
    public int cipherSuite() {
        return cipherSuite;
    }

    /** Tell whether it was made with extended master secret (RFC 7627); of no meaning in TLS 1.3. */
    public boolean extendedMasterSecret() {
        return extendedMasterSecret;
    }

    /** Return the server name it was made under, if one was sent and acknowledged. */
    public Optional<String> hostName() {
        return hostName;
    }

    /**
     * Return the ticket's first 16 bytes in hex, with most servers the public name of the key that it is sealed under (of
     * ours: the revision, then 12 more bytes); empty when there is no ticket, or a shorter one.
     */
    public Optional<String> ticketKeyName() {
        return ticketKeyName;
    }

    /** Return when the ticket was received (TLS 1.3) or the session was made (TLS 1.2), to the second. */
    public Instant received() {
        return received;
    }

    /** Return the first instant at which it must not be offered any more, at most seven days after {@link #received}. */
    public Instant expires() {
        return expires;
    }

    /** Tell whether it is offered once only, so that nobody can link connections by it (TLS 1.3, RFC 9846 C.4). */
    public boolean singleUse() {
        return version == ProtocolVersion.TLS_1_3;
    }

    /**
     * Return the server's certificate chain, leaf first; the leaf alone when another program wrote the session; empty
     * when the session names no certificate.
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Tell whether another program wrote it, so that only what its DER says is known. */
    public boolean foreign() {
        return foreign;
    }

    /** Wipe the secret; {@link #toDer} and {@link #copy} throw IllegalStateException from then on. */
    @Override
    public void close() {
        der.close();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that && version == that.version && handle.equals(that.handle);
    }

    @Override
    public int hashCode() {
        return handle.hashCode();
    }

    /** Return version, suite and times, nothing secret. */
    @Override
    public String toString() {
        return "Session[%s, suite %04x, host %s, received %s, expires %s%s]"
                .formatted(
                        version.displayName(),
                        cipherSuite,
                        hostName.orElse("none"),
                        received,
                        expires,
                        foreign ? ", foreign" : "");
    }
}
