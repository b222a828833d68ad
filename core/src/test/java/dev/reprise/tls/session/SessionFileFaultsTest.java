package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reprise.tls.internal.file.OwnerOnly;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything a file system can do to a session file; texts are libtls's where it has one. */
class SessionFileFaultsTest {
    private static final Peer PEER = peer("example.org");

    @TempDir
    private Path directory;

    private Path path;
    private Path temporary;

    @BeforeEach
    void name() {
        path = directory.resolve("session.pem");
        temporary = directory.resolve(".session.pem.reprise-new");
    }

    @ParameterizedTest
    @DisplayName("[77] any mode but 0600 is refused, in octal without padding")
    @CsvSource({
        "rw-r--r--, 644",
        "rw-r-----, 640",
        "r--------, 400",
        "rwx------, 700",
        "---------, 0",
        "rw-----w-, 602",
        "-w-------, 200"
    })
    void refusesOtherModes(String mode, String octal) throws IOException {
        write(block(tls12(1)));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        assertThatIOException()
                .isThrownBy(() -> open(path))
                .withMessage(path + ": session file has incorrect permissions (" + octal + " != 600)");
        assertThat(mode(path)).isEqualTo(mode);
    }

    @ParameterizedTest
    @DisplayName("[78] set-id and sticky bits are accepted")
    @ValueSource(ints = {04600, 02600, 01600})
    void acceptsSetIdAndStickyBits(int mode) throws IOException {
        write(block(tls12(1)));
        Files.setAttribute(path, "unix:mode", mode);
        try (var file = open(path)) {
            assertThat(take(file)).isNotNull();
        }
    }

    @Test
    @DisplayName("[98] a mode changed after opening is noticed")
    void noticesAModeThatIsChangedWhileItIsOpen() throws IOException {
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(1)));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            assertThatIOException().isThrownBy(() -> take(file)).withMessageContaining("(644 != 600)");
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, ours(tls13(2))))
                    .withMessageContaining("(644 != 600)");
        }
    }

    @Test
    @DisplayName("[76] another owner is refused, and told before a wrong mode")
    void refusesAnotherOwner() throws IOException {
        assumeTrue(OwnerOnly.currentUser() == 0, "another owner: only root can give a file away");
        write("");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setAttribute(path, "unix:uid", 65_534);
        assertThatIOException()
                .isThrownBy(() -> open(path))
                .withMessage(path + ": session file has incorrect owner (uid 65534 != 0)");
    }

    @Test
    @DisplayName("[75] a directory, a pipe and a device are refused")
    void refusesWhatIsNoRegularFile() throws Exception {
        Files.createDirectory(path);
        notRegular(path);
        notRegular(Path.of("/dev/null"));
        notRegular(Path.of("/"));
        var pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        notRegular(pipe);
    }

    @Test
    void followsNoLink() throws IOException {
        write(block(tls12(1)));
        var link = directory.resolve("link");
        Files.createSymbolicLink(link, path);
        notRegular(link);
        var dangling = directory.resolve("dangling");
        Files.createSymbolicLink(dangling, directory.resolve("nowhere"));
        notRegular(dangling);
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void followsLinksOfTheDirectory() throws IOException {
        var link = directory.resolve("elsewhere");
        Files.createSymbolicLink(link, directory);
        try (var file = open(path);
                var same = open(link.resolve("session.pem"))) {
            file.put(PEER, ours(tls13(1)));
            assertThat(take(same)).isNotNull();
        }
    }

    @Test
    @DisplayName("[74] a file that cannot be looked at is refused with the system's text")
    void tellsWhyItCannotLook() throws IOException {
        var absent = directory.resolve("absent/session.pem");
        assertThatIOException()
                .isThrownBy(() -> open(absent))
                .withMessage(absent + ": failed to stat session file: No such file or directory");
        write("");
        assertThatIOException()
                .isThrownBy(() -> open(path.resolve("session.pem")))
                .withMessage(path.resolve("session.pem") + ": failed to create session file: Not a directory");
    }

    @Test
    void refusesFileSystemsWithoutPermissions() throws IOException {
        var zip = URI.create("jar:" + directory.resolve("some.zip").toUri());
        try (var fileSystem = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatIOException()
                    .isThrownBy(() -> open(fileSystem.getPath("/session.pem")))
                    .withMessageContaining("POSIX permissions");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077", "0777"})
    void createsFilesForTheOwnerAloneUnderAnyUmask(String umask) throws IOException {
        assertThat(SessionFileProcess.run("umask " + umask + ";", "put", path, 0, 1))
                .contains("done");
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("session.pem.lock"))).isEqualTo("rw-------");
    }

    /** A directory with something in it where the temporary file is due fails for root, too. */
    @Test
    void handsOutNoSingleUseSessionThatItCannotRemove() throws IOException {
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(1)));
            file.put(peer("other.example"), ours(tls12(2)));
            var before = Files.readAllBytes(path);
            Files.createDirectories(temporary.resolve("inside"));
            assertThatIOException()
                    .isThrownBy(() -> take(file))
                    .withMessageStartingWith("failed to write session file: ");
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, ours(tls13(3))))
                    .withMessageStartingWith("failed to write session file: ");
            assertThat(path).hasBinaryContent(before);
            assertThat(file.take(peer("other.example"), session -> Verdict.OFFER))
                    .as("a TLS 1.2 session needs no removal")
                    .isEqualTo(ours(tls12(2)));
            assertThatIOException()
                    .as("what cannot be dropped is told")
                    .isThrownBy(() -> file.take(peer("other.example"), session -> Verdict.DROP))
                    .withMessageStartingWith("failed to write session file: ");

            Files.delete(temporary.resolve("inside"));
            assertThat(take(file)).as("as before, once the fault is gone").isEqualTo(ours(tls13(1)));
        }
    }

    @Test
    void withholdsNoGoodSessionBecauseAnotherCannotBeDropped() throws IOException {
        try (var file = open(path)) {
            file.put(PEER, ours(tls12(1)));
            file.put(PEER, ours(tls12(2)));
            Files.createDirectories(temporary.resolve("inside"));
            assertThat(file.take(PEER, session -> session.equals(ours(tls12(2))) ? Verdict.DROP : Verdict.OFFER))
                    .isEqualTo(ours(tls12(1)));
        }
    }

    @Test
    void clearsAwayWhatAKilledProcessLeft() throws IOException {
        write(block(tls12(1)));
        Files.writeString(temporary, "half a sess");
        try (var file = open(path)) {
            assertThat(temporary).doesNotExist();
            Files.writeString(temporary, "half a sess");
            file.put(PEER, ours(tls13(2)));
            assertThat(temporary).doesNotExist();
            assertThat(file.entries()).hasSize(2);
        }
    }

    @Test
    void neverWritesThroughALinkInPlaceOfTheTemporaryFile() throws IOException {
        var precious = directory.resolve("precious");
        Files.writeString(precious, "precious");
        try (var file = open(path)) {
            Files.createSymbolicLink(temporary, precious);
            file.put(PEER, ours(tls13(1)));
            assertThat(precious).hasContent("precious");
            assertThat(Files.isSymbolicLink(path)).isFalse();
        }
    }

    @Test
    void refusesALockFileThatIsNone() throws Exception {
        var lock = directory.resolve("session.pem.lock");
        try (var file = open(path)) {
            Files.createSymbolicLink(lock, directory.resolve("nowhere"));
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, ours(tls13(1))))
                    .withMessage("session lock file is not a regular file");
            Files.delete(lock);
            assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                    .isZero();
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, ours(tls13(1))))
                    .withMessage("session lock file is not a regular file");
            Files.delete(lock);
            file.put(PEER, ours(tls13(1)));
            assertThat(take(file)).isNotNull();
        }
    }

    @Test
    void goesOnWhenTheLockFileIsDeletedInBetween() throws IOException {
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(1)));
            Files.delete(directory.resolve("session.pem.lock"));
            file.put(PEER, ours(tls13(2)));
            assertThat(file.entries()).hasSize(2);
        }
    }

    /** A limit on the size of files is a write that really fails in its middle, as on a full disk. */
    @Test
    @DisplayName("[95] a short write is continued, and one that fails in its middle changes nothing")
    void keepsTheOldContentWhenTheDiskIsFull() throws IOException {
        try (var file = SessionFile.open(path)) {
            for (int i = 0; i < 6; i++) {
                file.put(SessionFileProcess.peer(i), SessionFileProcess.session(i));
            }
            var before = Files.readAllBytes(path);
            assertThat(before.length).isGreaterThan(2_048);
            var printed = SessionFileProcess.run("ulimit -f 4;", "put", path, 10, 1);
            assertThat(printed).containsExactly("failed: failed to write session file: File too large");
            assertThat(SessionFileProcess.run("ulimit -f 4;", "take", path, 0, 1))
                    .containsExactly("failed: failed to write session file: File too large");
            assertThat(path).hasBinaryContent(before);
            assertThat(temporary).doesNotExist();
        }
    }

    @Test
    void tellsWhenTheFileCannotBeReplaced() throws Exception {
        try (var file = SessionFile.open(path)) {
            file.put(SessionFileProcess.peer(0), SessionFileProcess.session(0));
            var before = Files.readAllBytes(path);
            var mount = "mount --bind '" + path + "' '" + path + "'";
            assumeTrue(inOwnMounts(mount), "bind-mounted session file: this machine lets us mount nothing");
            assertThat(SessionFileProcess.run(ownMounts(mount), "put", path, 1, 1))
                    .containsExactly("failed: failed to replace session file: Device or resource busy");
            assertThat(SessionFileProcess.run(ownMounts(mount), "take", path, 0, 1))
                    .containsExactly("failed: failed to replace session file: Device or resource busy");
            assertThat(path).hasBinaryContent(before);
            assertThat(temporary).doesNotExist();
        }
    }

    @Test
    void readsButNeverUsesUpSessionsOfAReadOnlyDirectory() throws Exception {
        try (var file = SessionFile.open(path)) {
            file.put(SessionFileProcess.peer(0), SessionFileProcess.session(0));
        }
        var mount =
                "mount --bind '" + directory + "' '" + directory + "' && mount -o remount,bind,ro '" + directory + "'";
        assumeTrue(inOwnMounts(mount), "read-only directory: this machine lets us mount nothing");
        assertThat(SessionFileProcess.run(ownMounts(mount), "take", path, 0, 1))
                .containsExactly("failed: failed to lock session file: Read-only file system");
        assertThat(SessionFileProcess.run(ownMounts(mount), "take", path, 5, 1)).containsExactly("none", "done");
        assertThat(SessionFile.list(path)).hasSize(1);
    }

    private static boolean inOwnMounts(String mount) throws Exception {
        return new ProcessBuilder(List.of("unshare", "-rm", "sh", "-c", mount))
                        .start()
                        .waitFor()
                == 0;
    }

    /** Shell words that run what follows them with a mount nobody else sees. */
    private static String ownMounts(String mount) {
        return "exec unshare -rm sh -c \"" + mount + " && exec \\\"\\$@\\\"\" sh \"$@\";";
    }

    private static void notRegular(Path file) {
        assertThatIOException()
                .as(file.toString())
                .isThrownBy(() -> open(file))
                .withMessage(file + ": session file is not a regular file");
    }

    private void write(String content) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, content);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static SessionFile open(Path path) throws IOException {
        return SessionFile.open(path, stopped());
    }

    private static @Nullable Session take(SessionFile file) throws IOException {
        return file.take(PEER, session -> Verdict.OFFER);
    }
}
