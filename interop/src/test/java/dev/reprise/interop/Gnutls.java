package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** GnuTLS by its own tools. */
abstract sealed class Gnutls implements Stranger {
    // The C library would keep their lines until a buffer is full, since their output is no terminal.
    private static final List<String> BY_LINE = List.of("stdbuf", "-oL");
    private static final String RESUMED = "*** This is a resumed session";

    @Override
    public String name() throws IOException {
        return "GnuTLS" + Names.version("^gnutls-cli (\\S+)", "gnutls-cli", "--version");
    }

    @Override
    public String debianPackage() {
        return "gnutls-bin";
    }

    private static List<String> command(String program, Setup setup, String... more) {
        var command = new ArrayList<>(BY_LINE);
        command.add(program);
        command.add(
                "--priority=NORMAL:-VERS-ALL:" + setup.of("+VERS-TLS1.3", "+VERS-TLS1.2", "+VERS-TLS1.3:+VERS-TLS1.2"));
        command.addAll(List.of(more));
        return command;
    }

    /** {@code gnutls-serv}; it cannot be told to listen on the loopback address alone. */
    static final class Server extends Gnutls implements StrangeServer {
        @Override
        public List<String> programs() {
            return List.of("gnutls-serv", "stdbuf");
        }

        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            var command = command(
                    "gnutls-serv",
                    setup,
                    "--http",
                    "--port=" + port,
                    "--x509certfile=" + credentials.file("server.pem"),
                    "--x509keyfile=" + credentials.file("server.key"));
            if (setup.clientCertificate()) {
                command.addAll(List.of(
                        "--require-client-cert",
                        "--verify-client-cert",
                        "--x509cafile=" + credentials.file("root.pem")));
            } else {
                command.add("--disable-client-cert");
            }
            var process = ChildProcess.of(command).start();
            process.awaitLine("listening on IPv4 .*done", Wait.LIMIT);
            // It describes each connection after the handshake, beginning with this if it is so.
            return new ServerProcess(port, process, (server, reply) -> {
                var line = server.awaitLine("^(\\*\\*\\* This is a resumed session|- Description: )", Wait.LIMIT);
                return Told.resumed(line.group(1).equals(RESUMED));
            });
        }
    }

    /** {@code gnutls-cli --resume}, which makes both connections in one process. */
    static final class Client extends Gnutls implements StrangeClient {
        @Override
        public List<String> programs() {
            return List.of("gnutls-cli", "stdbuf");
        }

        /** Make a command that connects twice and verifies, and shows the client's certificate where it is asked for. */
        static List<String> command(Setup setup, Credentials credentials, int port) {
            var command = Gnutls.command(
                    "gnutls-cli",
                    setup,
                    "--resume",
                    "--waitresumption",
                    "--port=" + port,
                    "--sni-hostname=" + Credentials.NAME,
                    "--verify-hostname=" + Credentials.NAME,
                    "--x509cafile=" + credentials.file("root.pem"));
            if (setup.clientCertificate()) {
                command.add("--x509certfile=" + credentials.file("client.pem"));
                command.add("--x509keyfile=" + credentials.file("client.key"));
            }
            command.add("127.0.0.1");
            return command;
        }

        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            try (var client = ChildProcess.of(command(setup, credentials, port)).start()) {
                // It says only of resumed sessions what they are; line by line, as the second may already be there.
                var first = client.awaitLine("^(\\*\\*\\* This is a resumed session|- Connecting again)", Wait.LIMIT);
                boolean firstResumed = first.group(1).equals(RESUMED);
                if (firstResumed) {
                    client.awaitLine("^- Connecting again", Wait.LIMIT);
                }
                var second =
                        client.awaitLine("^(\\*\\*\\* This is a resumed session|- Simple Client Mode:)", Wait.LIMIT);
                client.send(Library.REQUEST);
                client.awaitLine("HTTP/1.0", Wait.LIMIT);
                client.closeInput();
                client.awaitExit(Wait.LIMIT);
                return List.of(
                        Told.resumed(firstResumed), Told.resumed(second.group(1).equals(RESUMED)));
            }
        }
    }
}
