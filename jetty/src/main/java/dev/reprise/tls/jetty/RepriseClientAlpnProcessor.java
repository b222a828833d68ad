package dev.reprise.tls.jetty;

import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.client.ALPNClientConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/**
 * Offers ALPN for Jetty clients over Reprise's engines (RFC 7301). Found by {@link java.util.ServiceLoader}; not used
 * directly. Thread-safe.
 */
public final class RepriseClientAlpnProcessor implements ALPNProcessor.Client {
    /** Make the processor. */
    public RepriseClientAlpnProcessor() {}

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return Engines.ours(engine);
    }

    /**
     * Offer a connection's protocols and tell it which one was selected.
     *
     * @throws ClassCastException for a connection that is not one of Jetty's ALPN client
     */
    @Override
    public void configure(SSLEngine engine, Connection connection) {
        var alpn = (ALPNClientConnection) connection;
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(alpn.getProtocols().toArray(String[]::new));
        engine.setSSLParameters(parameters);
        ((SslEndPoint) alpn.getEndPoint()).getSslConnection().addHandshakeListener(new Answer(alpn));
    }

    /** Passes the server's answer on. */
    private record Answer(ALPNClientConnection alpn) implements SslHandshakeListener {
        @Override
        public void handshakeSucceeded(Event event) {
            var selected = event.getSSLEngine().getApplicationProtocol();
            alpn.selected(selected == null || selected.isEmpty() ? null : selected);
        }
    }
}
