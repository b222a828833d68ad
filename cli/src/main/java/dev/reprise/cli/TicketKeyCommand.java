package dev.reprise.cli;

import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetStatus;
import dev.reprise.tls.fleet.FleetTimings;
import dev.reprise.tls.fleet.TicketKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Make ticket keys that several servers, or one server and its successor, share. */
@Command(mixinStandardHelpOptions = true)
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
            throw new ParameterException(spec.commandLine(), "a subcommand is missing: new, secret, status or rotate");
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

    @Command(
            name = "secret",
            mixinStandardHelpOptions = true,
            description = "Add a fresh fleet secret to a file, in front of those that are there: the last one seals.")
    int secret(
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "F",
                            description = "The file of fleet secrets; made, mode 0600, when it is not there.")
                    Path file)
            throws IOException {
        int id = FleetSecrets.prepend(file, new SecureRandom());
        streams.err().println("fleet secrets: wrote " + Text.revision(id) + " to " + Text.printable("" + file));
        return Main.OK;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Show the keys in a fleet's store; changes nothing.")
    int status(@Mixin FleetOptions fleet, @Mixin FleetLifetime lifetime) throws IOException {
        try (var keys = fleet.builder(lifetime.value(), true).open()) {
            keys.poll();
            print(keys.status(), fleet.timings(lifetime.value()));
        }
        return Main.OK;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Make a new key in a fleet's store now; servers seal with it when it is as old as the lead.")
    int rotate(
            @Mixin FleetOptions fleet,
            @Mixin FleetLifetime lifetime,
            @Option(
                            names = "--discard-old",
                            description = "Give up all keys before it, as after a theft: no session resumes.")
                    boolean discardOld)
            throws IOException {
        try (var keys = fleet.builder(lifetime.value(), false).open()) {
            long revision = keys.rotateNow(discardOld);
            streams.err().println("ticket keys: made revision " + revision);
        }
        return Main.OK;
    }

    private void print(FleetStatus status, FleetTimings timings) throws IOException {
        if (status.failure().isPresent()) {
            throw new IOException(status.failure().get());
        }
        boolean sealing = false;
        for (var key : status.keys()) {
            // A server that has just looked cannot know what others have settled; by its age a key seals or does not.
            boolean old =
                    key.age().compareTo(timings.lead()) >= 0 || status.keys().size() == 1;
            var state = sealing ? "previous" : old ? "seals" : "next";
            sealing |= old;
            streams.out()
                    .println("revision " + key.revision() + "  " + key.id() + "  created " + key.created() + "  age "
                            + key.age().toSeconds() + " s  " + state);
        }
        status.refused().forEach(what -> streams.out().println("refused: " + Text.printable(what)));
        streams.out().println(status.keys().size() + " keys");
    }

    /** How long the fleet's sessions live, from which all its times follow. */
    static final class FleetLifetime {
        @Option(
                names = "--session-lifetime",
                paramLabel = "T",
                converter = Lifetime.class,
                defaultValue = "2h",
                description = "The fleet's session lifetime; default ${DEFAULT-VALUE}.")
        private Duration lifetime = Duration.ZERO;

        Duration value() {
            return lifetime;
        }
    }
}
