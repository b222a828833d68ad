package dev.reprise.stacks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import javax.net.ssl.SSLContext;

/** The JDK's java.net.http.HttpClient: SSLEngine, wrapping and unwrapping in two threads. */
final class JdkHttpClient implements ClientStack {
    private final SSLContext context;
    private final HttpClient.Version http;
    private final String version;

    /** Speak this protocol version only, or whatever the context does for null. */
    JdkHttpClient(SSLContext context, HttpClient.Version http, String version) {
        this.context = context;
        this.http = http;
        this.version = version;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException, InterruptedException {
        var builder = HttpClient.newBuilder().sslContext(context).version(http);
        if (version != null) {
            var parameters = context.getDefaultSSLParameters();
            parameters.setProtocols(new String[] {version});
            builder.sslParameters(parameters);
        }
        try (var client = builder.build()) { // Each has connections of its own.
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/echo"))
                        .POST(BodyPublishers.ofByteArray(bodies[i]))
                        .build();
                var response = client.send(request, BodyHandlers.ofByteArray());
                if (response.statusCode() != 200 || response.version() != http) {
                    throw new IOException("answered " + response.statusCode() + " by " + response.version());
                }
                answers[i] = response.body();
            }
            return answers;
        }
    }
}
