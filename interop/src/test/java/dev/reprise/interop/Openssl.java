package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** OpenSSL by its own tools. */
abstract sealed class Openssl implements Stranger {
    @Override
    public String name() throws IOException {
        return "OpenSSL" + Names.version("OpenSSL (\\S+)", "openssl", "version");
    }

    @Override
    public List<String> programs() {
        return List.of("openssl");
    }

    @Override
    public String debianPackage() {
        return "openssl";
    }

    private static List<String> only(Setup setup) {
        return setup.of(List.of("-tls1_3"), List.of("-tls1_2"), List.of());
    }

    private static Told told(String newOrReused) {
        return Told.resumed(newOrReused.equals("Reused"));
    }

    /** {@code openssl s_server -www}, whose page tells of the connection it came over. */
    static final class Server extends Openssl implements StrangeServer {
        private static final Pattern STATUS = Pattern.compile("(?m)^(New|Reused), TLSv");

        private final List<String> options;

        /** Without tickets it keeps sessions itself: by id in TLS 1.2, and behind tickets that are but names in TLS 1.3. */
        Server(boolean tickets) {
            options = tickets ? List.of() : List.of("-no_ticket");
        }

        @Override
        public String name() throws IOException {
            return String.join(" ", super.name(), String.join(" ", options)).strip();
        }

        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            var command = new ArrayList<>(List.of(
                    "openssl",
                    "s_server",
                    "-accept",
                    "127.0.0.1:" + port,
                    "-www",
                    "-cert",
                    credentials.file("server.pem"),
                    "-cert_chain",
                    credentials.file("server.pem"),
                    "-key",
                    credentials.file("server.key")));
            command.addAll(only(setup));
            command.addAll(options);
            if (setup.clientCertificate()) {
                command.addAll(
                        List.of("-Verify", "3", "-verify_return_error", "-CAfile", credentials.file("root.pem")));
            }
            var process = ChildProcess.of(command).start();
            process.awaitLine("^ACCEPT", Wait.LIMIT);
            return new ServerProcess(port, process, (server, reply) -> {
                var status = STATUS.matcher(reply);
                return status.find() ? told(status.group(1)) : Told.NOTHING;
            });
        }
    }

    /** {@code openssl s_client}, a process per connection, which carries the session over in a file. */
    static final class Client extends Openssl implements StrangeClient {
        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            var session = directory.resolve("session.pem").toString();
            var first = connect(setup, credentials, port, "-sess_out", session);
            return List.of(first, connect(setup, credentials, port, "-sess_in", session));
        }

        /** Begin a command that connects and verifies; the caller adds what it wants besides. */
        static List<String> command(Credentials credentials, int port) {
            return new ArrayList<>(List.of(
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + port,
                    "-servername",
                    Credentials.NAME,
                    "-verify_hostname",
                    Credentials.NAME,
                    "-verify_return_error",
                    "-CAfile",
                    credentials.file("root.pem")));
        }

        /** Begin such a command that holds to the setup's version, and shows the client's certificate where it is asked for. */
        static List<String> command(Setup setup, Credentials credentials, int port) {
            var command = command(credentials, port);
            command.addAll(only(setup));
            if (setup.clientCertificate()) {
                command.addAll(List.of(
                        "-cert",
                        credentials.file("client.pem"),
                        "-cert_chain",
                        credentials.file("client.pem"),
                        "-key",
                        credentials.file("client.key")));
            }
            return command;
        }

        private static Told connect(Setup setup, Credentials credentials, int port, String... session)
                throws IOException {
            var command = command(setup, credentials, port);
            command.addAll(List.of(session));
            try (var client = ChildProcess.of(command).start()) {
                var told =
                        told(client.awaitLine("^(New|Reused), TLSv", Wait.LIMIT).group(1));
                client.send(Library.REQUEST);
                client.awaitLine("HTTP/1.0", Wait.LIMIT);
                client.closeInput();
                client.awaitExit(Wait.LIMIT);
                return told;
            }
        }
    }
}
