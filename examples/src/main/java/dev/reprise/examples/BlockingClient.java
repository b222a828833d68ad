package dev.reprise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Send a line to a server and print what it answers: {@code BlockingClient HOST PORT LINE [CA.pem]}. */
public final class BlockingClient {
    private BlockingClient() {}

    /** Run it; without a file of roots the JDK's are trusted. */
    public static void main(String[] args) throws IOException {
        var config = TlsConfig.client();
        if (args.length > 3) {
            config.caFile(Path.of(args[3]));
        }
        System.out.print(ask(TlsClient.of(config.build()), args[0], Integer.parseInt(args[1]), args[2]));
    }

    /** Send a line and return all that comes back. A client is made once and used by any number of threads. */
    static String ask(TlsClient client, String host, int port, String line) throws IOException {
        // The handshake is done when connect returns: the server is who it should be.
        try (var connection = client.connect(host, port)) {
            connection.output().write((line + "\n").getBytes(UTF_8));
            connection.closeOutput(); // we are done, but still read
            // A connection that is cut throws here; only the server's own close is an end.
            return new String(connection.input().readAllBytes(), UTF_8);
        }
    }
}
