package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session file costs on the disk, and what it leaves in memory, seen from outside. */
class SessionFileCostIT {
    private static final int VISITS = 5;

    @TempDir
    private Path directory;

    @Test
    void resumedConnectionWaitsForTheDiskThreeTimes() throws IOException {
        Needs.program("strace");
        var path = directory.resolve("session.pem");
        assertThat(SessionFileProcess.run("", "put", path, 0, VISITS)).contains("done");
        var trace = directory.resolve("trace");
        var printed = SessionFileProcess.run(
                "exec strace -f -qq -e trace=fsync,fdatasync,sync,msync -o '" + trace + "' \"$@\";",
                "visit",
                path,
                0,
                VISITS);
        assertThat(printed).contains("done").doesNotContain("none");
        try (var calls = Files.lines(trace)) {
            assertThat(calls.filter(line -> line.contains("sync("))).hasSize(3 * VISITS);
        }
    }

    @Test
    void leavesNothingInNativeMemory() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/mem")), "/proc/self/mem: a process may look at its own memory");
        var words = new ArrayList<>(SessionFileProcess.java());
        words.add(NativeRemains.class.getName());
        words.add(directory.resolve("session.pem").toString());
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        assertThat(SessionFileProcess.lines(process.inputReader())).containsExactly("0 of 23");
    }
}
