package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLoginTest {
    @TempDir
    private Path directory;

    private Path file(String content, String mode) throws IOException {
        var file = directory.resolve("password");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void takesTheFirstLineAndShowsItNowhere() throws IOException {
        var login = StoreLogin.read("shop", file("hidden word\nof no meaning\n", "rw-------"));
        assertThat(login).isEqualTo(new StoreLogin("shop", "hidden word")).hasToString("StoreLogin[shop]");
    }

    @Test
    void refusesEmptyFileAndOneThatOthersRead() throws IOException {
        var empty = file("\nhidden", "rw-------");
        assertThatIOException().isThrownBy(() -> StoreLogin.read("shop", empty)).withMessageNotContaining("hidden");
        var open = file("hidden", "rw-r--r--");
        assertThatIOException().isThrownBy(() -> StoreLogin.read("shop", open)).withMessageNotContaining("hidden");
    }
}
