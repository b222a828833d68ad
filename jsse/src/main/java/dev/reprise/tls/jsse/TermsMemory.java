package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What connections of a context may agree on, worked out once for all that are set alike: it has a few kilobytes, and most
 * programs set all connections alike. Bounded; thread-safe.
 */
final class TermsMemory {
    private static final int MAX = 16;

    /** Guarded by this. */
    private final Map<Key, Terms> known = new LinkedHashMap<>();

    /** All that terms depend on. */
    private record Key(
            boolean client,
            List<String> protocols,
            List<String> suites,
            boolean ownOrder,
            @Nullable List<String> groups,
            @Nullable List<String> schemes,
            List<String> applicationProtocols,
            int maxContent) {}

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
        var key = new Key(
                parameters.client(),
                parameters.protocols(),
                parameters.suites(),
                parameters.serversOrder(),
                parameters.groups(),
                parameters.schemes(),
                applicationProtocols,
                parameters.maxContent());
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
        var groups = role.groups(parameters.groups());
        var suites = suites(parameters, groups);
        var own = role.ownSchemes(parameters.schemes());
        var accepted = role.acceptedSchemes(parameters.schemes());
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

    private static List<CipherSuite> suites(Parameters parameters, List<NamedGroup> usableGroups) {
        var suites = new ArrayList<CipherSuite>();
        for (var suite : SuiteNames.suites(parameters.suites())) {
            var version = suite.version();
            boolean groupFits = usableGroups.stream().anyMatch(group -> group.usableIn(version));
            if (groupFits
                    && ProtocolNames.enables(parameters.protocols(), version)
                    && !DisabledAlgorithms.OF_TLS.forbids(ProtocolNames.of(version))
                    && !DisabledAlgorithms.OF_TLS.forbids(suite.name())) {
                suites.add(suite);
            }
        }
        return suites;
    }
}
