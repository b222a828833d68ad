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
import picocli.codegen.aot.graalvm.ReflectionConfigGenerator;

/** The files that are made from the command's model say what the command says; {@code -Dupdate} writes them. */
final class CommandFilesTest {
    private static final Path DIST = Path.of("..", "dist");
    private static final Path NATIVE_IMAGE =
            Path.of("src", "main", "resources", "META-INF", "native-image", "dev.reprise", "reprise-cli");

    @Test
    @DisplayName("the manual page is the one that the command's options give")
    void manualPage() throws IOException {
        compare(DIST.resolve("reprise.1"), ManPage.of(Main.commandLine(silent()).getCommandSpec()));
    }

    @Test
    @DisplayName("bash completes what the command takes")
    void completion() throws IOException {
        compare(DIST.resolve("reprise.bash"), AutoComplete.bash("reprise", Main.commandLine(silent())));
    }

    @Test
    @DisplayName("native-image is told of every field that picocli sets")
    void reflection() throws Exception {
        compare(
                NATIVE_IMAGE.resolve("reflect-config.json"),
                ReflectionConfigGenerator.generateReflectionConfig(
                        Main.commandLine(silent()).getCommandSpec()));
    }

    private static void compare(Path kept, String made) throws IOException {
        if (System.getProperty("update") != null) {
            Files.createDirectories(kept.getParent());
            Files.writeString(kept, made);
        }
        assertThat(Files.readString(kept))
                .as("%s; CONTRIBUTING.md says how to write it anew", kept)
                .isEqualTo(made);
    }

    private static Streams silent() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Streams(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
    }
}
