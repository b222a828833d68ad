package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.NamedGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What all engines and sockets of an initialised context share: made once, as it is dear. Thread-safe.
 *
 * @param defaults what connections speak unless told otherwise
 * @param clientSessions the clients' sessions
 * @param serverSessions the servers'
 * @param clocks the clocks
 * @param random makes ids
 * @param client what clients begin with; null when a config has been given for servers alone
 * @param server what servers begin with; null when a config has been given for clients alone
 */
record ContextShared(
        Defaults defaults,
        ClientSessions clientSessions,
        ServerSessions serverSessions,
        Clocks clocks,
        SecureRandom random,
        @Nullable ClientSide client,
        @Nullable ServerSide server) {

    /** Let managers decide. */
    static ContextShared of(
            Managers managers,
            Defaults defaults,
            ClientSessions clientSessions,
            ServerSessions serverSessions,
            Clocks clocks,
            SecureRandom random,
            KeyRing ring,
            String label) {
        var keyShares = new JcaKeyShares(random);
        var shared = new Shared(
                keyShares,
                new Signatures(random),
                Certificates::parse,
                random,
                clocks,
                null,
                clientSessions.counters(),
                serverSessions.counters());
        return new ContextShared(
                defaults,
                clientSessions,
                serverSessions,
                clocks,
                random,
                new ClientSide.Managed(
                        Role.ofProperties(true, shared, keyShares),
                        managers,
                        clientSessions.stored() ? managers.clientIdentity() : ""),
                new ServerSide.Managed(
                        Role.ofProperties(false, shared, keyShares), managers, serverSessions, ring, label));
    }

    /** Return what clients begin with. */
    ClientSide requireClient() throws SSLHandshakeException {
        if (client == null) {
            throw new SSLHandshakeException("this context was made from a ServerConfig alone, so it has no clients");
        }
        return client;
    }

    /** Return what servers begin with. */
    ServerSide requireServer() throws SSLHandshakeException {
        if (server == null) {
            throw new SSLHandshakeException("this context was made from a ClientConfig alone, so it has no servers");
        }
        return server;
    }

    /** Return the time of day in milliseconds, as sessions tell it. */
    long now() {
        return clocks.wall().millis();
    }

    /** Make what an engine or socket begins with. */
    Parameters parameters(@Nullable String peerHost) {
        var parameters = new Parameters(defaults);
        if (JsseProperties.serverNames()) {
            parameters.implicitServerName(serverName(peerHost));
        }
        return parameters;
    }

    /** Make the name to send to a host; null for addresses, and for what is no name: that goes nowhere (RFC 6066). */
    static @Nullable SNIServerName serverName(@Nullable String host) {
        if (host == null || host.indexOf('.') < 0 || NameCheck.isIpLiteral(host)) {
            return null;
        }
        try {
            return new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Work out what a connection may agree on.
     *
     * @throws SSLHandshakeException when nothing is left
     */
    static Terms terms(Parameters parameters, Role role) throws SSLHandshakeException {
        var groups = role.groups(parameters.groups());
        var suites = suites(parameters, groups);
        var own = role.ownSchemes(parameters.schemes());
        var accepted = role.acceptedSchemes(parameters.schemes());
        if (suites.isEmpty() || own.isEmpty() || accepted.isEmpty()) {
            throw new SSLHandshakeException(
                    "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)");
        }
        return new Terms(
                CipherSuites.of(suites),
                NamedGroups.of(groups),
                SignatureSchemes.of(own),
                SignatureSchemes.of(accepted),
                ApplicationProtocols.of(
                        JsseProperties.disables(parameters.client(), "application_layer_protocol_negotiation")
                                ? List.of()
                                : AlpnNames.ofWire(parameters.applicationProtocols())),
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
