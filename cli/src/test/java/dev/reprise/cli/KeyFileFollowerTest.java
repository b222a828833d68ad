package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

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
        PrivateFile.create(draft, content.getBytes(StandardCharsets.US_ASCII));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private KeyFileFollower follower() throws IOException {
        return new KeyFileFollower(file, ring, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String log() {
        var text = said.toString(StandardCharsets.UTF_8);
        said.reset();
        return text;
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
        follower().start();

        assertThat(log().lines())
                .containsExactly(
                        "ticket keys: added revision 0x00000001",
                        "ticket keys: added revision 0x00000002",
                        "ticket keys: revision 0x00000002 seals");
    }

    @Test
    void takesKeysThatAreAddedLater() throws IOException {
        write(ONE);
        var follower = follower();
        follower.poll();
        assertThat(log()).isEmpty();

        write(ONE + TWO);
        follower.poll();
        assertThat(log()).isEqualTo("ticket keys: added revision 0x00000002\nticket keys: revision 0x00000002 seals\n");
        assertThat(sealingRevision()).isEqualTo(2);
    }

    @Test
    void forgetsKeysThatAreTakenOut() throws IOException {
        write(ONE);
        var follower = follower();
        write(TWO);
        follower.poll();

        assertThat(log()).contains("dropped revision 0x00000001");
        assertThat(ring.status()).extracting(KeyStatus::revision).containsExactly(2);
    }

    @Test
    void keepsTheKeysWhenTheFileGoesBadAndSaysSoOnce() throws IOException {
        write(ONE);
        var follower = follower();
        log();

        write("nonsense\n");
        follower.poll();
        follower.poll();
        assertThat(log().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("ticket keys: unchanged: ")
                .contains("line 1");

        Files.delete(file);
        follower.poll();
        follower.poll();
        assertThat(log().lines()).hasSize(1).first().asString().contains("no such file");
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
        log();

        write("x" + TWO.substring(1));
        var time = Files.getLastModifiedTime(file);
        follower.poll();
        assertThat(log()).startsWith("ticket keys: unchanged: ");
        Files.writeString(file, TWO);
        Files.setLastModifiedTime(file, time);
        follower.poll();
        assertThat(sealingRevision()).isEqualTo(2);

        Files.delete(file);
        follower.poll();
        assertThat(log()).contains("no such file");
    }

    @Test
    void refusesToStartWithABadFile() throws IOException {
        write("nonsense\n");

        assertThatThrownBy(this::follower).isInstanceOf(IOException.class);
    }
}
