package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.handshake.Counters;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.spec.Clocks;
import java.security.KeyManagementException;
import java.security.KeyStoreException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** What an SSLContext of Reprise is made of. */
class RepriseContext extends SSLContextSpi {
    private final Defaults defaults;
    private final ClientSessions clientSessions;
    private final ServerSessions serverSessions;
    private final ResumptionOptions options;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable ContextShared shared;

    /** Make a context whose clients speak these versions unless told otherwise; servers speak all. */
    RepriseContext(List<String> clientProtocols, ResumptionOptions options) {
        this.options = options;
        defaults = Defaults.ofProperties(clientProtocols);
        int seconds = JsseProperties.ticketSeconds();
        int size = JsseProperties.cacheSize();
        clientSessions = new ClientSessions(
                Clocks.system(), random, seconds, size, options.sessionsPerPeer(), options.sessions(), new Counters());
        serverSessions = new ServerSessions(seconds, size, new Counters());
    }

    /** Make a context that is initialised. */
    RepriseContext(ContextShared ready) {
        options = ResumptionOptions.DEFAULT;
        defaults = ready.defaults();
        clientSessions = ready.clientSessions();
        serverSessions = ready.serverSessions();
        shared = ready;
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom given)
            throws KeyManagementException {
        try {
            var source = given == null ? random : given;
            var ring = options.ticketKeys();
            shared = ContextShared.of(
                    Managers.of(keys, trust, Clocks.system()),
                    defaults,
                    clientSessions,
                    serverSessions,
                    Clocks.system(),
                    source,
                    ring == null
                            ? new KeyRing(Clocks.system(), source)
                            : SessionAccess.inside().keys(ring),
                    options.label());
        } catch (KeyStoreException e) {
            throw new KeyManagementException(e);
        }
    }

    /** Return what the context's engines share; an IllegalStateException before it is initialised. */
    ContextShared shared() {
        var ready = shared;
        if (ready == null) {
            throw new IllegalStateException("SSLContext is not initialized");
        }
        return ready;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return new RepriseEngine(shared(), null, -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(@Nullable String host, int port) {
        return new RepriseEngine(shared(), host, port);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new RepriseSocketFactory(shared());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return new RepriseServerSocketFactory(shared());
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return serverSessions;
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return clientSessions;
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        // All that a socket begins with, and not the names alone:
        // programs give it to the sockets and engines of servers, too.
        var parameters = shared().parameters(null);
        parameters.client(true);
        return parameters.toSslParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        var all = engineGetDefaultSSLParameters();
        all.setCipherSuites(Parameters.supportedSuites());
        all.setProtocols(Parameters.supportedProtocols());
        return all;
    }
}
