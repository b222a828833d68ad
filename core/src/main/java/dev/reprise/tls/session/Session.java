package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.crypto.Prf;
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
import java.util.Objects;
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

    static {
        Inside.open();
    }

    private final SessionData data;
    private final ProtocolVersion version;
    private final List<X509Certificate> chain;
    private final boolean foreign;
    /** The OCSP response about the leaf that was verified last; null when there was none. */
    private final @Nullable Bytes response;

    private Session(
            SessionData data,
            ProtocolVersion version,
            List<X509Certificate> chain,
            boolean foreign,
            @Nullable Bytes response) {
        this.data = data;
        this.version = version;
        this.chain = chain;
        this.foreign = foreign;
        this.response = response;
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
        return of(Bytes.wrap(Objects.requireNonNull(der, "the DER is null")), chain, chain.isEmpty(), null);
    }

    /**
     * Make a session from a file.
     *
     * @param received when it was received, more precisely than the DER has it; null when that is not known
     */
    static Session of(Bytes der, List<X509Certificate> chain, boolean foreign, @Nullable Instant received)
            throws IOException {
        SessionData data = null;
        boolean taken = false;
        try {
            data = SessionData.parse(der).receivedAt(received);
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
            taken = true;
            return new Session(data, version, known, foreign, null);
        } catch (ProtocolException e) {
            throw new IOException("failed to parse session: " + e.getMessage(), e);
        } finally {
            if (data != null && !taken) {
                data.close();
            }
        }
    }

    /** Make a session of our own from what a handshake has left, which passes to it. */
    static Session of(SessionData data, List<X509Certificate> chain) {
        var version = ProtocolVersion.find(data.protocolVersion());
        if (version == null) {
            throw new IllegalArgumentException("no version has the code point " + data.protocolVersion());
        }
        return new Session(data, version, List.copyOf(chain), false, null);
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
        int length = tls13 ? suite.hash().length() : Prf.MAIN_SECRET_LENGTH;
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

    /**
     * Return the DER encoding, which any program with OpenSSL can read. It holds the secret: the caller wipes it.
     *
     * @throws IllegalStateException after closing
     */
    public byte[] toDer() {
        return data.encode(leaf());
    }

    /** Return the leaf for field [3]: what the DER had it keeps byte for byte. */
    private @Nullable Bytes leaf() {
        if (data.peerCertificate() != null || chain.isEmpty()) {
            return data.peerCertificate();
        }
        try {
            return Bytes.wrap(chain.get(0).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed has no encoding", e);
        }
    }

    /**
     * Return an independent copy, to be closed on its own.
     *
     * @throws IllegalStateException after closing
     */
    public Session copy() {
        return new Session(data.copy(), version, chain, foreign, response);
    }

    /** Return what it holds, for {@link Inside}. */
    SessionData data() {
        return data;
    }

    /** Return the OCSP response that was kept with it, for {@link Inside} and files. */
    @Nullable
    Bytes response() {
        return response;
    }

    /** Return the same session, which is not copied, with an OCSP response. */
    Session with(Bytes kept) {
        return new Session(data, version, chain, foreign, kept);
    }

    /** Return the protocol version it was made under and resumes in. */
    public ProtocolVersion version() {
        return version;
    }

    /** Return the code point of the cipher suite; it may be one Reprise does not have. */
    public int cipherSuite() {
        return data.cipherSuite();
    }

    /** Tell whether it was made with extended master secret (RFC 7627); of no meaning in TLS 1.3. */
    public boolean extendedMasterSecret() {
        return data.extendedMasterSecret();
    }

    /** Return the server name it was made under: of ours, the name that was sent; empty when none was. */
    public Optional<String> hostName() {
        return Optional.ofNullable(data.hostName());
    }

    /**
     * Return the ticket's first 16 bytes in hex, with most servers the public name of the key that it is sealed under (of
     * ours: the revision, then 12 more bytes); empty when there is no ticket, or a shorter one.
     */
    public Optional<String> ticketKeyName() {
        return data.ticket().length() < KEY_NAME_BYTES
                ? Optional.empty()
                : Optional.of(data.ticket().slice(0, KEY_NAME_BYTES).toString());
    }

    /**
     * Return when the ticket was received (TLS 1.3), to the millisecond where that is known, or the session was made (TLS
     * 1.2), to the second.
     */
    public Instant received() {
        return data.received();
    }

    /** Return the first instant at which it must not be offered any more, at most seven days after {@link #received}. */
    public Instant expires() {
        return Instant.ofEpochSecond(
                data.time() + Math.min(data.lifetimeSeconds(), SessionData.MAX_TIME - data.time()));
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
        data.close();
    }

    /** Tell whether it was received in the same second as another, or before. */
    boolean receivedNoLaterThan(Session other) {
        return data.time() <= other.data.time();
    }

    /** Return the length of the ticket in bytes. */
    int ticketLength() {
        return data.ticket().length();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that && version == that.version && handle().equals(that.handle());
    }

    @Override
    public int hashCode() {
        return handle().hashCode();
    }

    private Bytes handle() {
        return data.ticket().isEmpty() ? data.sessionId() : data.ticket();
    }

    /** Return version, suite and times, nothing secret. */
    @Override
    public String toString() {
        return "Session[%s, suite %04x, host %s, received %s, expires %s%s]"
                .formatted(
                        version.displayName(),
                        cipherSuite(),
                        hostName().orElse("none"),
                        received(),
                        expires(),
                        foreign ? ", foreign" : "");
    }
}
