package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What all engines and sockets of an initialised context share: made once, as it is dear. Thread-safe. */
final class ContextShared {
    private static final List<NamedGroup> GROUPS = List.of(
            NamedGroup.X25519MLKEM768,
            NamedGroup.X25519,
            NamedGroup.SECP256R1,
            NamedGroup.SECP384R1,
            NamedGroup.SECP521R1);

    private final Managers managers;
    private final Defaults defaults;
    private final ClientSessions clientSessions;
    private final ServerSessions serverSessions;
    private final Shared shared;
    private final JcaKeyShares keyShares;
    private final List<NamedGroup> groups;
    private final List<SignatureScheme> clientSchemes;
    private final List<SignatureScheme> serverSchemes;
    private final EngineLimits limits;
    private final KeyRing ring;
    private final Bytes sessionIdContext;

    ContextShared(
            Managers managers,
            Defaults defaults,
            ClientSessions clientSessions,
            ServerSessions serverSessions,
            Clocks clocks,
            SecureRandom random) {
        this.managers = managers;
        this.defaults = defaults;
        this.clientSessions = clientSessions;
        this.serverSessions = serverSessions;
        keyShares = new JcaKeyShares(random);
        shared = new Shared(keyShares, new Signatures(random), Certificates::parse, random, clocks, null);
        var named = JsseProperties.groups();
        groups = usable(named == null ? GROUPS : GroupNames.groups(named));
        clientSchemes = schemes(JsseProperties.schemes(true));
        serverSchemes = schemes(JsseProperties.schemes(false));
        var longest = JsseProperties.maxHandshakeMessage();
        limits = longest == null ? EngineLimits.DEFAULT : EngineLimits.DEFAULT.withHandshakeMessage(longest);
        ring = new KeyRing(clocks, random);
        var id = new byte[TicketPolicy.CONTEXT_BYTES];
        random.nextBytes(id);
        sessionIdContext = Bytes.wrap(id);
    }

    private List<NamedGroup> usable(List<NamedGroup> wanted) {
        var usable = new ArrayList<NamedGroup>(wanted.size());
        for (var group : wanted) {
            if (keyShares.has(group) && !DisabledAlgorithms.OF_TLS.forbids(group.name())) {
                usable.add(group);
            }
        }
        return List.copyOf(usable);
    }

    private static List<SignatureScheme> schemes(@Nullable List<String> names) {
        var schemes = new ArrayList<SignatureScheme>();
        for (var scheme : SignatureSchemes.ALL.all()) {
            if (!DisabledAlgorithms.OF_TLS.forbids(scheme.name(), "HandshakeSignature")) {
                schemes.add(scheme);
            }
        }
        if (names != null) {
            var wanted = SchemeNames.schemes(names);
            schemes.retainAll(wanted);
        }
        return List.copyOf(schemes);
    }

    Managers managers() {
        return managers;
    }

    Shared shared() {
        return shared;
    }

    EngineLimits limits() {
        return limits;
    }

    ClientSessions clientSessions() {
        return clientSessions;
    }

    ServerSessions serverSessions() {
        return serverSessions;
    }

    Clocks clocks() {
        return shared.clocks();
    }

    /** Return the time of day in milliseconds, as sessions tell it. */
    long now() {
        return shared.clocks().wall().millis();
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
    Terms terms(Parameters parameters) throws SSLHandshakeException {
        boolean client = parameters.client();
        var given = parameters.groups();
        var usableGroups = given == null ? groups : usable(GroupNames.groups(given));
        var suites = suites(parameters, usableGroups);
        var accepted = client ? clientSchemes : serverSchemes;
        if (parameters.schemes() != null) {
            accepted = new ArrayList<>(accepted);
            accepted.retainAll(SchemeNames.schemes(parameters.schemes()));
        }
        if (suites.isEmpty() || accepted.isEmpty()) {
            throw new SSLHandshakeException(
                    "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)");
        }
        var schemes = SignatureSchemes.of(accepted);
        return new Terms(
                CipherSuites.of(suites),
                NamedGroups.of(usableGroups),
                schemes,
                schemes,
                ApplicationProtocols.of(parameters.applicationProtocols()),
                JsseProperties.maxCertificates(client));
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

    /** Say how a server issues and takes tickets; null not at all. */
    @Nullable
    TicketPolicy tickets(ClientAuthentication wanted) {
        if (!JsseProperties.tickets(false)) {
            return null;
        }
        int seconds = serverSessions.getSessionTimeout();
        var most = TicketPolicy.MAX_LIFETIME;
        var lifetime = seconds == 0 || seconds > most.toSeconds() ? most : Duration.ofSeconds(seconds);
        ring.serve(lifetime);
        return new TicketPolicy(ring, sessionIdContext, lifetime, wanted, Bytes.EMPTY, (leaf, now) -> null);
    }
}
