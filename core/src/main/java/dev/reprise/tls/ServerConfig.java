package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.ClientCertificates;
import dev.reprise.tls.internal.handshake.ServerSettings;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hold a server's settings; made by {@link TlsConfig#server(Identity)} and its like. */
public final class ServerConfig implements TlsConfig {
    private final ServerSettings settings;
    private final Identities identities;
    private final EngineLimits limits;
    private final SealingRules sealingRules;
    private final Announcer announcer;
    private final Timeouts timeouts;

    private ServerConfig(Builder builder) {
        var common = builder.common;
        var clients = builder.clientVerifier();
        identities = builder.identities;
        settings = new ServerSettings(
                common.enabledSuites(),
                common.groups,
                identities.current().get(0),
                common.alpn,
                builder.clientCertificates(clients),
                builder.ticketPolicy(clients),
                common.resumeWithoutExtendedMasterSecret,
                common.keyLog,
                new JcaKeyShares(common.random, common.cryptoProviders),
                new Signatures(common.random, common.cryptoProviders),
                common.random,
                common.clocks);
        limits = common.limits;
        sealingRules = common.sealingRules;
        announcer = new Announcer(common.listener);
        timeouts = common.timeouts;
    }

    /** Make an engine for one connection over a transport of the caller's. */
    public TlsEngine engine() {
        return new TlsEngine(Engine.server(firstState(), limits, sealingRules), SessionSink.NONE, announcer);
    }

    /** Make a connection over a transport, which it owns from now on; no byte is read or written yet. */
    TlsConnection connection(Transport transport) {
        return new TlsConnection(engine(), transport, timeouts, settings.clocks());
    }

    ServerSettings settings() {
        return settings;
    }

    State firstState() {
        return new WaitClientHello(settings, identities::candidates);
    }

    /** Collect a server's settings. Not thread-safe; may be used for several configs. */
    public static final class Builder {
        private static final int SESSION_ID_BYTES = 32;
        private static final Duration MIN_LIFETIME = Duration.ofSeconds(4);
        private static final Duration MAX_LIFETIME = Duration.ofHours(24);

        private final CommonOptions common = new CommonOptions();
        private final Identities identities;
        // Null until it is given: what needs tickets is refused then, but not when they are switched off by a 0.
        private @Nullable Duration sessionLifetime;
        private byte @Nullable [] sessionId;
        private @Nullable TicketKeyRing ticketKeys;
        private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
        private @Nullable Trust clientTrust;

        Builder(Identities identities) {
            this.identities = CommonOptions.given(identities, "server");
        }

        /**
         * Issue and accept tickets, so that a session resumes for this long after its first full handshake (libtls's
         * {@code tls_config_set_session_lifetime}). Default: 0, no tickets.
         *
         * @param lifetime 0 to switch tickets off, or 4 s to 24 h; cut to whole seconds
         * @throws IllegalArgumentException "session lifetime too large" or "session lifetime too small"
         */
        public Builder sessionLifetime(Duration lifetime) {
            if (CommonOptions.given(lifetime, "sessionLifetime").compareTo(MAX_LIFETIME) > 0) {
                throw new IllegalArgumentException("session lifetime too large");
            }
            if (!lifetime.isZero() && lifetime.compareTo(MIN_LIFETIME) < 0) {
                throw new IllegalArgumentException("session lifetime too small");
            }
            sessionLifetime = Duration.ofSeconds(lifetime.toSeconds());
            return this;
        }

        /**
         * Set the context that tickets are bound to (libtls's {@code tls_config_set_session_id}): servers that share ticket
         * keys take each other's tickets only with equal contexts. Default: 32 random bytes, so that nothing is shared by
         * accident. Does nothing without {@link #sessionLifetime}, so that is refused.
         *
         * @param id up to 32 bytes, padded with zeros; copied
         * @throws IllegalArgumentException "session ID too large"
         */
        public Builder sessionId(byte[] id) {
            if (CommonOptions.given(id, "sessionId").length > SESSION_ID_BYTES) {
                throw new IllegalArgumentException("session ID too large");
            }
            sessionId = Arrays.copyOf(id, SESSION_ID_BYTES);
            return this;
        }

        /**
         * Seal and open tickets with this ring, which other configs may share and whose keys may change while connections
         * run. Default: a ring of its own with automatic keys. The caller closes it after the last connection. Does nothing
         * without {@link #sessionLifetime}, so that is refused.
         */
        public Builder ticketKeys(TicketKeyRing ring) {
            ticketKeys = CommonOptions.given(ring, "ticketKeys");
            return this;
        }

        /**
         * Send away clients without a certificate that leads to a root in this file (libtls's {@code
         * tls_config_verify_client} with {@code tls_config_set_ca_file}). Default: none is asked for.
         *
         * @param caFile PEM; self-signed certificates are trusted, others help to build paths
         * @throws IOException when the file cannot be read or holds no self-signed certificate
         */
        public Builder requireClientCertificate(Path caFile) throws IOException {
            return clientCertificate(ClientAuthentication.REQUIRED, Trust.ofCaFile(caFile));
        }

        /** Send away clients without a certificate that leads to one of these roots; the list is copied. */
        public Builder requireClientCertificate(List<X509Certificate> roots) {
            return clientCertificate(ClientAuthentication.REQUIRED, Trust.of(roots));
        }

        /**
         * Ask clients for a certificate, which they may decline; one that leads to no root in this file is refused all the
         * same (libtls's {@code tls_config_verify_client_optional}).
         *
         * @param caFile PEM; self-signed certificates are trusted, others help to build paths
         * @throws IOException when the file cannot be read or holds no self-signed certificate
         */
        public Builder optionalClientCertificate(Path caFile) throws IOException {
            return clientCertificate(ClientAuthentication.OPTIONAL, Trust.ofCaFile(caFile));
        }

        /** Ask clients for a certificate, which they may decline, that leads to one of these roots; the list is copied. */
        public Builder optionalClientCertificate(List<X509Certificate> roots) {
            return clientCertificate(ClientAuthentication.OPTIONAL, Trust.of(roots));
        }

        private Builder clientCertificate(ClientAuthentication mode, Trust trust) {
            if (trust.roots().isEmpty()) {
                throw new IllegalArgumentException("no root to verify client certificates with");
            }
            clientAuthentication = mode;
            clientTrust = trust;
            return this;
        }

        /** Speak these application protocols, most wanted first, 1 to 255 bytes each (RFC 7301). Default: none. */
        public Builder alpn(String... protocols) {
            common.alpn(protocols);
            return this;
        }

        /**
         * Speak these protocol versions (libtls's {@code tls_config_set_protocols}). Default: TLS 1.3 and TLS 1.2. A version
         * none of whose cipher suites is enabled is not spoken.
         */
        public Builder protocols(ProtocolVersion... versions) {
            return protocols(Arrays.asList(CommonOptions.given(versions, "protocols")));
        }

        /**
         * Take these protocol versions as {@link #protocols(ProtocolVersion...)} does; {@link TlsConfig#parseProtocols} reads
         * such.
         */
        public Builder protocols(Collection<ProtocolVersion> versions) {
            common.protocols(CommonOptions.given(versions, "protocols"));
            return this;
        }

        /**
         * Accept these cipher suites, most wanted first; those of TLS 1.3 and of TLS 1.2 are different ones. Default: with
         * AES-256-GCM, AES-128-GCM, ChaCha20-Poly1305.
         */
        public Builder cipherSuites(CipherSuite... suites) {
            common.cipherSuites(suites);
            return this;
        }

        /** Accept these groups, most wanted first. Default: X25519, P-256, P-384. */
        public Builder groups(NamedGroup... groups) {
            common.groups(groups);
            return this;
        }

        /** Give up a handshake after this time in all; 0 to wait for ever. Default: 30 s. */
        public Builder handshakeTimeout(Duration timeout) {
            common.timeouts = common.timeouts.withHandshake(timeout);
            return this;
        }

        /** Let a read fail after this time without a byte; 0 to wait for ever. Default: 0. */
        public Builder readTimeout(Duration timeout) {
            common.timeouts = common.timeouts.withRead(timeout);
            return this;
        }

        /**
         * Let a write fail with SocketTimeoutException when the peer does not take a record in this time; the connection is
         * closed then, as part of the record may be out. 0 to wait for ever. Default: 0.
         */
        public Builder writeTimeout(Duration timeout) {
            common.timeouts = common.timeouts.withWrite(timeout);
            return this;
        }

        /**
         * Pad the content of every record to a multiple of so many bytes, so that an observer learns less of how long it is
         * (RFC 9846 section 5.4; TLS 1.2 cannot). Costs bandwidth. Default: 1, no padding.
         *
         * @param multiple 1 to 16384
         */
        public Builder recordPadding(int multiple) {
            common.sealingRules = new SealingRules(multiple, common.sealingRules.recordsPerKey());
            return this;
        }

        /** Rekey earlier than the cipher must (RFC 9846 section 5.5). For tests. */
        Builder recordsPerKey(long records) {
            common.sealingRules = new SealingRules(common.sealingRules.padTo(), records);
            return this;
        }

        /**
         * Resume TLS 1.2 sessions without extended master secret, too (RFC 7627), as LibreSSL's clients make them: such a
         * session may be tied to another connection than the one whose client was verified.
         */
        public Builder insecureAllowResumptionWithoutExtendedMasterSecret() {
            common.resumeWithoutExtendedMasterSecret = true;
            return this;
        }

        /**
         * Give the secrets of all connections to this (RFC 9850): whoever has them reads recorded traffic and can forge it
         * while it lasts. For debugging; see {@link KeyLogFile}. Default: none.
         */
        public Builder insecureKeyLog(KeyLog keyLog) {
            common.keyLog = CommonOptions.given(keyLog, "insecureKeyLog");
            return this;
        }

        /**
         * Do public-key work (key exchange, signatures in the handshake) by the first of these that has the algorithm, and
         * passes a trial of it, instead of by the JDK: the curves decide what a handshake costs. Hardware modules' keys stay
         * with their own provider; ciphers and hashes stay the JDK's, which is the fastest at them. Default: none.
         *
         * @param providers most wanted first; they need not be installed
         */
        public Builder cryptoProviders(Provider... providers) {
            common.cryptoProviders = List.of(CommonOptions.given(providers, "cryptoProviders"));
            return this;
        }

        /**
         * Take handshake messages of up to so many bytes; more ends the connection. Default: 65536, enough for chains with
         * post-quantum signatures.
         *
         * @param bytes 16384 to 16777215, the header of 4 not counted
         */
        public Builder maxHandshakeMessage(int bytes) {
            common.limits = common.limits.withHandshakeMessage(bytes);
            return this;
        }

        /**
         * Look at chains of up to so many certificates; more ends the connection. Default: 16.
         *
         * @param count 1 to 100
         */
        public Builder maxCertificates(int count) {
            common.maxCertificates(count);
            return this;
        }

        /**
         * Let so many intermediates stand between a client's certificate and a root (libtls's {@code
         * tls_config_set_verify_depth}). Default: 6.
         *
         * @param depth 0 to 16
         */
        public Builder verifyDepth(int depth) {
            common.verifyDepth(depth);
            return this;
        }

        /** Tell this what happens to the connections. Default: nobody. */
        public Builder listener(ConnectionListener listener) {
            common.listener = CommonOptions.given(listener, "listener");
            return this;
        }

        /** Read these clocks. Default: the system's. For tests. */
        public Builder clocks(Clocks clocks) {
            common.clocks = CommonOptions.given(clocks, "clocks");
            return this;
        }

        /** Draw all randomness from here. Default: a new SecureRandom. */
        public Builder random(SecureRandom random) {
            common.random = CommonOptions.given(random, "random");
            return this;
        }

        /**
         * Make the config.
         *
         * @throws IllegalArgumentException when options do not go together, such as {@link #ticketKeys} without {@link
         *     #sessionLifetime}, which would do nothing
         * @throws IllegalStateException when the ring of ticket keys is closed
         */
        public ServerConfig build() {
            requireLifetimeFor(ticketKeys, "ticketKeys");
            requireLifetimeFor(sessionId, "sessionId");
            return new ServerConfig(this);
        }

        private void requireLifetimeFor(@Nullable Object value, String option) {
            if (value != null && sessionLifetime == null) {
                throw new IllegalArgumentException(
                        option
                                + " does nothing without sessionLifetime: 4 s to 24 h, or 0 to switch tickets off all the same");
            }
        }

        private @Nullable VerifiedChains clientVerifier() {
            return clientTrust == null
                    ? null
                    : new VerifiedChains(
                            new ChainVerifier(clientTrust.clientPolicy(common.verifyDepth)),
                            common.clocks.wall(),
                            common.maxCertificates);
        }

        private @Nullable ClientCertificates clientCertificates(@Nullable VerifiedChains verifier) {
            if (verifier == null || clientTrust == null) {
                return null;
            }
            return new ClientCertificates(
                    clientAuthentication == ClientAuthentication.REQUIRED,
                    verifier,
                    CommonOptions.SIGNATURE_SCHEMES,
                    ClientCertificates.subjects(clientTrust.all()));
        }

        private @Nullable TicketPolicy ticketPolicy(@Nullable VerifiedChains verifier) {
            if (sessionLifetime == null || sessionLifetime.isZero()) {
                return null;
            }
            var ring = ticketKeys == null ? new TicketKeyRing(common.clocks, common.random) : ticketKeys;
            ring.serve(sessionLifetime);
            var context = sessionId;
            if (context == null) {
                context = new byte[SESSION_ID_BYTES];
                common.random.nextBytes(context);
            }
            return new TicketPolicy(
                    ring,
                    Bytes.wrap(context),
                    sessionLifetime,
                    clientAuthentication,
                    verifier == null ? Bytes.EMPTY : Bytes.ofHex(verifier.digest()),
                    (leaf, now) -> verifier == null ? null : verifier.validUntil(leaf, now));
        }
    }
}
