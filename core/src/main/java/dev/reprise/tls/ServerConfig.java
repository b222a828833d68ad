package dev.reprise.tls;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.PeerVerifier;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.handshake.server.ConfiguredServer;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.handshake.server.WaitClientHello;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.revocation.RevocationCheck;
import dev.reprise.tls.internal.revocation.RevocationCheck.Stapling;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeCounts;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hold a server's settings; made by {@link TlsConfig#server(Identity)} and its like. */
public final class ServerConfig implements TlsConfig {
    static {
        ConfigInside.open();
    }

    private static final PeerVerifier NO_CLIENTS = chain -> {
        throw new IllegalStateException("a client's chain, and none was asked for");
    };

    private final ServerSettings settings;
    private final EngineLimits limits;
    private final SealingRules sealingRules;
    private final Announcer announcer;
    private final Timeouts timeouts;

    private ServerConfig(Builder builder) {
        var signatures = new Signatures(builder.random, builder.cryptoProviders);
        var clients = builder.clientVerifier(signatures.verifier());
        var identities = builder.identities;
        var keyShares = new JcaKeyShares(builder.random, builder.cryptoProviders);
        var configured = new ConfiguredServer(identities::candidates, clients == null ? NO_CLIENTS : clients);
        settings = new ServerSettings(
                builder.shared(keyShares, signatures, clients == null ? Certificates::parse : clients),
                builder.terms(keyShares::has),
                builder.choice == null ? configured : new ChoosingServer(builder.choice, configured),
                builder.clientCertificates(clients),
                builder.ticketPolicy(clients),
                builder.ticketCount,
                builder.resumeWithoutExtendedMasterSecret,
                builder.skippedEarlyData);
        limits = builder.limits;
        sealingRules = builder.sealingRules;
        announcer = new Announcer(builder.listener);
        timeouts = builder.timeouts;
    }

    /** Make an engine for one connection over a transport of the caller's. */
    public TlsEngine engine() {
        var observation = Observation.ofServer(settings.shared(), null, -1);
        var engine = Engine.server(firstState(), limits, sealingRules, observation);
        return new TlsEngine(engine, SessionSink.NONE, announcer);
    }

    /** Return counts of what has happened to the connections of this config since it was built, as an immutable snapshot. */
    public HandshakeCounts counts() {
        return settings.shared().serverCounters().snapshot();
    }

    /** Make a connection over a transport, which it owns from now on; no byte is read or written yet. */
    TlsConnection connection(Transport transport) {
        return new TlsConnection(
                engine(), transport, timeouts, settings.shared().clocks());
    }

    ServerSettings settings() {
        return settings;
    }

    EngineLimits limits() {
        return limits;
    }

    SealingRules sealingRules() {
        return sealingRules;
    }

    State firstState() {
        return new WaitClientHello(settings);
    }

    /** Collect a server's settings. Not thread-safe; may be used for several configs. */
    public static final class Builder extends CommonOptions<Builder> {
        private static final int MAX_SKIPPED = 1 << 24;

        private final Identities identities;
        private final WantedTickets tickets = new WantedTickets();
        private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
        private @Nullable Trust clientTrust;
        private @Nullable ServerChoice choice;
        private boolean requireStapling;
        // Null until it is said: it depends on whether suites are set.
        private @Nullable Boolean clientsOrder;
        private TicketCount ticketCount = TicketCount.DEFAULT;
        private int skippedEarlyData = ServerSettings.SKIPPED_EARLY_DATA;

        Builder(Identities identities) {
            this.identities = CommonOptions.given(identities, "server");
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Issue and accept tickets, so that a session resumes for this long after its first full handshake (libtls's
         * {@code tls_config_set_session_lifetime}). Default: 0, no tickets.
         *
         * @param lifetime 0 to switch tickets off, or 4 s to 24 h; cut to whole seconds
         * @throws IllegalArgumentException "session lifetime too large" or "session lifetime too small"
         */
        public Builder sessionLifetime(Duration lifetime) {
            tickets.lifetime(CommonOptions.given(lifetime, "sessionLifetime"));
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
            tickets.id(CommonOptions.given(id, "sessionId"));
            return this;
        }

        /**
         * Set the context that tickets are bound to as programs on OpenSSL have it, which do not pad it as libtls does: to
         * share tickets with HAProxy or nginx, see {@link dev.reprise.tls.fleet.TicketKeyFormat}. Takes the place of {@link
         * #sessionId}.
         *
         * @param id 1 to 32 bytes, taken as they are; copied
         * @throws IllegalArgumentException when it has another length
         */
        public Builder sessionIdUnpadded(byte[] id) {
            tickets.idUnpadded(CommonOptions.given(id, "sessionIdUnpadded"));
            return this;
        }

        /**
         * Derive {@link #sessionId} from what decides who may resume: the names in the certificates, what is wanted of client
         * certificates and how they are verified, and a label. So servers of a fleet take each other's tickets when all of
         * this is equal, without an id to agree on, and a server with another policy refuses them. Certificates, keys and
         * dates are no part of it: renewing them ends no session. Names are those at the time of {@link #build}. Does nothing
         * without {@link #sessionLifetime}, so that is refused.
         *
         * @param label sets apart servers that are otherwise equal; may be empty
         */
        public Builder sessionIdFromPolicy(String label) {
            tickets.idFromPolicy(CommonOptions.given(label, "sessionIdFromPolicy"));
            return this;
        }

        /**
         * Pass over up to so many bytes of early data, which is never accepted (RFC 9846 section 4.3.10), before a client that
         * sends more is sent away. Where a ticket of another server allows more, as much as that. Default: 16384. Whatever is
         * said here, records are bounded, too, to 32 and one for each 512 bytes. To be raised where clients come with tickets
         * of servers that accept early data, and lose their connection here.
         *
         * @param bytes 0 to 16777216
         */
        public Builder skippedEarlyData(int bytes) {
            if (bytes < 0 || bytes > MAX_SKIPPED) {
                throw new IllegalArgumentException(
                        "up to " + bytes + " bytes of early data to pass over, legal are 0 to " + MAX_SKIPPED);
            }
            skippedEarlyData = bytes;
            return this;
        }

        /**
         * Issue so many tickets to clients of TLS 1.3 that do not say how many they want (RFC 9846 section 4.7.1; those that
         * do get as many, up to 8). Default: 2 and 1. In TLS 1.2 it is one.
         *
         * @param afterFull how many after a full handshake, 0 to 8
         * @param afterResumed how many after a resumed one, 0 to 8
         * @throws IllegalArgumentException for other counts
         */
        public Builder ticketCount(int afterFull, int afterResumed) {
            if (Math.min(afterFull, afterResumed) < 0 || Math.max(afterFull, afterResumed) > TicketCount.MAX) {
                throw new IllegalArgumentException("a ticket count of " + afterFull + " after a full handshake and "
                        + afterResumed + " after a resumed one, legal are 0 to " + TicketCount.MAX);
            }
            ticketCount = new TicketCount(afterFull, afterResumed);
            return this;
        }

        /**
         * Seal and open tickets with this ring, which other configs may share and whose keys may change while connections
         * run. Default: a ring of its own with automatic keys. The caller closes it after the last connection. Does nothing
         * without {@link #sessionLifetime}, so that is refused.
         */
        public Builder ticketKeys(TicketKeyRing ring) {
            tickets.keys(CommonOptions.given(ring, "ticketKeys"));
            return this;
        }

        /**
         * Send away clients without a certificate that leads to a root in this file (libtls's {@code
         * tls_config_verify_client} with {@code tls_config_set_ca_file}). Default: none is asked for.
         *
         * @param caFile PEM, or a directory as {@link ClientConfig.Builder#caPath} takes it; self-signed certificates are
         *     trusted, others help to build paths
         * @throws IOException when the file cannot be read or holds no self-signed certificate
         */
        public Builder requireClientCertificate(Path caFile) throws IOException {
            return clientCertificate(ClientAuthentication.REQUIRED, Trust.ofCaFileOrPath(caFile));
        }

        /**
         * Send away clients without a certificate that leads to a root in PEM in memory, as {@link
         * #requireClientCertificate(Path)} does from a file (libtls's {@code tls_config_set_ca_mem}).
         *
         * @throws IOException when it holds no self-signed certificate, or one that is damaged
         */
        public Builder requireClientCertificate(byte[] caPem) throws IOException {
            return clientCertificate(
                    ClientAuthentication.REQUIRED,
                    Trust.ofCaPem(CommonOptions.given(caPem, "requireClientCertificate")));
        }

        /** Send away clients without a certificate that leads to one of these roots; the list is copied. */
        public Builder requireClientCertificate(List<X509Certificate> roots) {
            return clientCertificate(ClientAuthentication.REQUIRED, Trust.of(roots));
        }

        /**
         * Ask clients for a certificate, which they may decline; one that leads to no root in this file is refused all the
         * same (libtls's {@code tls_config_verify_client_optional}).
         *
         * @param caFile PEM, or a directory as {@link ClientConfig.Builder#caPath} takes it; self-signed certificates are
         *     trusted, others help to build paths
         * @throws IOException when the file cannot be read or holds no self-signed certificate
         */
        public Builder optionalClientCertificate(Path caFile) throws IOException {
            return clientCertificate(ClientAuthentication.OPTIONAL, Trust.ofCaFileOrPath(caFile));
        }

        /**
         * Ask clients for a certificate as {@link #optionalClientCertificate(Path)} does, with roots from PEM in memory.
         *
         * @throws IOException when it holds no self-signed certificate, or one that is damaged
         */
        public Builder optionalClientCertificate(byte[] caPem) throws IOException {
            return clientCertificate(
                    ClientAuthentication.OPTIONAL,
                    Trust.ofCaPem(CommonOptions.given(caPem, "optionalClientCertificate")));
        }

        /** Ask clients for a certificate, which they may decline, that leads to one of these roots; the list is copied. */
        public Builder optionalClientCertificate(List<X509Certificate> roots) {
            return clientCertificate(ClientAuthentication.OPTIONAL, Trust.of(roots));
        }

        private Builder clientCertificate(ClientAuthentication mode, Trust trust) {
            if (trust.roots().certificates().isEmpty()) {
                throw new IllegalArgumentException("no root to verify client certificates with");
            }
            clientAuthentication = mode;
            clientTrust = trust;
            return this;
        }

        /**
         * Refuse clients whose certificate comes without an OCSP response which says that it is good. In the CertificateRequest
         * they are asked for one (RFC 9846 section 4.5.1.1); it must be current and signed by the certificate's issuer or by
         * whom that designates. Sessions are resumed while it is current. A client that shows no certificate, where
         * that is allowed, needs none. TLS 1.2 has no way to ask, so that it has to be off. Default: none is asked for.
         */
        public Builder requireStapling() {
            requireStapling = true;
            return this;
        }

        /**
         * Speak the cipher suite that the client wants most of those that are enabled (libtls's {@code
         * tls_config_prefer_ciphers_client}). Default where {@link #cipherSuites} is left out: a client knows best which of
         * them its hardware is good at, and all of them are strong.
         */
        public Builder preferCiphersClient() {
            clientsOrder = true;
            return this;
        }

        /**
         * Speak the cipher suite that stands first in {@link #cipherSuites} of those that the client offers (libtls's {@code
         * tls_config_prefer_ciphers_server}). Default where suites are set.
         */
        public Builder preferCiphersServer() {
            clientsOrder = false;
            return this;
        }

        /**
         * Choose by what each client offers: another config or another identity. Default: this config's, whatever is
         * offered, with the identity by the name asked for.
         */
        public Builder choose(ServerChoice choice) {
            this.choice = CommonOptions.given(choice, "choose");
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
            tickets.requireLifetime();
            if (clientTrust == null && !revocationLists.isEmpty()) {
                throw new IllegalArgumentException("a revocation list does nothing where clients are asked for no"
                        + " certificate: requireClientCertificate or optionalClientCertificate");
            }
            if (requireStapling && clientTrust == null) {
                throw new IllegalArgumentException("requireStapling does nothing where clients are asked for no"
                        + " certificate: requireClientCertificate or optionalClientCertificate");
            }
            // RFC 9846 section 4.5.1.1: a server asks by its
            // CertificateRequest, whose form in TLS 1.2 has no extensions.
            if (requireStapling && terms.protocols().contains(ProtocolVersion.TLS_1_2)) {
                throw new IllegalArgumentException(
                        "requireStapling with TLS 1.2, in which no server can ask a client for an"
                                + " OCSP response: protocols(ProtocolVersion.TLS_1_3)");
            }
            return new ServerConfig(this);
        }

        /**
         * By default as OpenSSL's servers do: then a client's ticket is of the hash it asks for first wherever the ticket's key
         * is known.
         */
        @Override
        CipherSuites ordered(List<CipherSuite> enabled, boolean byDefault) {
            boolean clients = clientsOrder == null ? byDefault : clientsOrder;
            return clients ? CipherSuites.inPeersOrder(enabled) : CipherSuites.of(enabled);
        }

        private @Nullable VerifiedChains clientVerifier(SignatureVerifier signatures) {
            return clientTrust == null
                    ? null
                    : new VerifiedChains(
                            new ChainVerifier(clientTrust.clientPolicy(verifyDepth), signatures),
                            new RevocationCheck(
                                    revocationLists, requireStapling ? Stapling.REQUIRED : Stapling.NOT_ASKED, true),
                            clocks.wall());
        }

        private @Nullable ClientCertificates clientCertificates(@Nullable VerifiedChains verifier) {
            if (verifier == null || clientTrust == null) {
                return null;
            }
            return new ClientCertificates(
                    clientAuthentication, ClientCertificates.subjects(clientTrust.all()), requireStapling);
        }

        private @Nullable TicketPolicy ticketPolicy(@Nullable VerifiedChains verifier) {
            return tickets.policy(
                    identities, clientAuthentication, verifier, clocks, random, resumeWithoutExtendedMasterSecret);
        }
    }
}
