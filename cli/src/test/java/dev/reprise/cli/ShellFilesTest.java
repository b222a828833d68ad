package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/** The manual page and the shell's completion in {@code dist} say what the command says; {@code -Dupdate} writes them. */
final class ShellFilesTest {
    private static final Path DIST = Path.of("..", "dist");

    @Test
    @DisplayName("the manual page is the one that the command's options give")
    void manualPage() throws IOException {
        compare("reprise.1", ManPage.of(Main.commandLine(silent()).getCommandSpec()));
    }

    @Test
    @DisplayName("bash completes what the command takes")
    void completion() throws IOException {
        compare("reprise.bash", AutoComplete.bash("reprise", Main.commandLine(silent())));
    }

    private static void compare(String name, String made) throws IOException {
        var kept = DIST.resolve(name);
        if (System.getProperty("update") != null) {
            Files.writeString(kept, made);
        }
        assertThat(Files.readString(kept))
                .as("dist/%s; CONTRIBUTING.md says how to write it anew", name)
                .isEqualTo(made);
    }

    private static Streams silent() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Streams(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
    }
}
