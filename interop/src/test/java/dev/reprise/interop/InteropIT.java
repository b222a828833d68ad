package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every peer in every role under every setup, a full handshake and a resumed one, and the table of what was seen. A peer that
 * is not installed is skipped by name, or fails the run with {@code -Dinterop.required=true}; {@code -Dinterop.peer=WORD}
 * runs the peers whose name begins with the word.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropIT {
    private static final String PEER = System.getProperty("interop.peer", "").toLowerCase(Locale.ROOT);
    private static final Path TABLE = Path.of("target", "interop-table.txt");

    private final InteropTable table = new InteropTable();

    private final Path temporary;
    private final Credentials credentials;
    private int runs;

    InteropIT(@TempDir Path directory) throws IOException {
        temporary = directory;
        credentials = Credentials.make(directory);
    }

    /** One peer in one role against one of our ways, under one setup. */
    record Run(Stranger stranger, String name, String role, OurSide ours, Setup setup) {
        InteropTable.Cell cell(boolean resumed) {
            return new InteropTable.Cell(name, role, ours.name(), setup, resumed);
        }

        @Override
        public String toString() {
            return name + " as " + role + ", " + setup + ", our " + ours.name();
        }
    }

    List<Run> runs() throws IOException {
        var runs = new ArrayList<Run>();
        var library = new Library();
        var command = new Command();
        for (StrangeServer server : List.of(
                new Openssl.Server(true),
                new Openssl.Server(false),
                new Gnutls.Server(),
                new Jdk.Server(),
                new BoringSsl.Server(),
                new Nss.Server(),
                new Nginx.Server(),
                new Haproxy.Server(),
                new Mbedtls.Server())) {
            add(runs, server, "server", library);
            add(runs, server, "server", command);
        }
        add(runs, new Vsftpd(), "server", new LinkedLibrary());
        for (StrangeClient client : List.of(
                new Openssl.Client(),
                new Gnutls.Client(),
                new Jdk.Client(),
                new BoringSsl.Client(),
                new Nss.Client(),
                new Nginx.Client(),
                new Haproxy.Client(),
                new Curl(),
                new Mbedtls.Client())) {
            add(runs, client, "client", library);
            if (client.takesEcho()) {
                add(runs, client, "client", command);
            }
        }
        return runs;
    }

    private void add(List<Run> runs, Stranger stranger, String role, OurSide ours) throws IOException {
        var name = stranger.name();
        if (name.toLowerCase(Locale.ROOT).startsWith(PEER)) {
            table.expect(name, role, ours.name());
            Setup.ALL.forEach(setup -> runs.add(new Run(stranger, name, role, ours, setup)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void connectsAndResumes(Run run) throws IOException {
        requireInstalled(run);
        var unable = run.stranger().cannot(run.setup());
        if (unable.isPresent()) {
            recordBoth(run, "n/a", unable.get());
            abort("not applicable: " + unable.get());
        }
        var directory = Files.createDirectory(temporary.resolve("run" + runs++));
        try {
            switch (run.stranger()) {
                case StrangeServer server -> meet(run, server, directory);
                case StrangeClient client -> meet(run, client, directory);
                default -> throw new IllegalStateException("neither server nor client: " + run);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            recordFailure(run, e);
            throw e;
        }
    }

    private void meet(Run run, StrangeServer stranger, Path directory) throws IOException {
        try (var server = stranger.start(run.setup(), credentials, directory)) {
            var client = run.ours().client(run.setup(), credentials, directory);
            for (boolean resumed : new boolean[] {false, true}) {
                var seen = client.connect(server.port());
                compare(run, resumed, seen, server.told(seen.reply()));
            }
        }
    }

    private void meet(Run run, StrangeClient stranger, Path directory) throws IOException {
        try (var server = run.ours().server(run.setup(), credentials)) {
            List<Told> told;
            try {
                told = stranger.connectTwice(run.setup(), credentials, directory, server.port());
            } catch (IOException | AssertionError e) {
                throw new AssertionError(server.said(), e);
            }
            var unable = stranger.cannotResume(run.setup());
            if (unable.isPresent()) {
                compare(run, false, server.next(), told.get(0));
                // Once it can after all, the reason is to go.
                assertThat(told.get(1)).as("told by the peer").isEqualTo(Told.FULL);
                table.record(run.cell(true), "n/a", unable.get());
            } else {
                // A client may connect again before the server's thread for its first connection has told of it.
                var seen = Stream.of(server.next(), server.next())
                        .sorted(Comparator.comparing(Seen::told))
                        .toList();
                compare(run, false, seen.get(0), told.get(0));
                compare(run, true, seen.get(1), told.get(1));
            }
        }
    }

    /** Hold what both sides say against what it should be. */
    private void compare(Run run, boolean resumed, Seen seen, Told told) {
        var expected = Told.resumed(resumed);
        assertThat(seen.version())
                .as("version")
                .isEqualTo(run.setup().versions().chosen());
        assertThat(seen.told()).as("told by us").isEqualTo(expected);
        if (run.setup().clientCertificate()) {
            assertThat(seen.clientCertificate()).as("client certificate").isTrue();
        }
        if (told == Told.NOTHING) {
            table.record(run.cell(resumed), "ok", "told by our side alone: " + run.name() + " has no word for it");
        } else {
            assertThat(told).as("told by the peer").isEqualTo(expected);
            table.record(run.cell(resumed), "ok", null);
        }
    }

    private void requireInstalled(Run run) {
        var missing = run.stranger().missing();
        if (!missing.isEmpty()) {
            var what = "not installed: " + String.join(", ", missing) + " (Debian's package "
                    + run.stranger().debianPackage() + ")";
            recordBoth(run, "missing", what);
            Needs.missing(what);
        }
    }

    private void recordBoth(Run run, String seen, String note) {
        table.record(run.cell(false), seen, note);
        table.record(run.cell(true), seen, note);
    }

    private void recordFailure(Run run, Throwable failure) {
        var note = run + ": "
                + String.valueOf(failure.getMessage()).lines().limit(3).toList();
        for (boolean resumed : new boolean[] {false, true}) {
            if (!table.has(run.cell(resumed))) {
                table.record(run.cell(resumed), "FAILED", note);
            }
        }
    }

    @AfterAll
    void printTable() throws IOException {
        var text = table.text();
        System.out.println("\n" + text);
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, text);
        if (Needs.REQUIRED) {
            assertThat(table.empty()).as("cells that no run has filled").isEmpty();
        }
    }
}
