package dev.reprise.examples;

import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Resume in this run what an earlier run of the program set up: {@code SessionFileClient HOST PORT SESSIONS.pem [CA.pem]}.
 * The file is made with mode 0600; any number of runs may use it at the same time.
 */
public final class SessionFileClient {
    private SessionFileClient() {}

    /** Run it, and say whether it resumed. */
    public static void main(String[] args) throws IOException {
        var config = TlsConfig.client();
        if (args.length > 3) {
            config.caFile(Path.of(args[3]));
        }
        try (var sessions = SessionFile.open(Path.of(args[2]))) {
            var client = TlsClient.of(config.sessions(sessions).build());
            try (var connection = client.connect(args[0], Integer.parseInt(args[1]))) {
                connection.closeOutput();
                connection.input().readAllBytes(); // tickets of TLS 1.3 come with what the server sends
                var info = connection.info();
                System.out.println("resumed: " + info.resumed());
                info.notOffered().ifPresent(why -> System.out.println("no session offered: " + why));
                info.storeFailure().ifPresent(what -> System.err.println("session file: " + what));
            }
        }
    }
}
