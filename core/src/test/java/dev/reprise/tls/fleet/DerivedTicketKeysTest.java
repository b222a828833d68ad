package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DerivedTicketKeysTest {
    private static final String ONE = "1:" + "1a".repeat(16) + "2b".repeat(16) + "\n";
    private static final String TWO = "2:" + "3c".repeat(16) + "4d".repeat(16) + "\n";
    private static final Duration LIFETIME = Parties.LIFETIME;
    private static final byte[] ID = {'s', 'h', 'o', 'p'};
    private static final long ROTATION = LIFETIME.toSeconds() / 2;

    @TempDir
    private Path directory;

    private Path file;
    private final RingClocks clocks = new RingClocks();
    private final List<Server> servers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    /** A server with clocks of its own, set as the test's are. */
    private final class Server {
        final RingClocks own = new RingClocks();
        final TicketKeyRing ring = new TicketKeyRing(own.clocks(), new SecureRandom());
        final DerivedTicketKeys keys;

        Server(String fleet, long ahead) throws IOException {
            own.setWallForward(clocks.now().getEpochSecond() - own.now().getEpochSecond() + ahead);
            keys = DerivedTicketKeys.open(file, fleet, LIFETIME, ring, listener(), own.clocks());
            servers.add(this);
        }

        List<String> names() {
            return ring.status().stream().map(KeyStatus::name).toList();
        }

        String sealing() {
            return ring.status().stream()
                    .filter(key -> key.role() == KeyRole.CURRENT)
                    .map(KeyStatus::name)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private KeyFileListener listener() {
        return new KeyFileListener() {
            @Override
            public void keysChanged(Set<Integer> added, Set<Integer> dropped, int sealing) {
                told.add("added " + added + ", dropped " + dropped + ", " + sealing + " seals");
            }

            @Override
            public void failed(IOException fault) {
                told.add("failed");
            }
        };
    }

    @BeforeEach
    void makeSecret() throws IOException {
        file = directory.resolve("fleet.secret");
        write(ONE);
    }

    @AfterEach
    void close() {
        for (var server : servers) {
            server.keys.close();
            server.ring.close();
        }
    }

    private void write(String content) throws IOException {
        var draft = directory.resolve("draft");
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Server server() throws IOException {
        return new Server("shop", 0);
    }

    private void pass(long seconds) {
        clocks.pass(seconds);
        for (var server : servers) {
            server.own.pass(seconds);
            server.keys.poll();
        }
    }

    @Test
    void serversAgreeWheneverTheyWereStarted() throws IOException {
        var first = server();
        for (int i = 0; i < 50; i++) {
            pass(ROTATION / 3 + 7);
            var joiner = server();
            assertThat(joiner.names()).containsExactlyElementsOf(first.names());
            assertThat(joiner.sealing()).isEqualTo(first.sealing());
        }
    }

    @Test
    void sealsUnderAnotherKeyEachRotationAndForgetsThoseNoTicketNeeds() throws IOException {
        var server = server();
        var seals = server.sealing();
        var names = server.names();
        assertThat(names)
                .as("L + S are less than three rotations, the one that seals, and the next")
                .hasSize(5);
        pass(ROTATION);
        assertThat(server.sealing()).isNotEqualTo(seals).isIn(names);
        assertThat(server.names()).hasSize(5).contains(seals);
        pass(2 * ROTATION);
        assertThat(server.names()).contains(seals);
        pass(ROTATION);
        assertThat(server.names()).doesNotContain(seals);
    }

    /** A client resumes at another server through all of a session's life, whatever clock is ahead within the bounds. */
    @Test
    void resumesAtServersWhoseClocksDiffer() throws IOException {
        var early = new Server("shop", 0);
        var late = new Server("shop", -FleetTimings.of(LIFETIME).skew().toSeconds());
        for (int i = 0; i < 20; i++) {
            for (var way : List.of(List.of(early, late), List.of(late, early))) {
                assertThat(way.get(1).names()).contains(way.get(0).sealing());
            }
            pass(ROTATION / 4 + 11);
        }
    }

    @Test
    void handshakesResumeAtAnotherServer() throws IOException {
        var a = server();
        var b = server();
        var client = Parties.client(clocks)
                .sessions(new SessionCache(8, clocks.clocks()))
                .build();
        Pair.of(client, Parties.server(clocks).sessionId(ID).ticketKeys(a.ring).build())
                .handshake()
                .close();
        pass(ROTATION + 60);
        try (var pair = Pair.of(
                        client,
                        Parties.server(clocks).sessionId(ID).ticketKeys(b.ring).build())
                .handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
    }

    @Test
    void fleetsWithOneSecretShareNothing() throws IOException {
        assertThat(server().names()).doesNotContainAnyElementsOf(new Server("mail", 0).names());
    }

    @Test
    void changesOverFromOneSecretToAnother() throws IOException {
        var server = server();
        var old = server.sealing();
        write(TWO + ONE);
        server.keys.poll();
        assertThat(server.sealing()).as("the new one opens first").isEqualTo(old);
        assertThat(server.names()).hasSize(10);
        write(ONE + TWO);
        server.keys.poll();
        assertThat(server.sealing()).isNotEqualTo(old);
        assertThat(server.names()).contains(old);
        write(TWO);
        server.keys.poll();
        assertThat(server.names()).hasSize(5).doesNotContain(old);
        assertThat(told).containsExactly("added [2], dropped [], 1 seals", "added [], dropped [1], 2 seals");
    }

    @Test
    void keepsItsKeysWhenTheFileGoesBadAndSaysSoOnce() throws IOException {
        var server = server();
        write("nonsense\n");
        pass(1);
        pass(ROTATION);
        assertThat(told).containsExactly("failed");
        assertThat(server.names()).as("and rotates on").hasSize(5);
        write(ONE);
        pass(1);
        assertThat(server.names()).containsExactlyElementsOf(server().names());
    }

    /** A clock that was wrong for a while has wiped the keys of the right time; the file gives them back. */
    @Test
    void healsWhenTheWallClockIsSetBack() throws IOException {
        var server = server();
        var right = server.names();
        server.own.setWallForward(30 * ROTATION);
        server.keys.poll();
        assertThat(server.names()).doesNotContainAnyElementsOf(right);
        server.own.setWallForward(-30 * ROTATION);
        server.keys.poll();
        assertThat(server.names()).containsExactlyElementsOf(right);
    }

    @Test
    void startsInTheYearsToCome() throws IOException {
        clocks.setWallForward(Duration.ofDays(5 * 365).toSeconds());
        assertThat(server().names()).hasSize(5);
    }

    @Test
    void closesAlsoWhenTheRingWasClosedBefore() throws IOException {
        var server = server();
        server.ring.close();
        assertThatNoException().isThrownBy(server.keys::close);
    }

    @Test
    void endsInSilenceWhenTheRingWasClosed() throws IOException {
        var rotated = server();
        rotated.ring.close();
        rotated.own.pass(ROTATION);
        assertThatNoException().isThrownBy(rotated.keys::poll);

        var changed = server();
        changed.ring.close();
        write(ONE + TWO);
        assertThatNoException().isThrownBy(changed.keys::poll);
        assertThat(told).isEmpty();
    }

    @Test
    void leavesNoKeyBehindWhenClosed() throws IOException {
        var server = server();
        server.keys.close();
        server.keys.close();
        server.keys.poll();
        assertThat(server.ring.status()).allMatch(key -> key.role() == KeyRole.FORGOTTEN);
    }

    @Test
    void refusesShortLifetimesFilesWithoutSecretAndClosedRings() throws IOException {
        var ring = new TicketKeyRing();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DerivedTicketKeys.open(file, "shop", Duration.ofMinutes(19), ring, new KeyFileListener() {}));
        write("1:" + "00".repeat(32) + "\n");
        assertThatIOException()
                .isThrownBy(() -> DerivedTicketKeys.open(file, "shop", LIFETIME, ring, new KeyFileListener() {}));
        ring.close();
        write(ONE);
        assertThatIllegalStateException()
                .isThrownBy(() -> DerivedTicketKeys.open(file, "shop", LIFETIME, ring, new KeyFileListener() {}));
    }
}
