package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engines and sockets of a context speak unless told otherwise.
 *
 * @param client what clients speak
 * @param server what servers speak
 */
record Defaults(OfRole client, OfRole server) {
    /**
     * What those of one role speak.
     *
     * @param protocols names of versions
     * @param suites names of cipher suites
     * @param applicationProtocols names of application protocols
     */
    record OfRole(List<String> protocols, List<String> suites, List<String> applicationProtocols) {
        private static OfRole of(Terms terms) {
            var protocols = new ArrayList<String>();
            for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
                if (terms.speaks(version)) {
                    protocols.add(ProtocolNames.of(version));
                }
            }
            return new OfRole(
                    List.copyOf(protocols),
                    List.of(SuiteNames.of(terms.suites().all())),
                    terms.protocols().names());
        }

        private static OfRole ofProperties(boolean client, List<String> otherwise) {
            var protocols = namedProtocols(client, otherwise);
            return new OfRole(protocols, namedSuites(client, protocols), List.of());
        }
    }

    /**
     * Read the system's properties.
     *
     * @param clientProtocols names of the versions that clients speak when no property says otherwise; servers speak all
     */
    static Defaults ofProperties(List<String> clientProtocols) {
        return new Defaults(
                OfRole.ofProperties(true, clientProtocols), OfRole.ofProperties(false, ProtocolNames.supported()));
    }

    /** Take what configs say; the system's properties for what there is no config of. */
    static Defaults of(@Nullable Terms client, @Nullable Terms server) {
        var otherwise = ofProperties(ProtocolNames.supported());
        return new Defaults(
                client == null ? otherwise.client : OfRole.of(client),
                server == null ? otherwise.server : OfRole.of(server));
    }

    private static List<String> namedProtocols(boolean client, List<String> otherwise) {
        var named = JsseProperties.protocols(client);
        var protocols = new ArrayList<String>();
        for (var name : named == null ? otherwise : named) {
            if (ProtocolNames.supported().contains(name) && !DisabledAlgorithms.OF_TLS.forbids(name)) {
                protocols.add(name);
            }
        }
        return List.copyOf(protocols);
    }

    /** Return the suites of these versions alone: whoever asks for TLSv1.2 and enables both still speaks TLS 1.2, as in SunJSSE. */
    private static List<String> namedSuites(boolean client, List<String> protocols) {
        var named = JsseProperties.suites(client);
        var suites = new ArrayList<String>();
        for (var suite : named == null ? CipherSuites.DEFAULT : SuiteNames.suites(named)) {
            if (ProtocolNames.enables(protocols, suite.version()) && !DisabledAlgorithms.OF_TLS.forbids(suite.name())) {
                suites.add(suite.name());
            }
        }
        return List.copyOf(suites);
    }

    /** Return what those of a role speak. */
    OfRole of(boolean clients) {
        return clients ? client : server;
    }
}
