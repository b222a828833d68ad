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
    /** What the demonstration has to keep. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

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

    @SuppressWarnings("SystemOut") // the counts are a result
    private static void losesNothing(String store) throws IOException {
        try (var demo = demo(store).start()) {
            int status = demo.awaitExit(LIMIT);
            var said = String.join("\n", demo.lines());
            assertThat(status).as(said).isZero();
            assertThat(said)
                    .contains("handshakes failed: 0; resumptions lost: 0, and ")
                    .as("the outage")
                    .contains("step 1")
                    .as("the emergency")
                    .contains("own key (5)");
            System.out.println("fleet demo over " + store + ": " + demo.lines().getLast());
        }
    }

    @Test
    void saysWhichPackageIsMissing() throws IOException {
        try (var demo = demo("etcd").environment("PATH", "/nonexistent").start()) {
            assertThat(demo.awaitExit(LIMIT)).isEqualTo(Main.FAILED);
            assertThat(demo.lines()).singleElement().asString().contains("etcd-server");
        }
    }
}
