package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reprise by its command: {@code reprise connect} with a session file, a process per connection, and {@code reprise serve}. */
final class Command implements OurSide {
    private static final String CONNECTION = "^connection .*";

    @Override
    public String name() {
        return "command";
    }

    @Override
    public Client client(Setup setup, Credentials credentials, Path directory) {
        var sessions = directory.resolve("sessions.pem");
        return port -> {
            var command = connect(port, credentials.file("root.pem"), sessions);
            if (setup.clientCertificate()) {
                command.addAll(
                        List.of("--cert", credentials.file("client.pem"), "--key", credentials.file("client.key")));
            }
            try (var connect = ChildProcess.of(command).start()) {
                connect.send(Library.REQUEST);
                connect.awaitExit(Wait.LIMIT);
                return seen(connect);
            }
        };
    }

    /** Return a {@code reprise connect} that keeps its sessions in a file, to add options to. */
    static List<String> connect(int port, String authorities, Path sessions) {
        return reprise(
                "connect",
                "--json",
                "--ca",
                authorities,
                "--session-file",
                sessions.toString(),
                "--servername",
                Credentials.NAME,
                "127.0.0.1:" + port);
    }

    /** Read what a {@code reprise connect} that has ended reports. */
    static Seen seen(ChildProcess connect) {
        var report = connect.find("\\{\"protocol\":.*\\}");
        if (report == null) {
            throw connect.failure("reports no connection");
        }
        var facts = Json.object(report.group());
        var reply = connect.lines().stream()
                .map(line -> line.replace(report.group(), ""))
                .collect(Collectors.joining("\n"));
        return new Seen(
                String.valueOf(facts.get("protocol")),
                Told.resumed(Boolean.TRUE.equals(facts.get("resumed"))),
                true,
                reply);
    }

    @Override
    public Server server(Setup setup, Credentials credentials) throws IOException {
        return setup.clientCertificate()
                ? serve(credentials, "--client-ca", credentials.file("root.pem"))
                : serve(credentials);
    }

    /** Return what starts {@code reprise serve} with further options. */
    static List<String> serving(Credentials credentials, String... options) {
        var command = reprise(
                "serve",
                "--port",
                "0",
                "--cert",
                credentials.file("server.pem"),
                "--key",
                credentials.file("server.key"));
        command.addAll(List.of(options));
        return command;
    }

    /** Start {@code reprise serve} with tickets and further options. */
    static Server serve(Credentials credentials, String... options) throws IOException {
        var command = serving(credentials, "--session-lifetime", "2h");
        command.addAll(List.of(options));
        var serve = ChildProcess.of(command).start();
        try {
            int port = Integer.parseInt(
                    serve.awaitLine("^listening on .*:(\\d+)$", Wait.LIMIT).group(1));
            return new EchoServer(serve, port);
        } catch (AssertionError e) {
            serve.close();
            throw e;
        }
    }

    private record EchoServer(ChildProcess serve, int port) implements Server {
        @Override
        public Seen next() {
            var line = serve.awaitLine(CONNECTION, Wait.LIMIT).group();
            var kind = field(line, "kind");
            if (kind.isEmpty()) {
                throw serve.failure("reports a failed connection");
            }
            return new Seen(
                    field(line, "protocol"),
                    Told.resumed(kind.startsWith("resumed")),
                    line.contains("CN=" + Credentials.CLIENT),
                    "");
        }

        private static String field(String line, String key) {
            for (var word : line.split(" ", -1)) {
                if (word.startsWith(key + "=")) {
                    return word.substring(key.length() + 1);
                }
            }
            return "";
        }

        @Override
        public String said() {
            return "our server: " + serve.lines();
        }

        @Override
        public void close() {
            serve.close();
        }
    }

    /** The command in a JVM like this one; the launcher would check first whether its own build is fresh. */
    private static List<String> reprise(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.reprise.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }
}
