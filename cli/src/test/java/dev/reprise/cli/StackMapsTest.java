package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.reprise.testkit.ChildProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What dist/StackMaps.java makes of picocli, whose classes are those of Java 5. */
class StackMapsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int JAVA_6 = 50;

    private Path jar;

    @BeforeEach
    void copy(@TempDir Path directory) throws Exception {
        var picocli = CommandLine.class.getProtectionDomain().getCodeSource().getLocation();
        jar = Files.copy(Path.of(picocli.toURI()), directory.resolve("picocli.jar"));
    }

    @Test
    void makesEveryClassOneThatTheJvmAcceptsByItsStackMaps() throws Exception {
        assertThat(version("picocli/CommandLine.class")).isLessThan(JAVA_6);
        rewrite();
        try (var file = new ZipFile(jar.toFile());
                var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            var classes = file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("picocli/") && name.endsWith(".class"))
                    .toList();
            assertThat(classes).hasSizeGreaterThan(100);
            for (var entry : classes) {
                assertThat(version(entry)).as(entry).isGreaterThan(JAVA_6);
                var name =
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
                assertThatCode(() -> Class.forName(name, true, loader)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void leavesAJarThatHasNoOldClassesAsItIs() throws Exception {
        rewrite();
        var once = Files.readAllBytes(jar);
        var time = Files.getLastModifiedTime(jar);
        rewrite();

        assertThat(jar).hasBinaryContent(once);
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(time);
        assertThat(jar.resolveSibling("picocli.jar.new")).doesNotExist();
    }

    private void rewrite() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var program = Path.of("..", "dist", "StackMaps.java");
        try (var child =
                ChildProcess.of(List.of("" + java, "" + program, "" + jar)).start()) {
            assertThat(child.awaitExit(PATIENCE)).isZero();
        }
    }

    private int version(String entry) throws IOException {
        try (var file = new ZipFile(jar.toFile());
                var data = new DataInputStream(file.getInputStream(file.getEntry(entry)))) {
            data.readInt();
            data.readUnsignedShort();
            return data.readUnsignedShort();
        }
    }
}
