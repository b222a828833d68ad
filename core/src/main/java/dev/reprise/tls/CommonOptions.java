package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainPolicy;
import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.ChainCheck;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What client and server builders have in common, with the defaults and the checks. */
final class CommonOptions {
    static final List<SignatureScheme> SIGNATURE_SCHEMES = List.of(
            SignatureScheme.ECDSA_SECP256R1_SHA256,
            SignatureScheme.ECDSA_SECP384R1_SHA384,
            SignatureScheme.ECDSA_SECP521R1_SHA512,
            SignatureScheme.ED25519,
            SignatureScheme.RSA_PSS_RSAE_SHA256,
            SignatureScheme.RSA_PSS_RSAE_SHA384,
            SignatureScheme.RSA_PSS_RSAE_SHA512,
            SignatureScheme.RSA_PSS_PSS_SHA256,
            SignatureScheme.RSA_PSS_PSS_SHA384,
            SignatureScheme.RSA_PSS_PSS_SHA512,
            // Last, and for certificates only: most roots and many intermediates are signed so.
            SignatureScheme.RSA_PKCS1_SHA256,
            SignatureScheme.RSA_PKCS1_SHA384,
            SignatureScheme.RSA_PKCS1_SHA512);

    // OpenSSL's first choice is ours too: its servers look at a ticket only after choosing the suite in the client's
    // order, and then refuse one of another hash, so with another order sessions would not cross between the two.
    List<CipherSuite> cipherSuites = List.of(
            CipherSuite.TLS_AES_256_GCM_SHA384,
            CipherSuite.TLS_AES_128_GCM_SHA256,
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256);
    Set<ProtocolVersion> protocols = EnumSet.allOf(ProtocolVersion.class);
    boolean resumeWithoutExtendedMasterSecret;
    List<NamedGroup> groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
    List<String> alpn = List.of();
    EngineLimits limits = EngineLimits.DEFAULT;
    int maxCertificates = ChainCheck.DEFAULT_MAX_CERTIFICATES;
    int verifyDepth = ChainPolicy.DEFAULT_MAX_DEPTH;
    SealingRules sealingRules = SealingRules.DEFAULT;
    Timeouts timeouts = Timeouts.DEFAULT;
    Clocks clocks = Clocks.system();

    @Nullable
    KeyLog keyLog;

    @Nullable
    ConnectionListener listener;

    SecureRandom random = new SecureRandom();
    List<Provider> cryptoProviders = List.of();

    void cipherSuites(CipherSuite... suites) {
        cipherSuites = distinct("cipher suites", Arrays.asList(given(suites, "cipherSuites")));
    }

    void protocols(Collection<ProtocolVersion> versions) {
        protocols = EnumSet.copyOf(distinct("protocol versions", versions));
    }

    /** Return the suites of the protocol versions enabled: together they say all that is enabled. */
    List<CipherSuite> enabledSuites() {
        var enabled = cipherSuites.stream()
                .filter(suite -> protocols.contains(suite.version()))
                .toList();
        if (enabled.isEmpty()) {
            throw new IllegalArgumentException("no cipher suite of " + cipherSuites + " is one of " + protocols);
        }
        return enabled;
    }

    void groups(NamedGroup... wanted) {
        groups = distinct("groups", Arrays.asList(given(wanted, "groups")));
    }

    void alpn(String... protocols) {
        int length = 0;
        for (var protocol : given(protocols, "alpn")) {
            // The texts are those of tls_config_set_alpn.
            if (protocol.isEmpty()) {
                throw new IllegalArgumentException("alpn protocol with zero length");
            }
            if (protocol.length() > 255) {
                throw new IllegalArgumentException("alpn protocol too long");
            }
            if (protocol.chars().anyMatch(c -> c > 0xff)) {
                throw new IllegalArgumentException("alpn protocol '" + protocol
                        + "' has a character over U+00FF; legal are those up to it, a byte each");
            }
            length += Alpn.encodeName(protocol).length() + 1;
        }
        if (length > 65534) {
            throw new IllegalArgumentException("alpn too large");
        }
        alpn = List.copyOf(new LinkedHashSet<>(Arrays.asList(protocols)));
    }

    void maxCertificates(int count) {
        if (count < 1 || count > ChainVerifier.MAX_CERTIFICATES) {
            throw new IllegalArgumentException(
                    "chains of up to " + count + " certificates, legal are 1 to " + ChainVerifier.MAX_CERTIFICATES);
        }
        maxCertificates = count;
    }

    void verifyDepth(int depth) {
        if (depth < 0 || depth > ChainPolicy.MAX_DEPTH) {
            throw new IllegalArgumentException("verify depth " + depth + " is not in 0.." + ChainPolicy.MAX_DEPTH);
        }
        verifyDepth = depth;
    }

    /** Return what an option is given, which may not be null. */
    static <T> T given(T value, String option) {
        return Objects.requireNonNull(
                value, () -> option + ": null is not legal; leave the option out for its default");
    }

    private static <T> List<T> distinct(String what, Collection<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no " + what + ": at least one is needed");
        }
        return List.copyOf(new LinkedHashSet<>(values));
    }
}
