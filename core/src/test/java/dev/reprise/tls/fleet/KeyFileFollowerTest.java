package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.file.SecretVolume;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileFollowerTest {
    private static final String ONE = "1:" + "11".repeat(48) + "\n";
    private static final String TWO = "2:" + "22".repeat(48) + "\n";

    @TempDir
    private Path directory;

    private Path file;
    private final TicketKeyRing ring = new TicketKeyRing();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void serve() {
        file = directory.resolve("ticket.keys");
    }

    @AfterEach
    void close() {
        ring.close();
    }

    /** Replace the file as a careful writer does: another inode, so the change shows whatever the clock's grain. */
    private void write(String content) throws IOException {
        var draft = directory.resolve("draft");
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private KeyFileFollower follower() throws IOException {
        return KeyFileFollower.open(file, ring, new KeyFileListener() {
            @Override
            public void keysChanged(Set<Integer> added, Set<Integer> dropped, int sealing) {
                told.add("added " + added + ", dropped " + dropped + ", " + sealing + " seals");
                throw new IllegalStateException("which must change nothing");
            }

            @Override
            public void failed(IOException fault) {
                told.add(fault.getMessage());
            }
        });
    }

    private List<String> told() {
        var now = List.copyOf(told);
        told.clear();
        return now;
    }

    private int sealingRevision() {
        return ring.status().stream()
                .filter(key -> key.role() == KeyRole.CURRENT)
                .findFirst()
                .orElseThrow()
                .revision();
    }

    @Test
    void sealsWithTheLastKeyAndOpensWithAll() throws IOException {
        write(ONE);
        follower();
        assertThat(sealingRevision()).isEqualTo(1);
        write(ONE + TWO);
        var follower = follower();
        follower.poll();

        assertThat(ring.status()).extracting(KeyStatus::revision).containsExactlyInAnyOrder(1, 2);
        assertThat(sealingRevision()).isEqualTo(2);
        assertThat(ring.status()).extracting(KeyStatus::role).contains(KeyRole.PREVIOUS, KeyRole.CURRENT);
    }

    @Test
    void saysAtTheStartWhatTheKeysAre() throws IOException {
        write(ONE + TWO);
        try (var follower = follower()) {
            assertThat(told()).isEmpty();
            follower.start();
            assertThat(told()).containsExactly("added [1, 2], dropped [], 2 seals");
        }
    }

    @Test
    void takesKeysThatAreAddedLater() throws IOException {
        write(ONE);
        var follower = follower();
        follower.poll();
        assertThat(told()).isEmpty();

        write(ONE + TWO);
        follower.poll();
        assertThat(told()).containsExactly("added [2], dropped [], 2 seals");
        assertThat(sealingRevision()).isEqualTo(2);
    }

    @Test
    void forgetsKeysThatAreTakenOut() throws IOException {
        write(ONE);
        var follower = follower();
        write(TWO);
        follower.poll();

        assertThat(told()).containsExactly("added [2], dropped [1], 2 seals");
        assertThat(ring.status()).extracting(KeyStatus::revision).containsExactly(2);
    }

    @Test
    void keepsTheKeysWhenTheFileGoesBadAndSaysSoOnce() throws IOException {
        write(ONE);
        var follower = follower();
        told();

        write("nonsense\n");
        follower.poll();
        follower.poll();
        assertThat(told()).singleElement().asString().contains("line 1");

        Files.delete(file);
        follower.poll();
        follower.poll();
        assertThat(told()).singleElement().asString().contains(file.toString());
        assertThat(sealingRevision()).isEqualTo(1);

        write(TWO);
        follower.poll();
        assertThat(sealingRevision()).isEqualTo(2);
    }

    /** As after a fault of the system, whose end does not show in the file: same inode, size and time, other outcome. */
    @Test
    void triesAgainUntilTheKeysAreTaken() throws IOException {
        write(ONE);
        var follower = follower();
        told();

        write("x" + TWO.substring(1));
        var time = Files.getLastModifiedTime(file);
        follower.poll();
        assertThat(told()).hasSize(1);
        Files.writeString(file, TWO);
        Files.setLastModifiedTime(file, time);
        follower.poll();
        assertThat(sealingRevision()).isEqualTo(2);

        Files.delete(file);
        follower.poll();
        assertThat(told()).last().asString().contains(file.toString());
    }

    @Test
    void refusesToStartWithABadFile() throws IOException {
        write("nonsense\n");

        assertThatThrownBy(this::follower).isInstanceOf(IOException.class);
    }

    @Test
    void refusesToStartWithAClosedRing() throws IOException {
        write(ONE);
        ring.close();
        assertThatIllegalStateException().isThrownBy(this::follower);
    }

    @Test
    void endsInSilenceWhenTheRingWasClosed() throws IOException {
        write(ONE);
        var follower = follower();
        ring.close();
        write(TWO);
        follower.poll();
        assertThat(told()).isEmpty();
    }

    /** As Kubernetes hands it out: read-only, behind links, and swapped by a link beside it. */
    @Test
    void followsSecretVolume() throws IOException {
        var volume = new SecretVolume(directory.resolve("volume"));
        file = volume.file("keys");
        volume.swap("keys", ONE);
        try (var follower = follower()) {
            volume.swap("keys", ONE + TWO);
            follower.poll();
            assertThat(told()).containsExactly("added [2], dropped [], 2 seals");
            volume.swap("keys", TWO);
            follower.poll();
            assertThat(told()).containsExactly("added [], dropped [1], 2 seals");
        }
    }
}
