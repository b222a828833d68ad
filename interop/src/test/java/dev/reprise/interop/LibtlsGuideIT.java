package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide for libtls's programmers: its programs in C compile against libtls, as cli's tests compile those in Java. */
@Timeout(120)
class LibtlsGuideIT {
    private static final Pattern PROGRAM = Pattern.compile("```c\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void programsInCCompileWithoutWarning() throws Exception {
        CProgram.CLIENT.missing().forEach(Needs::missing);
        var programs = PROGRAM.matcher(Files.readString(Path.of("..", "docs", "libtls.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(programs).hasSize(3);
        for (var program : programs) {
            var source = Files.writeString(folder.resolve("program.c"), program);
            var command = List.of(
                    "gcc",
                    "-std=c11",
                    "-D_DEFAULT_SOURCE",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-o",
                    folder.resolve("program").toString(),
                    source.toString(),
                    "-ltls");
            try (var gcc = ChildProcess.of(command).start()) {
                assertThat(gcc.awaitExit(Wait.LIMIT))
                        .as(() -> String.join("\n", gcc.lines()))
                        .isZero();
            }
        }
    }
}
