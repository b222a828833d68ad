package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "session",
                "session show",
                "session rm F",
                "ticket-key",
                "ticket-key new",
                "connect",
                "connect localhost",
                "connect localhost:0",
                "connect a..b:443",
                "connect [[::1]]:443",
                "connect localhost:1 --servername localhost:1",
                "connect localhost:1 --servername=",
                "connect localhost:1 --alpn a,,b",
                "connect localhost:1 --nonsense",
                "connect localhost:1 --protocols tlsv1.4",
                "connect localhost:1 --protocols !all",
                "serve",
                "serve --port 0",
                "serve --port x --cert c --key k",
                "serve --port 65536 --cert c --key k",
                "connect localhost:1 --cert c",
                "connect localhost:1 --key k",
                "serve --port 0 --cert c --key k --once 0",
                "serve --port 0 --cert c --key k --once -1",
                "serve --port 0 --cert c --key k --session-lifetime 1d",
                "serve --port 0 --cert c --key k --session-id 0",
                "serve --port 0 --cert c --key k --ticket-key-file f",
                "serve --port 0 --cert c --key k --session-id 00",
                "serve --port 0 --cert c --key k --client-auth optional",
                "serve --port 0 --cert c --key k --client-ca f --client-auth maybe",
                "@arguments",
            })
    void endsWrongUsageWithStatusTwoAndOneLine(String line) {
        var run = Harness.run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("--help");
    }

    @Test
    void endsLifetimesAndSessionIdsOutOfRangeAsWrongUsage() throws Exception {
        try (var place = new DemoPlace()) {
            var made = DemoCertificates.make(place, "localhost");
            for (var option : List.of(
                    "--session-lifetime=1s",
                    "--alpn=€",
                    "--session-lifetime=3",
                    "--session-lifetime=-1",
                    "--session-lifetime=86401",
                    "--session-lifetime=25h",
                    "--session-lifetime=2h --session-id=" + "00".repeat(33),
                    "--alpn=" + "a".repeat(256))) {
                var given = option.split(" ", -1);
                var run = Harness.run(Stream.concat(
                                Stream.of("serve", "--port=0", "--cert=" + made.chain(), "--key=" + made.key()),
                                Stream.of(given))
                        .toArray(String[]::new));

                assertThat(run.status()).as(option).isEqualTo(2);
                assertThat(run.err().lines())
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains(given[given.length - 1].replaceFirst("=.*", ": "), "; legal: ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session show DIR/absent",
                "session rm DIR/absent localhost",
                "session show DIR",
                "connect localhost:1",
                "connect nohost.invalid:1",
                "probe nohost.invalid",
                "probe nohost.invalid:1 --servername localhost",
                "connect localhost:1 --ca DIR/absent",
                "connect localhost:1 --session-file DIR",
                "serve --port 0 --cert DIR/absent --key DIR/absent",
                "ticket-key new -o DIR",
                "ticket-key new -o DIR/absent/file",
            })
    void endsFailuresWithStatusOneAndOneLine(String line, @TempDir Path directory) {
        var run = Harness.run(line.replace("DIR", directory.toString()).split(" ", -1));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("reprise: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "demo --help", "serve --help", "connect --help", "session show --help"})
    void tellsHowItIsUsed(String line) {
        var run = Harness.run(line.split(" ", -1));

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: reprise");
        assertThat(run.out().lines().map(String::strip)).noneMatch(row -> row.endsWith("tlsv1."));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "connect"})
    void hasEachOptionInOneGroupOfItsHelp(String name) {
        var command = Main.commandLine(Streams.system()).getSubcommands().get(name);
        var groups = name.equals("serve") ? OptionGroups.serve() : OptionGroups.connect();

        assertThat(groups.ungrouped(command.getHelp()))
                .extracting(option -> option.longestName())
                .containsExactlyInAnyOrder("--help", "--version");
        var grouped = groups.groups().values().stream().flatMap(List::stream).toList();
        assertThat(grouped)
                .doesNotHaveDuplicates()
                .allMatch(option -> command.getCommandSpec().findOption(option) != null);
    }

    @Test
    void namesTheWordsForClientsCertificatesAsTheManualDoes() {
        var run = Harness.run("serve", "--port=0", "--cert=c", "--key=k", "--client-ca=f", "--client-auth=maybe");

        assertThat(run.err()).contains("--client-auth").contains("expected required or optional, not 'maybe'");
    }

    @Test
    void namesTheFileThatIsAtFault(@TempDir Path directory) throws Exception {
        var open = Files.createFile(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        var fault = "reprise: " + open + ": session file has incorrect permissions (644 != 600)\n";
        assertThat(Harness.run("connect", "localhost:1", "--session-file", "" + open)
                        .err())
                .isEqualTo(fault);
        assertThat(Harness.run("session", "show", "" + open).err()).isEqualTo(fault);
        assertThat(Harness.run("session", "rm", "" + open, "localhost").err()).isEqualTo(fault);

        var nowhere = directory.resolve("absent");
        assertThat(Harness.run("ticket-key", "new", "-o", nowhere + "/keys").err())
                .isEqualTo(
                        "reprise: " + nowhere + "/keys: failed to stat ticket key file: No such file or directory\n");
    }

    @Test
    void tellsItsVersion() {
        assertThat(Harness.run("--version").out()).startsWith("reprise ");
    }

    @Test
    void takesNoLineBreakFromAnArgumentIntoItsComplaint() {
        assertThat(Harness.run("connect", "a\nb").err().lines()).hasSize(1);
    }

    @Test
    void makesNoSessionFileByShowingOne(@TempDir Path directory) {
        var file = directory.resolve("sessions");
        Harness.run("session", "show", file.toString());

        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void hintsAtTheGroupsWhereTheServerEndsInAnswerToTheLargeClientHello() throws Exception {
        assertThat(answered("", "connect").err()).contains("--groups x25519");
        assertThat(answered("", "connect", "--groups", "x25519").err())
                .startsWith("reprise: ")
                .doesNotContain("--groups");
        assertThat(Harness.run("connect", "localhost:1", "--groups", "x448").status())
                .isEqualTo(2);
    }

    @Test
    void showsWhatAServerSaysThatSpeaksNoTls() throws Exception {
        assertThat(answered("HTTP/1.1 400 Bad Request\r\n\r\n", "connect").err())
                .contains("'HTTP/1.1 400 Bad Request'");
    }

    /** Run the command at a server that reads something, answers so and ends. */
    private static Harness answered(String answer, String... command) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ended = Thread.startVirtualThread(() -> {
                try (var socket = server.accept()) {
                    socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var run = Harness.run(Stream.concat(Stream.of(command), Stream.of("127.0.0.1:" + server.getLocalPort()))
                    .toArray(String[]::new));
            ended.join();
            return run;
        }
    }
}
