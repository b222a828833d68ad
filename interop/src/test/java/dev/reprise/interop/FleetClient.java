package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who visits a mixed fleet. Each visit is a process that takes its session from a file and leaves the new one there. */
enum FleetClient {
    /** {@code reprise connect}. */
    REPRISE("reprise connect"),
    /** {@code openssl s_client}. */
    OPENSSL("openssl s_client"),
    /** Our C client on libtls, which resumes in TLS 1.2 only. */
    LIBTLS("libtls in C");

    private static final String WORD = "hello";

    private final String title;

    FleetClient(String title) {
        this.title = title;
    }

    /** Tell whether it resumes in a version. */
    boolean resumes(Versions version) {
        return this != LIBTLS || version == Versions.TLS_1_2;
    }

    /**
     * Connect in a version, let the server say a word back, and leave.
     *
     * @param secret what it does about extended master secret; Debian's libtls has it always
     */
    Seen visit(int port, Versions version, MasterSecret secret, Path sessions, Credentials credentials)
            throws IOException {
        return switch (this) {
            case REPRISE -> reprise(port, version, secret, sessions, credentials);
            case OPENSSL -> openssl(port, version, secret, sessions, credentials);
            case LIBTLS -> libtls(port, sessions, credentials);
        };
    }

    private static Seen reprise(int port, Versions version, MasterSecret secret, Path sessions, Credentials credentials)
            throws IOException {
        // In a file that others wrote only the leaf stands, so its path needs the intermediate from elsewhere.
        var command = Command.connect(port, credentials.file("authorities.pem"), sessions);
        command.addAll(List.of("--protocols", version.word()));
        command.addAll(secret.options());
        try (var connect = ChildProcess.of(command).start()) {
            connect.send(WORD + "\n");
            connect.closeInput();
            connect.awaitLine("^" + WORD + "$", Wait.LIMIT);
            connect.awaitExit(Wait.LIMIT);
            return Command.seen(connect);
        }
    }

    private static Seen openssl(int port, Versions version, MasterSecret secret, Path sessions, Credentials credentials)
            throws IOException {
        var command = Openssl.Client.command(credentials, port);
        command.add(version == Versions.TLS_1_2 ? "-tls1_2" : "-tls1_3");
        command.addAll(List.of("-sess_out", sessions.toString()));
        if (Files.size(sessions) > 0) {
            command.addAll(List.of("-sess_in", sessions.toString()));
        }
        try (var client = ChildProcess.of(command)
                .environment(secret.environment(credentials.directory()))
                .start()) {
            var line = client.awaitLine("^(New|Reused), (TLSv\\S+), Cipher", Wait.LIMIT);
            client.send(WORD + "\n");
            // Tickets of TLS 1.3 come before the echo.
            client.awaitLine("^" + WORD + "$", Wait.LIMIT);
            client.closeInput();
            client.awaitExit(Wait.LIMIT);
            return new Seen(
                    line.group(2),
                    Told.resumed(line.group(1).equals("Reused")),
                    true,
                    String.join("\n", client.lines()));
        }
    }

    private static Seen libtls(int port, Path sessions, Credentials credentials) throws IOException {
        var command = List.of(
                CProgram.CLIENT.file().toString(),
                String.valueOf(port),
                Credentials.NAME,
                credentials.file("root.pem"),
                sessions.toString(),
                WORD);
        try (var client = ChildProcess.of(command).start()) {
            var line = client.awaitLine("^connection resumed=(yes|no) version=(\\S+) echo=" + WORD + "$", Wait.LIMIT);
            if (client.awaitExit(Wait.LIMIT) != 0) {
                throw client.failure("failed");
            }
            return new Seen(line.group(2), Told.resumed(line.group(1).equals("yes")), true, "");
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
