package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTicketKeyStoreTest implements TicketKeyStoreContract {
    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("fleet.keys");
    }

    @Override
    public FileTicketKeyStore open() throws IOException {
        return FileTicketKeyStore.open(path());
    }

    private void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void makesFileThatOnlyItsOwnerReads() throws IOException {
        try (var store = open()) {
            assertThat(Files.exists(path())).isFalse();
            store.compareAndSet(null, new byte[] {1});
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            assertThat(store).hasToString("file:" + path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "r--------"})
    void refusesOtherModes(String mode) throws IOException {
        try (var store = open()) {
            store.compareAndSet(null, new byte[] {1});
            mode(path(), mode);
            assertThatIOException().isThrownBy(store::read).withMessageContaining("incorrect permissions");
            assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {1}, new byte[] {2}));
            mode(path(), "rw-------");
            assertThat(store.read()).isEqualTo(new byte[] {1});
        }
    }

    @Test
    void refusesLinksAndDirectoriesThatOthersWrite() throws IOException {
        Files.createSymbolicLink(path(), directory.resolve("elsewhere"));
        try (var store = open()) {
            assertThatIOException().isThrownBy(store::read).withMessageContaining("not a regular file");
        }
        mode(directory, "rwxrwxr-x");
        assertThatIOException().isThrownBy(this::open).withMessageContaining("can be written by others (775)");
        assertThatIOException()
                .isThrownBy(() -> FileTicketKeyStore.open(directory.resolve("absent/fleet.keys")))
                .withMessageContaining("No such file or directory");
    }

    @Test
    void refusesFileThatIsTooLong() throws IOException {
        try (var store = open()) {
            store.compareAndSet(null, new byte[TicketKeyStore.MAX_BYTES]);
            Files.write(path(), new byte[TicketKeyStore.MAX_BYTES + 1]);
            assertThatIOException().isThrownBy(store::read).withMessageContaining("more than");
        }
    }

    @Test
    void takesEmptyFileForNoValue() throws IOException {
        Files.createFile(path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var store = open()) {
            assertThat(store.read()).isNull();
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
        }
    }
}
