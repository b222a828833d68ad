package dev.reprise.tls.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerOnlyTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r--r--", "r--------", "rwxrwxrwx", "---------"})
    void givesTheOwnerAloneWhateverTheUmaskLeft(String mode) throws IOException {
        create(file, mode);
        OwnerOnly.restrict(file);
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    /** Whoever may write to the directory can put a link in the place of a file between its creation and this. */
    @Test
    void followsNoLinkThatTookTheFilesPlace() throws IOException {
        create(file, "rw-r--r--");
        var link = directory.resolve("link");
        Files.createSymbolicLink(link, file);
        assertThatIOException().isThrownBy(() -> OwnerOnly.restrict(link));
        assertThat(mode(file)).isEqualTo("rw-r--r--");
    }

    private static void create(Path file, String mode) throws IOException {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
