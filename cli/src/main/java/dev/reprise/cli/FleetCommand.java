package dev.reprise.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Show what a fleet does with its ticket keys. */
@Command(mixinStandardHelpOptions = true)
final class FleetCommand implements Runnable {
    private final Streams streams;

    @Spec
    private @Nullable CommandSpec spec;

    /** Which store the demonstration is played over. */
    enum Kind {
        FILE,
        ETCD
    }

    FleetCommand(Streams streams) {
        this.streams = streams;
    }

    /** Answer a call without a subcommand, which is wrong usage. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "a subcommand is missing: demo");
        }
    }

    @Command(
            name = "demo",
            mixinStandardHelpOptions = true,
            description = "Play a fleet of three servers through rotations, a crash, an outage of the store and an"
                    + " emergency; takes about a minute.")
    int demo(
            @Option(
                            names = "--store",
                            paramLabel = "S",
                            defaultValue = "file",
                            description =
                                    "file, or etcd, which is started from the program on the path; default ${DEFAULT-VALUE}.")
                    Kind kind)
            throws IOException, InterruptedException {
        try (var place = new DemoPlace()) {
            var store = kind == Kind.ETCD ? new DemoEtcd(place) : new DemoKeyFile(place);
            return new FleetDemo(place, store, streams.out()).run() ? Main.OK : Main.FAILED;
        }
    }
}
