package dev.reprise.stacks;

import java.io.IOException;
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** HttpsURLConnection: a layered SSLSocket, and a host name check of its own. */
final class UrlConnectionClient implements ClientStack {
    private final SSLContext context;

    UrlConnectionClient(SSLContext context) {
        this.context = context;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException {
        var answers = new byte[bodies.length][];
        // Connections are kept by factory: with one of this call's own, none of an earlier call's is used.
        var factory = context.getSocketFactory();
        var url = URI.create("https://localhost:" + port + "/echo").toURL();
        for (int i = 0; i < bodies.length; i++) {
            var connection = (HttpsURLConnection) url.openConnection();
            connection.setSSLSocketFactory(factory);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            if (i == bodies.length - 1) {
                connection.setRequestProperty("Connection", "close");
            }
            connection.setFixedLengthStreamingMode(bodies[i].length);
            try (var out = connection.getOutputStream()) {
                out.write(bodies[i]);
            }
            try (var in = connection.getInputStream()) {
                answers[i] = in.readAllBytes();
            }
        }
        return answers;
    }
}
