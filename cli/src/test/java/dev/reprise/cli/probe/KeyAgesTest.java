package dev.reprise.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyAgesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void tellsFromRunToRunForHowLongAKeyIsInUse() throws IOException {
        var file = directory.resolve("state");
        var first = KeyAges.open(file);
        assertThat(first.note("a:443", Set.of("k1"), NOW)).containsEntry("k1", Duration.ZERO);
        first.save();

        var second = KeyAges.open(file);
        assertThat(second.note("a:443", Set.of("k1"), NOW.plusSeconds(90_000)))
                .containsEntry("k1", Duration.ofHours(25));
        assertThat(second.note("b:443", Set.of("k1"), NOW)).containsEntry("k1", Duration.ZERO);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesAFileThatIsNotItsOwnAsItIs() throws IOException {
        var file = directory.resolve("letter");
        Files.writeString(file, "Dear reader,\n");

        assertThatThrownBy(() -> KeyAges.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("letter");
        assertThat(file).hasContent("Dear reader,\n");
    }

    @Test
    void namesTheLineThatIsDamaged() throws IOException {
        var file = directory.resolve("state");
        KeyAges.open(file).save();
        Files.writeString(file, Files.readString(file) + "a:443 k1 yesterday\n");

        assertThatThrownBy(() -> KeyAges.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }
}
