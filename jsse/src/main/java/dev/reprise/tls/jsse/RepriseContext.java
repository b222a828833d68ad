package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.spec.Clocks;
import java.security.KeyManagementException;
import java.security.KeyStoreException;
import java.security.SecureRandom;
import java.util.ArrayList;
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
    private static final int MAX_PER_PEER = 8;

    private final Defaults defaults;
    private final ClientSessions clientSessions;
    private final ServerSessions serverSessions;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable ContextShared shared;

    /** Make a context whose clients speak these versions unless told otherwise; servers speak all. */
    RepriseContext(List<String> clientProtocols) {
        defaults = defaults(clientProtocols);
        int seconds = JsseProperties.ticketSeconds();
        int size = JsseProperties.cacheSize();
        clientSessions = new ClientSessions(Clocks.system(), random, seconds, size, MAX_PER_PEER);
        serverSessions = new ServerSessions(seconds, size);
    }

    private static Defaults defaults(List<String> clientProtocols) {
        return new Defaults(
                protocols(true, clientProtocols),
                protocols(false, ProtocolNames.supported()),
                suites(true),
                suites(false));
    }

    private static List<String> protocols(boolean client, List<String> otherwise) {
        var named = JsseProperties.protocols(client);
        var protocols = new ArrayList<String>();
        for (var name : named == null ? otherwise : named) {
            if (ProtocolNames.supported().contains(name) && !DisabledAlgorithms.OF_TLS.forbids(name)) {
                protocols.add(name);
            }
        }
        return List.copyOf(protocols);
    }

    private static List<String> suites(boolean client) {
        var named = JsseProperties.suites(client);
        var suites = new ArrayList<String>();
        for (var suite : named == null ? CipherSuites.DEFAULT : SuiteNames.suites(named)) {
            if (!DisabledAlgorithms.OF_TLS.forbids(suite.name())) {
                suites.add(suite.name());
            }
        }
        return List.copyOf(suites);
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom given)
            throws KeyManagementException {
        try {
            shared = new ContextShared(
                    Managers.of(keys, trust),
                    defaults,
                    clientSessions,
                    serverSessions,
                    Clocks.system(),
                    given == null ? random : given);
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
        shared();
        return new SSLParameters(
                defaults.clientSuites().toArray(String[]::new),
                defaults.clientProtocols().toArray(String[]::new));
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        shared();
        return new SSLParameters(
                SuiteNames.of(CipherSuites.DEFAULT), ProtocolNames.supported().toArray(String[]::new));
    }
}
