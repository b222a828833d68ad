package dev.reprise.stacks;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty 12.1 with HTTP/1.1 and HTTP/2: SSLEngine, with ALPN by its processors. */
final class JettyServer implements ServerStack {
    private final String version;

    /** Speak this protocol version only, or whatever the context does for null. */
    JettyServer(String version) {
        this.version = version;
    }

    @Override
    public boolean http2() {
        return true;
    }

    @Override
    public Running start(SSLContext context, boolean clientCertificate) throws Exception {
        var ssl = new SslContextFactory.Server();
        ssl.setSslContext(context);
        ssl.setNeedClientAuth(clientCertificate);
        if (version != null) {
            ssl.setIncludeProtocols(version);
        }
        var server = new Server();
        var http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        var http1 = new HttpConnectionFactory(http);
        var http2 = new HTTP2ServerConnectionFactory(http);
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        var connector =
                new ServerConnector(server, new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, http2, http1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                var body = Content.Source.asByteBuffer(request);
                var copy = ByteBuffer.allocate(body.remaining()).put(body).flip();
                response.getHeaders().put("Content-Length", copy.remaining());
                response.write(true, copy, callback);
                return true;
            }
        });
        server.start();
        return new Running(connector.getLocalPort(), server::stop);
    }
}
