package dev.reprise.stacks.plain;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** HttpsURLConnection to the JDK's server, both by default; says whose session it was. */
public final class UrlConnection {
    private UrlConnection() {}

    /** Run it. */
    public static void main(String[] arguments) throws Exception {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes());
            exchange.close();
        });
        server.start();
        try {
            for (int i = 0; i < 2; i++) {
                var url = URI.create("https://localhost:" + server.getAddress().getPort() + "/")
                        .toURL();
                var connection = (HttpsURLConnection) url.openConnection();
                connection.setRequestProperty("Connection", "close");
                try (var in = connection.getInputStream()) {
                    System.out.println(new String(in.readAllBytes()) + " by "
                            + SSLContext.getDefault()
                                    .createSSLEngine()
                                    .getClass()
                                    .getName() + " of "
                            + SSLContext.getDefault().getProvider().getName() + ", " + connection.getCipherSuite());
                }
            }
        } finally {
            server.stop(0);
        }
    }
}
