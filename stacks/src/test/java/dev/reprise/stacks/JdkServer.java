package dev.reprise.stacks;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The JDK's own HttpsServer: SSLEngine, one thread a request. */
final class JdkServer implements ServerStack {
    private final String version;

    /** Speak this protocol version only, or whatever the context does for null. */
    JdkServer(String version) {
        this.version = version;
    }

    @Override
    public Running start(SSLContext context, boolean clientCertificate) throws Exception {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var ours = getSSLContext().getDefaultSSLParameters();
                ours.setNeedClientAuth(clientCertificate);
                if (version != null) {
                    ours.setProtocols(new String[] {version});
                }
                parameters.setSSLParameters(ours);
            }
        });
        server.createContext("/echo", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            try (var out = exchange.getResponseBody()) { // Closing the exchange instead would end the connection.
                out.write(body);
            }
        });
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.start();
        return new Running(server.getAddress().getPort(), () -> {
            server.stop(0);
            threads.close();
        });
    }
}
