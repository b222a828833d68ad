package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command of which only what is called is made speaks as the one that is made whole. */
class SubcommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-h",
                "--help",
                "-V",
                "--version",
                "--version --help",
                "--nonsense",
                "--verison",
                "nonsense",
                "conect localhost:1",
                "CONNECT localhost:1",
                "con localhost:1",
                "--help serve",
                "--version serve --port 0 --nonsense",
                "--nonsense serve --port 0",
                "-- serve",
                "serve",
                "serve --help",
                "serve --version",
                "serve --prot 0",
                "serve connect",
                "serve --port connect --cert c --key k",
                "serve --port=connect --cert c --key k",
                "connect --help",
                "connect serve",
                "connect serve probe demo",
                "demo nonsense",
                "demo --help",
                "probe",
                "probe --help",
                "session",
                "session --help",
                "session nonsense",
                "session show",
                "session show --help",
                "session show DIR/absent",
                "ticket-key",
                "ticket-key --help",
                "ticket-key new --help",
                "ticket-key rotate --store",
                "fleet",
                "fleet demo --help",
                "fleet demo --store nothing",
                "@serve",
            })
    void saysWhatTheWholeCommandSays(String line, @TempDir Path directory) {
        var arguments = line.isEmpty()
                ? new String[0]
                : line.replace("DIR", "" + directory).split(" ", -1);

        assertThat(Harness.run(arguments)).isEqualTo(whole(arguments));
    }

    @ParameterizedTest
    @EnumSource
    void isInTheHelpOfTheCommand(Subcommand subcommand) {
        assertThat(Harness.run("--help").out()).containsPattern("(?m)^  " + subcommand.word() + " +[A-Z]");
        assertThat(Harness.run(subcommand.word(), "--help").out()).startsWith("Usage: reprise " + subcommand.word());
    }

    private static Harness whole(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Main.commandLine(streams).execute(arguments);
        streams.out().flush();
        return new Harness(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
