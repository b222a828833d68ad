package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What connections of a context may agree on, worked out once for all that are set alike: it has a few kilobytes, and most
 * programs set all connections alike. Bounded; thread-safe.
 */
final class TermsMemory {
    private static final int MAX = 16;
    // For what SunJSSE asks about names of versions, suites and groups, and of signature schemes.
    private static final Set<CryptoPrimitive> KEY_AGREEMENT = EnumSet.of(CryptoPrimitive.KEY_AGREEMENT);
    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);

    /** Guarded by this. */
    private final Map<Key, Terms> known = new LinkedHashMap<>();
    /** What was asked for last: lists that are the same objects need no look at their names. */
    private volatile @Nullable Known last;

    /** All that terms depend on. */
    private record Key(
            boolean client,
            List<String> protocols,
            List<String> suites,
            boolean ownOrder,
            @Nullable List<String> groups,
            @Nullable List<String> schemes,
            List<String> applicationProtocols,
            int maxContent) {
        // As equals does: the one that a record has is not inlined, which shows in the profile of a resumed handshake.
        boolean same(Key other) {
            return client == other.client
                    && ownOrder == other.ownOrder
                    && maxContent == other.maxContent
                    && protocols.equals(other.protocols)
                    && suites.equals(other.suites)
                    && Objects.equals(groups, other.groups)
                    && Objects.equals(schemes, other.schemes)
                    && applicationProtocols.equals(other.applicationProtocols);
        }
    }

    private record Known(Key key, Terms terms) {}

    /**
     * Return what a connection may agree on.
     *
     * @throws SSLHandshakeException when nothing is left
     */
    Terms of(Parameters parameters, Role role) throws SSLHandshakeException {
        var applicationProtocols =
                JsseProperties.disables(parameters.client(), "application_layer_protocol_negotiation")
                        ? List.<String>of()
                        : AlpnNames.ofWire(parameters.applicationProtocols());
        if (parameters.constraints() != null) {
            return make(parameters, role, applicationProtocols); // What they permit is theirs to say each time.
        }
        var key = new Key(
                parameters.client(),
                parameters.protocols(),
                parameters.suites(),
                parameters.serversOrder(),
                parameters.groups(),
                parameters.schemes(),
                applicationProtocols,
                parameters.maxContent());
        var before = last;
        if (before != null && before.key.same(key)) {
            return before.terms;
        }
        var terms = remembered(key, parameters, role, applicationProtocols);
        last = new Known(key, terms);
        return terms;
    }

    private Terms remembered(Key key, Parameters parameters, Role role, List<String> applicationProtocols)
            throws SSLHandshakeException {
        synchronized (this) {
            var terms = known.get(key);
            if (terms != null) {
                return terms;
            }
        }
        var terms = make(parameters, role, applicationProtocols);
        synchronized (this) {
            if (known.size() >= MAX) {
                known.clear(); // A program that sets each connection differently gains nothing here.
            }
            known.put(key, terms);
        }
        return terms;
    }

    /**
     * Work out what a connection may agree on.
     *
     * @throws SSLHandshakeException when nothing is left
     */
    private static Terms make(Parameters parameters, Role role, List<String> applicationProtocols)
            throws SSLHandshakeException {
        var constraints = parameters.constraints();
        var groups = permittedGroups(role.groups(parameters.groups()), constraints);
        var suites = suites(parameters, groups, constraints);
        var own = permittedSchemes(role.ownSchemes(parameters.schemes()), constraints);
        var accepted = permittedSchemes(role.acceptedSchemes(parameters.schemes()), constraints);
        if (suites.isEmpty() || own.isEmpty() || accepted.isEmpty()) {
            throw new SSLHandshakeException(
                    "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)");
        }
        return new Terms(
                parameters.client() || parameters.serversOrder()
                        ? CipherSuites.of(suites)
                        : CipherSuites.inPeersOrder(suites),
                NamedGroups.of(groups),
                SignatureSchemes.of(own),
                SignatureSchemes.of(accepted),
                ApplicationProtocols.of(applicationProtocols),
                parameters.maxContent(),
                role.maxCertificates());
    }

    private static List<NamedGroup> permittedGroups(
            List<NamedGroup> groups, @Nullable AlgorithmConstraints constraints) {
        if (constraints == null) {
            return groups;
        }
        var permitted = new ArrayList<NamedGroup>(groups.size());
        for (var group : groups) {
            if (constraints.permits(KEY_AGREEMENT, GroupNames.of(group), null)) {
                permitted.add(group);
            }
        }
        return permitted;
    }

    private static List<SignatureScheme> permittedSchemes(
            List<SignatureScheme> schemes, @Nullable AlgorithmConstraints constraints) {
        if (constraints == null) {
            return schemes;
        }
        var permitted = new ArrayList<SignatureScheme>(schemes.size());
        for (var scheme : schemes) {
            if (constraints.permits(SIGNATURE, SchemeNames.of(scheme), null)
                    && constraints.permits(SIGNATURE, SchemeNames.algorithm(scheme), null)) {
                permitted.add(scheme);
            }
        }
        return permitted;
    }

    private static List<CipherSuite> suites(
            Parameters parameters, List<NamedGroup> usableGroups, @Nullable AlgorithmConstraints constraints) {
        var suites = new ArrayList<CipherSuite>();
        for (var suite : SuiteNames.suites(parameters.suites())) {
            var version = suite.version();
            boolean groupFits = usableGroups.stream().anyMatch(group -> group.usableIn(version));
            if (groupFits
                    && ProtocolNames.enables(parameters.protocols(), version)
                    && !DisabledAlgorithms.OF_TLS.forbids(ProtocolNames.of(version))
                    && !DisabledAlgorithms.OF_TLS.forbids(suite.name())
                    && (constraints == null
                            || (constraints.permits(KEY_AGREEMENT, ProtocolNames.of(version), null)
                                    && constraints.permits(KEY_AGREEMENT, suite.name(), null)))) {
                suites.add(suite);
            }
        }
        return suites;
    }
}
