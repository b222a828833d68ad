package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.file.SecretVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetSecretsTest {
    private static final String ONE = "1:" + "01ab".repeat(16) + "\n";
    private static final String TWO = "0x2:" + "02cd".repeat(16) + "\n";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("fleet.secret");
    }

    private void write(String content) throws IOException {
        var draft = Files.createFile(
                directory.resolve("draft"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void holds(FleetSecrets secrets, int id, String start) {
        try (var secret = secrets.find(id)) {
            assertThat(secret).isNotNull();
            assertThat(secret.secret().toArray()).startsWith(Integer.parseInt(start, 16));
        }
    }

    @Test
    void sealsWithTheLastAndFindsAll() throws IOException {
        write("# ours\n" + TWO + ONE);
        try (var secrets = FleetSecrets.open(file)) {
            assertThat(secrets.sealingId()).isEqualTo(1);
            holds(secrets, 1, "01");
            holds(secrets, 2, "02");
            assertThat(secrets.find(3)).isNull();
        }
    }

    @Test
    void readsTheFileAgainWhenItHasChanged() throws IOException {
        write(ONE);
        try (var secrets = FleetSecrets.open(file)) {
            write(TWO + ONE);
            holds(secrets, 2, "02");
            assertThat(secrets.sealingId()).isEqualTo(1);
            write(ONE + TWO);
            assertThat(secrets.sealingId()).isEqualTo(2);
            write("nonsense");
            assertThat(secrets.sealingId()).as("a fault changes nothing").isEqualTo(2);
            Files.delete(file);
            assertThat(secrets.sealingId()).isEqualTo(2);
        }
    }

    @Test
    void triesAgainAfterAFaultThatIsNotTheFiles() throws IOException {
        write(ONE);
        var link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("links")).resolve("secret"), file);
        try (var secrets = FleetSecrets.open(link)) {
            write(TWO);
            // Anybody could put a link there, so that it is not followed; the file is the same before and after.
            Files.setPosixFilePermissions(link.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(secrets.sealingId()).isEqualTo(1);
            Files.setPosixFilePermissions(link.getParent(), PosixFilePermissions.fromString("rwx------"));
            assertThat(secrets.sealingId()).isEqualTo(2);
        }
    }

    @Test
    void followsSecretVolume() throws IOException {
        var volume = new SecretVolume(directory.resolve("volume"));
        volume.swap("secret", ONE);
        try (var secrets = FleetSecrets.open(volume.file("secret"))) {
            volume.swap("secret", ONE + TWO);
            assertThat(secrets.sealingId()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#\n",
                "1:01ab\n",
                "1:K\n1:K\n",
                "1:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void refusesFilesWithoutFitSecrets(String content) throws IOException {
        write(content.replace("K", "01ab".repeat(16)));
        assertThatIOException().isThrownBy(() -> FleetSecrets.open(file)).withMessageContaining(file.toString());
    }

    @Test
    void addsNewSecretInFrontSoThatItOpensBeforeItSeals() throws IOException {
        int first = FleetSecrets.prepend(file, new SecureRandom());
        int second = FleetSecrets.prepend(file, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var secrets = FleetSecrets.open(file)) {
            assertThat(secrets.sealingId()).isEqualTo(first);
            holds(secrets, second, Files.readString(file).substring(11, 13));
        }
    }

    @Test
    void wipesOnClose() throws IOException {
        write(ONE);
        var secrets = FleetSecrets.open(file);
        secrets.close();
        secrets.close();
        assertThatIllegalStateException().isThrownBy(secrets::sealing);
    }
}
