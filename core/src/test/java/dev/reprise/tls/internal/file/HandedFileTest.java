package dev.reprise.tls.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets as fleets hand them out: read-only files, and volumes that are swapped as a whole. */
class HandedFileTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("secret"), "content");
        mode(file, "rw-------");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String read(Path file) throws IOException {
        return new String(HandedFile.read(file, "secret file", 100), StandardCharsets.US_ASCII);
    }

    private static boolean root() throws IOException {
        return OwnerOnly.currentUser() == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void readsWhatOnlyItsOwnerReads(String mode) throws IOException {
        mode(file, mode);
        assertThat(read(file)).isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rwx------", "rw-rw----", "-w-------", "---------", "r--r--r--"})
    void refusesWhatOthersMayReadOrWrite(String mode) throws IOException {
        mode(file, mode);
        assertThatIOException().isThrownBy(() -> read(file)).withMessageContaining("incorrect permissions");
    }

    /** With a group of the pod's, Kubernetes makes root's files readable for the group. */
    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw-r-----"})
    void readsForItsGroupWhatRootHandsOut(String mode) throws IOException {
        mode(file, mode);
        if (root()) {
            assertThat(read(file)).isEqualTo("content");
        } else {
            assertThatIOException().isThrownBy(() -> read(file)).withMessageContaining("600 or 400");
        }
    }

    @Test
    void refusesFileOfSomebodyElse() throws IOException {
        assumeTrue(root(), "only root can give files away");
        Files.setAttribute(file, "unix:uid", NOBODY);
        assertThatIOException()
                .isThrownBy(() -> read(file))
                .withMessage("secret file has incorrect owner (uid 65534 != 0)");
    }

    @Test
    void refusesDirectoryPipeAndAbsence() {
        assertThatIOException().isThrownBy(() -> read(directory)).withMessage("secret file is not a regular file");
        assertThatIOException()
                .isThrownBy(() -> read(directory.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesFileThatIsTooLong() throws IOException {
        Files.writeString(file, "x".repeat(101));
        assertThatIOException()
                .isThrownBy(() -> read(file))
                .withMessage("secret file has 101 bytes, more than the 100 allowed");
    }

    @Test
    void followsLinksThatOnlyTheUserCanHaveMade() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(read(link)).isEqualTo("content");
        mode(directory, "rwxrwxrwx");
        assertThatIOException()
                .isThrownBy(() -> read(link))
                .withMessage("directory of the secret file can be written by others (777)");
        assertThat(read(file)).as("no link, and whose file it is shows").isEqualTo("content");
        // As the directory of a secret volume is: others may add links, and replace none.
        Files.setAttribute(directory, "unix:mode", 01777);
        assertThat(read(link)).isEqualTo("content");
    }

    @Test
    void refusesLinkOfSomebodyElse() throws IOException {
        assumeTrue(root(), "only root can give links away");
        var link = Files.createSymbolicLink(directory.resolve("link"), file);
        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        assertThatIOException()
                .isThrownBy(() -> read(link))
                .withMessage("link to the secret file has incorrect owner (uid 65534 != 0)");
    }

    @Test
    void refusesLinkToLooseFile() throws IOException {
        mode(file, "rw-r--r--");
        var link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThatIOException().isThrownBy(() -> read(link)).withMessageContaining("incorrect permissions (644");
    }

    @Test
    void readsVolumeThatIsSwappedAsAWhole() throws IOException {
        var volume = new SecretVolume(directory.resolve("volume"));
        volume.swap("keys", "first");
        var link = volume.file("keys");
        var before = HandedFile.state(link);
        assertThat(read(link)).isEqualTo("first");
        assertThat(HandedFile.state(link)).isEqualTo(before);
        volume.swap("keys", "second");
        assertThat(read(link)).isEqualTo("second");
        assertThat(HandedFile.state(link)).isNotEqualTo(before);
    }

    /** Each read shows one whole content, while the volume is swapped all the time. */
    @Test
    void readsOldOrNewContentDuringSwaps() throws Exception {
        var volume = new SecretVolume(directory.resolve("volume"));
        volume.swap("keys", "0".repeat(50));
        var done = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 1; i < 500; i++) {
                    volume.swap("keys", ("" + i % 10).repeat(50));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                done.set(true);
            }
        });
        while (!done.get()) {
            assertThat(read(volume.file("keys")).chars().distinct().count()).isEqualTo(1);
        }
        writer.join();
    }
}
