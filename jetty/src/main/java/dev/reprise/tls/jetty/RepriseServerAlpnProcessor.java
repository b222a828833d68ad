package dev.reprise.tls.jetty;

import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.server.ALPNServerConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.jspecify.annotations.Nullable;

/**
 * Answers ALPN for Jetty servers over Reprise's engines (RFC 7301): the handshake asks, Jetty's connection chooses. Found
 * by {@link java.util.ServiceLoader}; not used directly. Thread-safe.
 */
public final class RepriseServerAlpnProcessor implements ALPNProcessor.Server {
    /** Make the processor. */
    public RepriseServerAlpnProcessor() {}

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return Engines.ours(engine);
    }

    /**
     * Let a connection choose during its engine's handshake.
     *
     * @throws ClassCastException for a connection that is not one of Jetty's ALPN server
     */
    @Override
    public void configure(SSLEngine engine, Connection connection) {
        var alpn = (ALPNServerConnection) connection;
        var choice = new Choice(alpn);
        engine.setHandshakeApplicationProtocolSelector(choice);
        ((SslEndPoint) alpn.getEndPoint()).getSslConnection().addHandshakeListener(choice);
    }

    /** One handshake's choice. */
    private record Choice(ALPNServerConnection alpn)
            implements BiFunction<SSLEngine, List<String>, @Nullable String>, SslHandshakeListener {
        @Override
        public @Nullable String apply(SSLEngine engine, List<String> offered) {
            alpn.select(offered);
            return alpn.getProtocol();
        }

        /** A client without ALPN was never asked about, and gets the default protocol. */
        @Override
        public void handshakeSucceeded(Event event) {
            if (alpn.getProtocol() == null) {
                alpn.unsupported();
            }
        }
    }
}
