package dev.reprise.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on the loopback address, which keeps its data when it is killed and started again. It refuses to run as
 * root, who therefore starts it as Debian's user postgres.
 */
public final class Postgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    /** Without the page's own safety, which these tests do not need, it starts in a fraction of the time. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=16MB", "log_min_messages=fatal");

    private final Path programs;
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private ChildProcess process;

    private Postgres(Path programs, @Nullable TestCertificate certificate, List<String> settings) throws IOException {
        this.programs = programs;
        this.settings = settings;
        // Not below a test's own directory, through which only its owner may pass.
        directory = Files.createTempDirectory("reprise-postgres-");
        port = LoopbackPorts.free();
        if (ROOT) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        run("initdb", "-D", "" + directory, "-U", "shop", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        if (certificate != null) {
            own(certificate);
        }
        process = launch();
    }

    /** Lay down what it proves itself with, where and as it looks for it. */
    private void own(TestCertificate certificate) throws IOException {
        var chain = directory.resolve("server.crt");
        var key = directory.resolve("server.key");
        certificate.write(chain, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        for (var file : List.of(chain, key)) {
            Files.setOwner(file, Files.getOwner(directory));
        }
    }

    /** Start one, or end the test where Debian's postgresql is not installed. */
    public static Postgres start() throws IOException {
        return start(null);
    }

    /**
     * Start one that speaks TLS as well.
     *
     * @param certificate what it proves itself with
     * @param settings more of its settings, such as {@code ssl_max_protocol_version=TLSv1.2}
     */
    public static Postgres startTls(TestCertificate certificate, String... settings) throws IOException {
        var all = new ArrayList<>(List.of("ssl=on"));
        all.addAll(List.of(settings));
        return start(certificate, all.toArray(String[]::new));
    }

    private static Postgres start(@Nullable TestCertificate certificate, String... settings) throws IOException {
        var programs = newest();
        if (programs.isEmpty()) {
            Needs.missing("postgresql is not installed");
        }
        return new Postgres(programs.orElseThrow(), certificate, List.of(settings));
    }

    private static Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (var versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        }
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add("" + programs.resolve(program));
        command.addAll(List.of(arguments));
        return command;
    }

    private void run(String program, String... arguments) throws IOException {
        try (var child = ChildProcess.of(command(program, arguments))
                .directory(Path.of("/"))
                .start()) {
            if (child.awaitExit(PATIENCE) != 0) {
                throw new IOException(program + ": " + String.join("\n", child.lines()));
            }
        }
    }

    private ChildProcess launch() throws IOException {
        var arguments = new ArrayList<>(List.of("-D", "" + directory, "-p", "" + port));
        for (var all : List.of(SETTINGS, settings)) {
            for (var setting : all) {
                arguments.addAll(List.of("-c", setting));
            }
        }
        var server = ChildProcess.of(command("postgres", arguments.toArray(String[]::new)))
                .directory(Path.of("/"))
                .start();
        LoopbackPorts.awaitListening(port, server, PATIENCE);
        awaitRecovery();
        return server;
    }

    /** It listens before it has recovered, and answers 57P03 until then. */
    private void awaitRecovery() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            try (var connection = connect()) {
                connection.isValid(1);
                return;
            } catch (SQLException e) {
                if (!"57P03".equals(e.getSQLState()) || System.nanoTime() - deadline > 0) {
                    throw new IOException(e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Return where it is, for JDBC. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Connect as its user shop. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url() + "?user=shop");
    }

    /** Execute one statement. */
    public void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Return its process id. */
    public long pid() {
        return process.pid();
    }

    /** End it as a crash does; its children see that and end, too. */
    public void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        process.awaitExit(PATIENCE);
    }

    /** Start it again with the data it had. */
    public void restart() throws IOException {
        process.close();
        process = launch();
    }

    @Override
    public void close() throws IOException {
        process.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
