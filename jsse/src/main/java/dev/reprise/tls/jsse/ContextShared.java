package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.OwnCertificate;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.spec.Clocks;
import java.security.SecureRandom;
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
 * @param terms what connections may agree on
 * @param hostNames the names that clients send
 * @param client what clients begin with; null when a config has been given for servers alone
 * @param server what servers begin with; null when a config has been given for clients alone
 */
record ContextShared(
        Defaults defaults,
        ClientSessions clientSessions,
        ServerSessions serverSessions,
        Clocks clocks,
        SecureRandom random,
        TermsMemory terms,
        HostNames hostNames,
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
                new OwnCertificate(),
                clientSessions.counters(),
                serverSessions.counters());
        return new ContextShared(
                defaults,
                clientSessions,
                serverSessions,
                clocks,
                random,
                new TermsMemory(),
                new HostNames(),
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
        var parameters = new Parameters(defaults, hostNames);
        if (JsseProperties.serverNames()) {
            parameters.peerHost(peerHost);
        }
        return parameters;
    }
}
