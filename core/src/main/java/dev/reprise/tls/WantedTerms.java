package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects what connections may agree on, with the defaults and the checks; {@link CommonOptions} says what each means. */
final class WantedTerms {
    private List<CipherSuite> cipherSuites = CipherSuites.DEFAULT;
    private Set<ProtocolVersion> protocols = EnumSet.allOf(ProtocolVersion.class);
    /** Null for the default ones. */
    private @Nullable List<NamedGroup> groups;

    private List<String> alpn = List.of();
    private SignatureSchemes ownSchemes = SignatureSchemes.ALL;
    private SignatureSchemes acceptedSchemes = SignatureSchemes.ALL;
    private int maxContent = RecordSizeLimit.MAX_CONTENT;
    private int maxCertificates = Terms.DEFAULT_MAX_CERTIFICATES;

    /** Puts suites in the order that decides. */
    @FunctionalInterface
    interface Order {
        /** Answer as {@link CommonOptions#ordered} does. */
        CipherSuites ordered(List<CipherSuite> enabled, boolean byDefault);
    }

    void alpn(String... wanted) {
        int length = 0;
        for (var protocol : wanted) {
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
        alpn = List.copyOf(new LinkedHashSet<>(Arrays.asList(wanted)));
    }

    void protocols(Collection<ProtocolVersion> wanted) {
        protocols = EnumSet.copyOf(distinct("protocol versions", wanted));
    }

    /** Return the versions that are enabled. */
    Set<ProtocolVersion> protocols() {
        return protocols;
    }

    void cipherSuites(Collection<CipherSuite> wanted) {
        cipherSuites = distinct("cipher suites", wanted);
    }

    void groups(Collection<NamedGroup> wanted) {
        groups = distinct("groups", wanted);
    }

    void ownSchemes(SignatureScheme... wanted) {
        ownSchemes = SignatureSchemes.of(distinct("signature schemes", Arrays.asList(wanted)));
    }

    void acceptedSchemes(SignatureScheme... wanted) {
        acceptedSchemes = SignatureSchemes.of(distinct("signature schemes", Arrays.asList(wanted)));
    }

    void recordSizeLimit(int bytes) {
        if (bytes < RecordSizeLimit.MIN_LIMIT || bytes > RecordSizeLimit.MAX_CONTENT) {
            throw new IllegalArgumentException("records of up to " + bytes + " bytes, legal are "
                    + RecordSizeLimit.MIN_LIMIT + " to " + RecordSizeLimit.MAX_CONTENT);
        }
        maxContent = bytes;
    }

    void maxCertificates(int count) {
        if (count < 1 || count > ChainVerifier.MAX_CERTIFICATES) {
            throw new IllegalArgumentException(
                    "chains of up to " + count + " certificates, legal are 1 to " + ChainVerifier.MAX_CERTIFICATES);
        }
        maxCertificates = count;
    }

    /**
     * Return what a connection may agree on.
     *
     * @param has whether a group is there
     * @param order puts the suites enabled in order
     */
    Terms terms(Predicate<NamedGroup> has, Order order) {
        return new Terms(
                order.ordered(enabledSuites(), cipherSuites.equals(CipherSuites.DEFAULT)),
                NamedGroups.of(enabledGroups(has)),
                ownSchemes,
                enabledAcceptedSchemes(),
                ApplicationProtocols.of(alpn),
                maxContent,
                maxCertificates);
    }

    /** Return the suites of the protocol versions enabled: together they say all that is enabled. */
    private List<CipherSuite> enabledSuites() {
        var wanted = groups == null ? NamedGroups.DEFAULT : groups;
        var enabled = cipherSuites.stream()
                .filter(suite -> protocols.contains(suite.version())
                        && wanted.stream().anyMatch(group -> group.usableIn(suite.version())))
                .toList();
        if (enabled.isEmpty()) {
            throw new IllegalArgumentException(
                    "no cipher suite of " + cipherSuites + " is one of " + protocols + " with a group of " + wanted);
        }
        return enabled;
    }

    /** Return the groups that were asked for, or by default those that are there. */
    List<NamedGroup> enabledGroups(Predicate<NamedGroup> has) {
        if (groups == null) {
            return NamedGroups.DEFAULT.stream().filter(has).toList();
        }
        for (var group : groups) {
            if (!has.test(group)) {
                var needs = group == NamedGroup.X25519MLKEM768 ? "ML-KEM, which Java has from version 24 on" : "ECDH";
                throw new IllegalArgumentException(group + " needs " + needs + "; this is Java "
                        + Runtime.version().feature() + ", and no provider given or installed has it");
            }
        }
        return groups;
    }

    /** RFC 9846 section 4.5.2: RSASSA-PKCS1-v1_5 alone would let no handshake of TLS 1.3 pass. */
    private SignatureSchemes enabledAcceptedSchemes() {
        boolean tls13 = protocols.contains(ProtocolVersion.TLS_1_3);
        if (tls13 && acceptedSchemes.all().stream().noneMatch(SignatureScheme::allowedInCertificateVerify)) {
            throw new IllegalArgumentException(
                    "acceptedSignatureSchemes has only " + acceptedSchemes.all() + ", by which TLSv1.3 signs nothing");
        }
        return acceptedSchemes;
    }

    private static <T> List<T> distinct(String what, Collection<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no " + what + ": at least one is needed");
        }
        return List.copyOf(new LinkedHashSet<>(values));
    }
}
