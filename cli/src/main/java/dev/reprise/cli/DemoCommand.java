package dev.reprise.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Show sessions surviving restarts. */
@Command(mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private final Streams streams;

    DemoCommand(Streams streams) {
        this.streams = streams;
    }

    /** Run the demonstration; it is fine when every step saw what it expected. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var place = new DemoPlace()) {
            return new Demo(place, streams.out()).run() ? Main.OK : Main.FAILED;
        }
    }
}
