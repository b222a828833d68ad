package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the launcher and the package run once they are built: where it fails, they have no cache. */
class TrainingIT {
    @Test
    void comesToItsEndAndSaysNothing() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var training = ChildProcess.of(
                        java, "-cp", System.getProperty("java.class.path"), "dev.reprise.cli.Training")
                .start()) {
            assertThat(training.awaitExit(Duration.ofSeconds(120))).isZero();
            assertThat(training.lines()).isEmpty();
        }
    }
}
