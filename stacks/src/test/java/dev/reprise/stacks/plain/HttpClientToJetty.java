package dev.reprise.stacks.plain;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

/** The JDK's HttpClient to Jetty, both as they come; says whose engine the server's was. */
public final class HttpClientToJetty {
    private HttpClientToJetty() {}

    /** Run it. */
    public static void main(String[] arguments) throws Exception {
        var ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(System.getProperty("javax.net.ssl.keyStore"));
        ssl.setKeyStorePassword(System.getProperty("javax.net.ssl.keyStorePassword"));
        var http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        var server = new Server();
        var connector =
                new ServerConnector(server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, java.nio.ByteBuffer.wrap("hello".getBytes()), callback);
                return true;
            }
        });
        server.start();
        try {
            for (int i = 0; i < 2; i++) {
                try (var client = HttpClient.newHttpClient()) {
                    var uri = URI.create("https://localhost:" + connector.getLocalPort() + "/");
                    var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                    System.out.println(response.body() + " by "
                            + ssl.newSSLEngine().getClass().getName() + " of "
                            + client.sslContext().getProvider().getName() + ", "
                            + response.sslSession().orElseThrow().getProtocol());
                }
            }
        } finally {
            server.stop();
        }
    }
}
