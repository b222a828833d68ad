package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demonstration of a fleet, by the packaged command. */
class FleetDemoIT {
    /** What the demonstration has to keep, in one of its runs: it shares the machine with what else is there. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final int RUNS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Path JAR = Path.of("target", "reprise-cli.jar").toAbsolutePath();

    private static ChildProcess.Builder demo(String store) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ChildProcess.of(List.of(
                "" + java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "" + JAR,
                Main.class.getName(),
                "fleet",
                "demo",
                "--store",
                store));
    }

    @Test
    void losesNothingOverFile() throws IOException {
        losesNothing("file");
    }

    @Test
    void losesNothingOverEtcd() throws IOException {
        Needs.program("etcd");
        losesNothing("etcd");
    }

    private static void losesNothing(String store) throws IOException {
        for (int run = 1; losesNothingIn(store).compareTo(LIMIT) > 0; run++) {
            assertThat(run).as("runs that took longer than %s", LIMIT).isLessThan(RUNS);
        }
    }

    /** Run once, and return how long that took. */
    @SuppressWarnings("SystemOut") // the counts are a result
    private static Duration losesNothingIn(String store) throws IOException {
        long begin = System.nanoTime();
        try (var demo = demo(store).start()) {
            int status = demo.awaitExit(PATIENCE);
            long end = System.nanoTime();
            var said = String.join("\n", demo.lines());
            assertThat(status).as(said).isZero();
            assertThat(said)
                    .contains("handshakes failed: 0; resumptions lost: 0, and ")
                    .as("the outage")
                    .contains("step 1")
                    .as("the emergency")
                    .contains("own key (5)");
            System.out.println("fleet demo over " + store + ": " + demo.lines().getLast());
            return Duration.ofNanos(end - begin);
        }
    }

    @Test
    void saysWhichPackageIsMissing() throws IOException {
        try (var demo = demo("etcd").environment("PATH", "/nonexistent").start()) {
            assertThat(demo.awaitExit(PATIENCE)).isEqualTo(Main.FAILED);
            assertThat(demo.lines()).singleElement().asString().contains("etcd-server");
        }
    }
}
