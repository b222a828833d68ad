package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainPolicy;
import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.net.HostResolver;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.revocation.RevocationCheck;
import dev.reprise.tls.internal.revocation.RevocationCheck.Stapling;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.HandshakeCounts;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hold a client's settings; made by {@link TlsConfig#client()}. */
public final class ClientConfig implements TlsConfig {
    static {
        ConfigInside.open();
    }

    private final ClientEngines engines;
    private final Duration connectTimeout;
    private final HostResolver resolver;
    private final Timeouts timeouts;

    private ClientConfig(Builder builder) {
        engines = new ClientEngines(builder);
        connectTimeout = builder.connectTimeout;
        resolver = builder.resolver;
        timeouts = builder.timeouts;
    }

    /** Return how long to try to connect: 0, for ever, only if that was said. */
    int connectTimeoutMillis() {
        return (int) connectTimeout.plusNanos(999_999).toMillis();
    }

    /** Return the addresses of a host, at least one. */
    List<InetAddress> resolve(String host) throws UnknownHostException {
        return resolver.resolve(host);
    }

    /** Make an engine as {@link #engine(String, int, String)} does; the certificate must have the host's name. */
    public TlsEngine engine(String host, int port) {
        return engine(host, port, host);
    }

    /**
     * Make an engine for one connection over a transport of the caller's, which should be connected already: the engine's
     * first task takes a session to resume from the store, and a TLS 1.3 ticket is good for one connection only.
     *
     * @param host with the port, whose sessions to take and to keep
     * @param port 0 to 65535
     * @param serverName the name to send and to find in the certificate, as {@link TlsClient#connect(String, int, String)}
     *     takes it
     * @throws IllegalArgumentException when one of these is not legal
     */
    public TlsEngine engine(String host, int port, String serverName) {
        var name = GivenName.server(serverName);
        return engines.engine(engines.peer(GivenName.host(host), port, name), name);
    }

    /** Return counts of what has happened to the connections of this config since it was built, as an immutable snapshot. */
    public HandshakeCounts counts() {
        return engines.settings().shared().clientCounters().snapshot();
    }

    /**
     * Take an OCSP response that the application has fetched about the certificate of a server it is connected to, such as
     * from where {@link PeerCertificate#ocspUrl} says (libtls's {@code tls_ocsp_process_response}). It must be signed by the
     * certificate's issuer or by whom that designates, about this certificate, and current. From then on the sessions of this
     * config are judged by it, too: none is offered to a server whose certificate is revoked, and where a response is
     * required it counts until it expires. What becomes of the connection is the caller's decision.
     *
     * @param connection the connection as {@link TlsConnection#info} or {@link TlsEngine#info} describes it
     * @param response DER (RFC 6960 section 4.2.1); copied
     * @return what it says: good or unknown
     * @throws ProtocolException CERTIFICATE_REVOKED when it says so; BAD_CERTIFICATE_STATUS_RESPONSE when it is not fit to be
     *     believed; another reason when the certificates do not verify any more
     * @throws IllegalStateException with {@link Builder#insecureNoVerifyCertificate}
     */
    public OcspStatus ocspResponse(ConnectionInfo connection, byte[] response) throws ProtocolException {
        return engines.verifier().take(connection.peerCertificates(), Bytes.copyOf(response));
    }

    /**
     * Send this OCSP response (RFC 6960) with this config's own certificate to servers of TLS 1.3 that ask for one (RFC 9846
     * section 4.5.1.1), from now on and until it expires. It may also be about an intermediate. Fetching a new one in time is
     * the caller's. Thread-safe; handshakes that have begun go on with the one before.
     *
     * @param ocspResponse as DER; copied
     * @throws IllegalArgumentException when it is no response, reports an error, has expired or is about no certificate of
     *     {@link Builder#identity(Identity)}; what was sent before stays
     * @throws IllegalStateException when this config has no certificate
     */
    public void staple(byte[] ocspResponse) {
        engines.own().staple(Bytes.copyOf(ocspResponse), "the OCSP response", now());
    }

    /**
     * Send the OCSP response in a file as {@link #staple(byte[])} does.
     *
     * @param file DER, as {@code openssl ocsp -respout} writes it; read now, once
     * @throws IOException when it cannot be read
     */
    public void staple(Path file) throws IOException {
        engines.own().staple(file, now());
    }

    private Instant now() {
        return engines.settings().shared().clocks().wall().instant();
    }

    /** Make a connection over a transport, which it owns from now on; no byte is read or written yet. */
    TlsConnection connection(Transport transport, Peer peer, String serverName) {
        return connection(engines.engine(peer, serverName), transport);
    }

    /** Put an engine of this config over a transport. */
    TlsConnection connection(TlsEngine engine, Transport transport) {
        return new TlsConnection(
                engine, transport, timeouts, engines.settings().shared().clocks());
    }

    /** Return what makes the engines of connections. */
    ClientEngines engines() {
        return engines;
    }

    /** Collect a client's settings. Not thread-safe; may be used for several configs. */
    public static final class Builder extends CommonOptions<Builder> {
        private @Nullable Trust trust;

        @Nullable
        Identity identity;

        @Nullable
        SessionStore sessions;

        TicketRequest tickets = new TicketRequest(4, 4);
        boolean checkChain = true;
        private boolean checkName = true;
        private boolean checkTime = true;
        private boolean requireStapling;
        boolean trustForeignSessions;
        private Duration connectTimeout = Duration.ofSeconds(30);
        private HostResolver resolver = HostResolver.SYSTEM;

        @Nullable
        String sessionPeer;

        Builder() {}

        /**
         * Keep sessions here and resume from them (libtls's {@code tls_config_set_session_fd}). Default: none, nothing is
         * resumed and no ticket is asked for. The store may be shared; the caller closes it after the last connection.
         */
        public Builder sessions(SessionStore store) {
            sessions = CommonOptions.given(store, "sessions");
            sessionPeer = null;
            return this;
        }

        /**
         * Keep sessions here under one name for all connections of this config, whatever their host, port and server name:
         * for servers that take each other's tickets under many addresses, and for protocols that open further
         * connections on other ports. A session is offered only where the certificates that it was made with
         * have the name that the connection asks for; a server tells a ticket's name apart by itself.
         *
         * @param peer any text of 1 to 255 printable ASCII characters without space
         */
        public Builder sessions(SessionStore store, String peer) {
            sessions(store);
            sessionPeer = GivenName.sessionPeer(peer);
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Ask servers for so many tickets (RFC 9149); one session with many tickets serves as many connections at a time.
         * Servers that do not know the extension send what they like. Default: 4 and 4. Without a store nothing is asked.
         *
         * @param afterFull how many after a full handshake, 0 to 255
         * @param afterResumed how many after a resumed one, 0 to 255
         * @throws IllegalArgumentException for other counts
         */
        public Builder ticketRequest(int afterFull, int afterResumed) {
            if (Math.min(afterFull, afterResumed) < 0 || Math.max(afterFull, afterResumed) > 255) {
                throw new IllegalArgumentException("a ticket request of " + afterFull + " after a full handshake and "
                        + afterResumed + " after a resumed one, legal are 0 to 255");
            }
            tickets = new TicketRequest(afterFull, afterResumed);
            return this;
        }

        /**
         * Trust these roots instead of the JDK's; the list is copied.
         *
         * @param trusted at least one
         */
        public Builder roots(List<X509Certificate> trusted) {
            if (CommonOptions.given(trusted, "roots").isEmpty()) {
                throw new IllegalArgumentException("no root to verify servers with: at least one is needed");
            }
            trust = Trust.of(trusted);
            return this;
        }

        /**
         * Trust the self-signed certificates of a PEM file instead of the JDK's roots; its others help to build paths,
         * as with OpenSSL (libtls's {@code tls_config_set_ca_file}).
         *
         * @throws IOException when the file cannot be read or holds no self-signed certificate
         */
        public Builder caFile(Path file) throws IOException {
            trust = Trust.ofCaFile(file);
            return this;
        }

        /**
         * Trust the self-signed certificates of PEM in memory instead of the JDK's roots, as {@link #caFile} does (libtls's
         * {@code tls_config_set_ca_mem}).
         *
         * @param pem text as a file has it; not kept
         * @throws IOException when it holds no self-signed certificate, or one that is damaged
         */
        public Builder caPem(byte[] pem) throws IOException {
            trust = Trust.ofCaPem(CommonOptions.given(pem, "caPem"));
            return this;
        }

        /**
         * Trust the self-signed certificates in the files of a directory instead of the JDK's roots, as {@link #caFile} does
         * (libtls's {@code tls_config_set_ca_path}). All are read now, once.
         *
         * @param directory with PEM files whose names end in .pem, .crt or .cer or are what {@code openssl rehash} makes;
         *     other files are left alone
         * @throws IOException when the directory or a file of it cannot be read, or there is no self-signed certificate
         */
        public Builder caPath(Path directory) throws IOException {
            trust = Trust.ofCaPath(directory);
            return this;
        }

        /**
         * Prove ourselves with this to servers that ask for a client certificate; where its key is not what the server
         * accepts, the answer is none, and {@code withheldCertificate} of ConnectionInfo says so. It is shown whatever issuers
         * the server names: there is no other to prefer. Default: none. Sessions made with it are never used without it or with
         * another. A key that is not the certificate's is an IllegalArgumentException: it signs once here.
         */
        public Builder identity(Identity own) {
            identity = KeyPairCheck.require(CommonOptions.given(own, "identity"));
            return this;
        }

        /**
         * Prove ourselves with this chain and key, as {@link #identity(Identity)}, from PEM files (libtls's {@code
         * tls_config_set_keypair_file}).
         *
         * @throws IOException when a file cannot be read, or does not hold what it should: says which and what was found
         */
        public Builder identity(Path chain, Path key) throws IOException {
            return identity(IdentityFiles.load(chain, key, null));
        }

        /**
         * Refuse servers that send no OCSP response which says that their certificate is good (libtls's {@code
         * tls_config_ocsp_require_stapling}). Every server is asked for one, and one that comes must verify and not say
         * revoked (RFC 6066 section 8, RFC 6960). Sessions keep the response, up to 8 KiB, and are resumed while it is current;
         * then comes a full handshake with a new one. Default: one is needed only for certificates that say so themselves (RFC
         * 7633).
         */
        public Builder requireStapling() {
            requireStapling = true;
            return this;
        }

        /**
         * Give up connecting after this time for all addresses together; 0 to wait for ever. Default: 30 s.
         *
         * @throws IllegalArgumentException for less than zero or more than 24 days
         */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = Timeouts.checked(timeout);
            return this;
        }

        /** Find addresses by this. For tests. */
        Builder resolver(HostResolver other) {
            resolver = other;
            return this;
        }

        /**
         * Ask of a server's certificates only that the first has the name (libtls's {@code
         * tls_config_insecure_noverifycert}): no root, signature, purpose or validity in time is looked at, so anybody can
         * pose as the server. It still proves to have the certificate's key. With {@link #insecureNoVerifyName} any
         * certificate will do. Sessions made so are not offered without this option, nor others with it.
         */
        public Builder insecureNoVerifyCertificate() {
            checkChain = false;
            return this;
        }

        /** Accept a certificate of any name (libtls's {@code tls_config_insecure_noverifyname}); all else is verified. */
        public Builder insecureNoVerifyName() {
            checkName = false;
            return this;
        }

        /** Accept certificates outside their validity (libtls's {@code tls_config_insecure_noverifytime}). */
        public Builder insecureNoVerifyTime() {
            checkTime = false;
            return this;
        }

        /**
         * Offer sessions that another program wrote without looking at the server's certificate in them, which may lead to
         * no root, have expired, be another's or be missing: nobody on our side has then verified whom the session belongs
         * to. Sessions of our own are verified before they are offered, as always. Default: the leaf must lead to a root,
         * by the intermediates of {@link #caFile} if need be.
         */
        public Builder insecureTrustForeignSessions() {
            trustForeignSessions = true;
            return this;
        }

        /**
         * Make the config.
         *
         * @throws IllegalArgumentException when options do not go together, such as {@link #requireStapling} with {@link
         *     #insecureNoVerifyCertificate}, which leaves nobody whose word would count
         */
        public ClientConfig build() {
            if (!checkChain && (requireStapling || !revocationLists.isEmpty())) {
                throw new IllegalArgumentException((requireStapling ? "requireStapling" : "a revocation list")
                        + " does nothing with insecureNoVerifyCertificate: without a path there is no issuer to ask");
            }
            return new ClientConfig(this);
        }

        /**
         * SHA-384 costs a handshake more than SHA-256. But a session that leaves this process may come to OpenSSL's client,
         * which always asks for AES-256-GCM first, and its servers choose by that before they look at the ticket.
         */
        @Override
        CipherSuites ordered(List<CipherSuite> enabled, boolean byDefault) {
            var suites = CipherSuites.of(enabled);
            boolean stays = sessions == null || sessions instanceof SessionCache;
            return byDefault && stays ? suites.first(HashAlgorithm.SHA256) : suites;
        }

        RevocationCheck revocationCheck() {
            return new RevocationCheck(
                    revocationLists, requireStapling ? Stapling.REQUIRED : Stapling.ASKED, checkTime);
        }

        ChainPolicy chainPolicy() {
            var trusted = trust;
            if (trusted == null) {
                trusted = checkChain ? Trust.of(JdkRoots.load()) : Trust.of(List.of());
            }
            return new ChainPolicy(
                    trusted.roots(),
                    trusted.intermediates(),
                    ChainPolicy.Usage.SERVER,
                    checkChain,
                    checkName,
                    checkTime,
                    verifyDepth);
        }
    }
}
