package dev.reprise.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Start the {@code reprise} command: 0 when all went well, 1 when something failed, 2 when it was called wrongly. */
@Command(
        name = "reprise",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "TLS with sessions that survive restarts.",
        footer = {"", "Exit status: 0 fine, 1 a TLS or I/O failure, 2 wrong usage. Start with: reprise demo"})
public final class Main implements Runnable {
    // The commands say themselves what goes wrong; the library's log on standard error would tear their output. Held
    // here, as the log forgets the level of a logger that nobody holds.
    private static final Logger LIBRARY_LOG = Logger.getLogger("dev.reprise.tls");

    static final int OK = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    /** Run the command that the arguments name and end the process with its exit status. */
    public static void main(String[] args) {
        LIBRARY_LOG.setLevel(Level.OFF);
        System.exit(run(Streams.system(), args));
    }

    /** Run the command that the arguments name and return its exit status; nothing is thrown. */
    static int run(Streams streams, String... args) {
        // A word may be an argument as well; then a subcommand is whole that is not called, which changes nothing.
        var words = List.of(args);
        int status = commandLine(streams, subcommand -> words.contains(subcommand.word()))
                .execute(args);
        streams.out().flush();
        if (streams.out().checkError() && status == OK) {
            streams.err().println("reprise: cannot write to standard output");
            return FAILED;
        }
        return status;
    }

    /** Return the command with all its subcommands. */
    static CommandLine commandLine(Streams streams) {
        return commandLine(streams, subcommand -> true);
    }

    /** Return the command with those subcommands whole, and outlines of the others. */
    private static CommandLine commandLine(Streams streams, Predicate<Subcommand> whole) {
        var line = new CommandLine(new Main());
        for (var subcommand : Subcommand.values()) {
            line.addSubcommand(whole.test(subcommand) ? subcommand.command(streams) : subcommand.outline());
        }
        line.setOut(new PrintWriter(streams.out(), true, UTF_8));
        line.setErr(new PrintWriter(streams.err(), true, UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // An argument that begins with @ is an argument, not a file of more.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler(Main::misused);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    /** Answer a call without a command, which is wrong usage. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "a command is missing");
        }
    }

    /** Say in one line what was wrong with the call, and where to read more. */
    private static int misused(ParameterException misuse, String[] args) {
        var command = misuse.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + Text.printable(Failure.message(misuse)) + " (see " + name + " --help)");
        return MISUSED;
    }

    /** Say in one line what went wrong; a stack trace would help nobody who uses the command. */
    private static int failed(Exception failure, CommandLine command, ParseResult arguments) {
        command.getErr().println("reprise: " + Failure.describe(failure));
        return FAILED;
    }

    /** Read the version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {String.format(Locale.ROOT, "reprise %s", version == null ? "(unpackaged)" : version)};
        }
    }
}
