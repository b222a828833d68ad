package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainPolicy;
import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.ProviderOrder;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.CertificateParser;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.revocation.RevocationLists;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What client and server builders have in common, with the defaults and the checks. A reader of the Javadoc finds these
 * options with the builder's own, and this class nowhere.
 *
 * @param <B> the builder. It has no bound on purpose: with one, the compiled methods would return this class, which others
 *     may not see, and a method reference of theirs such as {@code builder::alpn} would fail at run time
 */
abstract sealed class CommonOptions<B> permits ClientConfig.Builder, ServerConfig.Builder {
    final WantedTerms terms = new WantedTerms();
    boolean resumeWithoutExtendedMasterSecret;
    EngineLimits limits = EngineLimits.DEFAULT;
    int verifyDepth = ChainPolicy.DEFAULT_MAX_DEPTH;
    RevocationLists revocationLists = RevocationLists.NONE;
    SealingRules sealingRules = SealingRules.DEFAULT;
    Timeouts timeouts = Timeouts.DEFAULT;
    Clocks clocks = Clocks.system();

    @Nullable
    KeyLog keyLog;

    @Nullable
    ConnectionListener listener;

    SecureRandom random = new SecureRandom();
    ProviderOrder cryptoProviders = ProviderOrder.NONE;

    CommonOptions() {}

    /** Return this, as what it is. */
    abstract B self();

    /** Speak these application protocols, most wanted first, 1 to 255 bytes each (RFC 7301). Default: none. */
    public B alpn(String... protocols) {
        terms.alpn(given(protocols, "alpn"));
        return self();
    }

    /**
     * Speak these protocol versions (libtls's {@code tls_config_set_protocols}). Default: TLS 1.3 and TLS 1.2. A version
     * none of whose cipher suites is enabled is not spoken.
     */
    public B protocols(ProtocolVersion... versions) {
        return protocols(Arrays.asList(given(versions, "protocols")));
    }

    /**
     * Take these protocol versions as {@link #protocols(ProtocolVersion...)} does; {@link TlsConfig#parseProtocols} reads
     * such.
     */
    public B protocols(Collection<ProtocolVersion> versions) {
        terms.protocols(given(versions, "protocols"));
        return self();
    }

    /**
     * Speak these cipher suites, most wanted first; those of TLS 1.3 and of TLS 1.2 are different ones. Default, also spelt
     * out: with AES-256-GCM, AES-128-GCM and ChaCha20-Poly1305, whereof a server takes what the client wants most, and a
     * client wants SHA-256's most, as SHA-384 costs a handshake more; but in OpenSSL's order, AES-256-GCM first, it asks
     * where it keeps sessions elsewhere than in a {@link dev.reprise.tls.session.SessionCache}, as OpenSSL resumes others
     * with its own servers only if told to. A session's hash comes first while it is offered.
     */
    public B cipherSuites(CipherSuite... suites) {
        return cipherSuites(Arrays.asList(given(suites, "cipherSuites")));
    }

    /**
     * Speak these cipher suites as {@link #cipherSuites(CipherSuite...)} does; {@link TlsConfig#parseCiphers} reads such.
     */
    public B cipherSuites(Collection<CipherSuite> suites) {
        terms.cipherSuites(given(suites, "cipherSuites"));
        return self();
    }

    /** Return what is dear to make. */
    Shared shared(KeyShares keyShares, Signatures signatures, CertificateParser certificates) {
        return new Shared(keyShares, signatures, certificates, random, clocks, keyLog);
    }

    /** Return what a connection may agree on, with the groups that are there. */
    Terms terms(Predicate<NamedGroup> has) {
        return terms.terms(has, this::ordered);
    }

    /**
     * Put the suites enabled in the order that decides.
     *
     * @param byDefault whether no order was asked for
     */
    abstract CipherSuites ordered(List<CipherSuite> enabled, boolean byDefault);

    /**
     * Exchange keys by these groups, most wanted first; a client sends the first one's key at once, and with the hybrid one
     * X25519's. A server takes the most wanted of those that it has a key for, and asks for another only when there is none.
     * Default: X25519MLKEM768 where there is ML-KEM, which Java has from version 24 on; X25519, P-256, P-384. A version that
     * has none of them is not spoken.
     *
     * @see NamedGroup
     */
    public B groups(NamedGroup... groups) {
        return groups(Arrays.asList(given(groups, "groups")));
    }

    /** Exchange keys by these groups as {@link #groups(NamedGroup...)} does; {@link TlsConfig#parseGroups} reads such. */
    public B groups(Collection<NamedGroup> groups) {
        terms.groups(given(groups, "groups"));
        return self();
    }

    /**
     * Sign handshakes by these schemes alone, most wanted first; the first that fits the key and that the peer takes is used.
     * Default: all there are, ECDSA, Ed25519, RSASSA-PSS, and in TLS 1.2 RSASSA-PKCS1-v1_5 last.
     */
    public B ownSignatureSchemes(SignatureScheme... schemes) {
        terms.ownSchemes(given(schemes, "ownSignatureSchemes"));
        return self();
    }

    /**
     * Take these signature schemes from peers, and tell them so in this order, most wanted first (RFC 9846 section 4.3.3):
     * for handshakes, and as a wish for certificates, whose strength is judged apart. Default: all there are. A server says
     * so only where it asks for client certificates.
     */
    public B acceptedSignatureSchemes(SignatureScheme... schemes) {
        terms.acceptedSchemes(given(schemes, "acceptedSignatureSchemes"));
        return self();
    }

    /**
     * Give up a handshake after this time in all; 0 to wait for ever. Default: 30 s. For connections; whoever brings a
     * transport for an {@code engine()} keeps the time, too.
     *
     * @throws IllegalArgumentException for less than zero or more than 24 days
     */
    public B handshakeTimeout(Duration timeout) {
        timeouts = timeouts.withHandshake(timeout);
        return self();
    }

    /**
     * Let a read fail with SocketTimeoutException after this time without a byte; the connection goes on, and so may reading. 0
     * to wait for ever. Default: 0. For connections, not engines.
     *
     * @throws IllegalArgumentException for less than zero or more than 24 days
     */
    public B readTimeout(Duration timeout) {
        timeouts = timeouts.withRead(timeout);
        return self();
    }

    /**
     * Let a write fail with SocketTimeoutException when the peer does not take a record in this time; the connection is
     * closed then, as part of the record may be out. 0 to wait for ever. Default: 0. For connections, not engines.
     *
     * @throws IllegalArgumentException for less than zero or more than 24 days
     */
    public B writeTimeout(Duration timeout) {
        timeouts = timeouts.withWrite(timeout);
        return self();
    }

    /**
     * Let closing a connection, and an alert that ends one, wait for the peer for this time in all: to take what was written,
     * and to end its own side. Default: 2 s. A peer that reads answers within one round trip, or a few where packets are lost,
     * and then closing takes no longer than that; who answers nothing at all, such as a client that keeps a connection for
     * later and does not look at it, costs the whole time. What was written goes out also after that, as far as the system's
     * buffers hold it, unless the peer sends something then that nobody takes.
     *
     * @param timeout more than 0, up to 24 days
     * @throws IllegalArgumentException for another
     */
    public B closeTimeout(Duration timeout) {
        timeouts = timeouts.withClose(timeout);
        return self();
    }

    /**
     * Pad the content of every record to a multiple of so many bytes, so that an observer learns less of how long it is
     * (RFC 9846 section 5.4; TLS 1.2 cannot). Costs bandwidth. Default: 1, no padding.
     *
     * @param multiple 1 to 16384
     */
    public B recordPadding(int multiple) {
        sealingRules = sealingRules.withPadTo(multiple);
        return self();
    }

    /**
     * Put at most so much content into a record, and announce that no more is taken in one (RFC 8449): smaller records arrive
     * sooner whole on a slow network, and cost more bytes and CPU. A peer that knows the extension and sends a longer record
     * all the same ends the connection; one that does not know it sends what it likes. Default: 16384.
     *
     * @param bytes of content, 64 to 16384
     */
    public B recordSizeLimit(int bytes) {
        terms.recordSizeLimit(bytes);
        return self();
    }

    /** Rekey earlier than the cipher must (RFC 9846 section 5.5). For tests. */
    B recordsPerKey(long records) {
        sealingRules = sealingRules.withRecordsPerKey(records);
        return self();
    }

    /**
     * Resume TLS 1.2 sessions without extended master secret, too (RFC 7627), as LibreSSL makes them: such a session may be
     * tied to another connection than the one whose peer was verified.
     */
    public B insecureAllowResumptionWithoutExtendedMasterSecret() {
        resumeWithoutExtendedMasterSecret = true;
        return self();
    }

    /**
     * Give the secrets of all connections to this (RFC 9850): whoever has them reads recorded traffic and can forge it
     * while it lasts. For debugging; see {@link KeyLogFile}. Default: none.
     */
    public B insecureKeyLog(KeyLog keyLog) {
        this.keyLog = given(keyLog, "insecureKeyLog");
        return self();
    }

    /**
     * Do public-key work (key exchange, signatures in the handshake, certificates signed by ECDSA on P-256) by the first of
     * these that has the algorithm, and passes a trial of it: the curves decide what a handshake costs. What none of them
     * has, and all of it by default, is done by Reprise itself (X25519, verifying ECDSA on P-256) or by the JDK. Hardware
     * modules' keys stay with their own provider; ciphers and hashes stay the JDK's, which is the fastest at them. Default:
     * none.
     *
     * @param providers most wanted first; they need not be installed
     */
    public B cryptoProviders(Provider... providers) {
        return cryptoProviders(CryptoProviders.of(given(providers, "cryptoProviders")));
    }

    /** Do public-key work by these, as {@link #cryptoProviders(Provider...)} says; see {@link CryptoProviders#fastest()}. */
    public B cryptoProviders(CryptoProviders providers) {
        cryptoProviders = given(providers, "cryptoProviders").order();
        return self();
    }

    /**
     * Take handshake messages of up to so many bytes; more ends the connection. Default: 65536, enough for chains with
     * post-quantum signatures.
     *
     * @param bytes 16384 to 16777215, the header of 4 not counted
     */
    public B maxHandshakeMessage(int bytes) {
        limits = limits.withHandshakeMessage(bytes);
        return self();
    }

    /**
     * Look at chains of up to so many certificates; more ends the connection. Default: 16.
     *
     * @param count 1 to 100
     */
    public B maxCertificates(int count) {
        terms.maxCertificates(count);
        return self();
    }

    /**
     * Let so many intermediates stand between the peer's certificate and a root (libtls's {@code
     * tls_config_set_verify_depth}). Default: 6.
     *
     * @param depth 0 to 16
     */
    public B verifyDepth(int depth) {
        if (depth < 0 || depth > ChainPolicy.MAX_DEPTH) {
            throw new IllegalArgumentException("verify depth " + depth + " is not in 0.." + ChainPolicy.MAX_DEPTH);
        }
        verifyDepth = depth;
        return self();
    }

    /**
     * Refuse peers whose certificate, or an authority below the root, is on a revocation list in this file (libtls's {@code
     * tls_config_set_crl_file}). With lists given, all these certificates must have a current one, by their issuer. The file
     * is read now, once; lists of several calls are used together. Default: none, nothing is looked up.
     *
     * @param file PEM, with complete lists of the certificates' own issuers; delta and indirect ones are refused
     * @throws IOException when the file cannot be read, or does not hold what it should: says what was found
     */
    public B crlFile(Path file) throws IOException {
        revocationLists = revocationLists.with(IdentityFiles.revocationLists(file));
        return self();
    }

    /**
     * Refuse revoked peers as {@link #crlFile} does, with lists from PEM in memory (libtls's {@code tls_config_set_crl_mem}).
     *
     * @param pem text as a file has it; not kept
     * @throws IOException when it does not hold what it should: says what was found
     */
    public B crlPem(byte[] pem) throws IOException {
        revocationLists = revocationLists.with(RevocationLists.parsePem(given(pem, "crlPem"), "the CRL given"));
        return self();
    }

    /** Tell this what happens to the connections. Default: nobody. */
    public B listener(ConnectionListener listener) {
        this.listener = given(listener, "listener");
        return self();
    }

    /** Read these clocks. Default: the system's. For tests. */
    public B clocks(Clocks clocks) {
        this.clocks = given(clocks, "clocks");
        return self();
    }

    /** Draw all randomness from here. Default: a new SecureRandom. */
    public B random(SecureRandom random) {
        this.random = given(random, "random");
        return self();
    }

    /** Return what an option is given, which may not be null. */
    static <T> T given(T value, String option) {
        return Objects.requireNonNull(
                value, () -> option + ": null is not legal; leave the option out for its default");
    }
}
