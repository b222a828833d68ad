package dev.reprise.cli;

import dev.reprise.tls.fleet.TicketKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Make ticket keys that several servers, or one server and its successor, share. */
@Command(name = "ticket-key", mixinStandardHelpOptions = true, description = "Make ticket keys for servers to share.")
final class TicketKeyCommand implements Runnable {
    private final Streams streams;

    @Spec
    private @Nullable CommandSpec spec;

    TicketKeyCommand(Streams streams) {
        this.streams = streams;
    }

    /** Answer a call without a subcommand, which is wrong usage. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "a subcommand is missing: new");
        }
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Add a fresh random key, which will seal new tickets, to a key file.")
    int create(
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "F",
                            description = "The key file; made, mode 0600, when it is not there.")
                    Path file)
            throws IOException {
        int revision = TicketKeyFile.append(file, new SecureRandom());
        streams.err()
                .println("ticket keys: wrote revision " + Text.revision(revision) + " to " + Text.printable("" + file));
        return Main.OK;
    }
}
