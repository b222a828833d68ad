package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** NSS by its own tools; none of them tells a version. */
abstract sealed class Nss implements Stranger {
    private static final String HITS = "(\\d+) cache hits; \\d+ cache misses";

    @Override
    public String name() {
        return "NSS";
    }

    @Override
    public String debianPackage() {
        return "libnss3-tools";
    }

    private static String only(Setup setup) {
        return setup.of("tls1.3:tls1.3", "tls1.2:tls1.2", "tls1.2:tls1.3");
    }

    /** {@code selfserv}; it cannot be told to listen on the loopback address alone. */
    static final class Server extends Nss implements StrangeServer {
        @Override
        public List<String> programs() {
            return List.of("selfserv", "certutil", "pk12util");
        }

        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            // -u sends tickets; -G speaks extended master secret; -r -r asks for a certificate and insists.
            var command = new ArrayList<>(List.of(
                    "selfserv",
                    "-d",
                    credentials.nssDatabase(directory),
                    "-e",
                    "server",
                    "-p",
                    "" + port,
                    "-u",
                    "-G",
                    "-v",
                    "-V",
                    only(setup)));
            if (setup.clientCertificate()) {
                command.addAll(List.of("-r", "-r"));
            }
            var process = ChildProcess.of(command).start();
            process.awaitLine("About to call accept", Wait.LIMIT);
            var hits = new Hits();
            return new ServerProcess(port, process, (server, reply) -> hits.told(server));
        }
    }

    /** {@code tstclnt}, which makes both connections in one process. */
    static final class Client extends Nss implements StrangeClient {
        @Override
        public List<String> programs() {
            return List.of("tstclnt", "certutil", "pk12util");
        }

        @Override
        public boolean takesEcho() {
            return false;
        }

        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            var request = Files.writeString(directory.resolve("request"), Library.REQUEST);
            var command = new ArrayList<>(List.of(
                    "tstclnt",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    "" + port,
                    "-a",
                    Credentials.NAME,
                    "-d",
                    credentials.nssDatabase(directory),
                    "-u",
                    "-G",
                    "-v",
                    "-V",
                    only(setup),
                    "-L",
                    "2",
                    "-A",
                    request.toString()));
            if (setup.clientCertificate()) {
                command.addAll(List.of("-n", "client"));
            }
            try (var client = ChildProcess.of(command).start()) {
                var hits = new Hits();
                var first = hits.told(client);
                var second = hits.told(client);
                client.awaitExit(Wait.LIMIT);
                return List.of(first, second);
            }
        }
    }

    /** Both tools print after each handshake how many sessions they have resumed so far. */
    private static final class Hits {
        private int before;

        Told told(ChildProcess process) {
            int now = Integer.parseInt(process.awaitLine(HITS, Wait.LIMIT).group(1));
            var told = Told.resumed(now > before);
            before = now;
            return told;
        }
    }
}
