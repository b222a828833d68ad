package dev.reprise.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void takesLinesInOrderAndKeepsAll() throws IOException {
        try (var child = ChildProcess.of("sh", "-c", "echo port 1; echo port 2; echo oops >&2; printf end")
                .start()) {
            assertThat(child.awaitLine("port (\\d)", LONG).group(1)).isEqualTo("1");
            assertThat(child.awaitLine("port (\\d)", LONG).group(1)).isEqualTo("2");
            assertThat(child.awaitLine("oops", LONG).group()).isEqualTo("oops");
            assertThat(child.awaitExit(LONG)).isZero();
            assertThat(child.lines()).isEqualTo(List.of("port 1", "port 2", "oops", "end"));
        }
    }

    @Test
    void passesOnInputAndEnvironment() throws IOException {
        try (var child = ChildProcess.of("sh", "-c", "read a; echo $a$B; cat; exit 3")
                .environment("B", "!")
                .start()) {
            child.send("hello\n");
            child.awaitLine("^hello!$", LONG);
            child.closeInput();
            assertThat(child.awaitExit(LONG)).isEqualTo(3);
        }
    }

    @Test
    void failsWithTheOutputWhenALineDoesNotCome() throws IOException {
        try (var child = ChildProcess.of("sh", "-c", "echo something else").start()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitLine("ready", LONG))
                    .withMessageContaining("something else");
        }
    }

    @Test
    void stopsWaitingWhenTheTimeIsOver() throws IOException {
        try (var child = ChildProcess.of("sleep", "100").start()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitLine("ready", Duration.ofMillis(50)));
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> child.awaitExit(Duration.ofMillis(50)));
        }
    }

    @Test
    void endsTheProgramAndItsChildren() throws IOException {
        long grandchild;
        var child = ChildProcess.of("sh", "-c", "sleep 100 & echo $!; wait").start();
        try (child) {
            grandchild = Long.parseLong(child.awaitLine("^(\\d+)$", LONG).group(1));
        }
        assertThat(child.alive()).isFalse();
        assertThat(ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }
}
