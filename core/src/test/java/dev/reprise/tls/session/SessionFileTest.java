package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionFixtures.MovingClocks;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
    private static final Peer PEER = peer("example.org");

    @TempDir
    private Path directory;

    private final MovingClocks clocks = new MovingClocks();
    private Path path;
    private SessionFile file;

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("session.pem");
        file = SessionFile.open(path, clocks.clocks());
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void createsAnEmptyFileForTheOwnerAlone() throws IOException {
        assertThat(path).isEmptyFile();
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(file.entries()).isEmpty();
        assertThat(take(PEER)).isNull();
        assertThat(directory.toFile().list()).as("nothing else is made").containsExactly("session.pem");
    }

    @Test
    void anotherRunTakesWhatThisOneStored() throws IOException {
        var session = ours(tls13(1));
        file.put(PEER, session);
        file.close();
        try (var next = SessionFile.open(path, clocks.clocks());
                var taken = Objects.requireNonNull(next.take(PEER, s -> Verdict.OFFER))) {
            assertThat(taken).isEqualTo(session);
            assertThat(taken.toDer()).isEqualTo(session.toDer());
            assertThat(taken.chain()).isEqualTo(SERVER.chain());
            assertThat(taken.foreign()).isFalse();
        }
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("session.pem.lock"))).isEqualTo("rw-------");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("session.pem", "session.pem.lock");
    }

    @Test
    void handsOutTheNewestFirstAndTls13SessionsOnce() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.put(PEER, ours(tls13(2)));
        assertThat(Files.readString(path)).contains(body(1), body(2));
        assertThat(take(PEER)).isEqualTo(ours(tls13(2)));
        assertThat(Files.readString(path)).as("gone before it is used").doesNotContain(body(2));
        assertThat(take(PEER)).isEqualTo(ours(tls13(1)));
        assertThat(path).isEmptyFile();
        assertThat(take(PEER)).isNull();
    }

    @Test
    void handsOutTls12SessionsAgainWithoutTouchingTheFile() throws IOException {
        file.put(PEER, ours(tls12(1)));
        var before = Files.getAttribute(path, "unix:ino");
        assertThat(take(PEER)).isEqualTo(ours(tls12(1)));
        assertThat(take(PEER)).isEqualTo(ours(tls12(1)));
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
    }

    @Test
    void neverCrossesPeers() throws IOException {
        file.put(PEER, ours(tls13(1)));
        assertThat(take(peer("other.example"))).isNull();
        assertThat(take(new Peer("example.org", 444, Optional.of("example.org"), "", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.empty(), "", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.of("example.org"), "id", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.of("example.org"), "", "p1")))
                .isNull();
        assertThat(take(PEER)).isNotNull();
    }

    @Test
    void keepsEveryPartOfAPeer() throws IOException {
        var peers = List.of(
                new Peer("fe80::1%eth0", 0, Optional.empty(), "", ""),
                new Peer("a b\n-----BEGIN X-----\r%41+", 65_535, Optional.of("\u00e4.example"), "0f", "p:=q"),
                new Peer("example.org", 8_443, Optional.of("xn--4ca.example"), "ab".repeat(32), "cd".repeat(32)));
        for (var each : peers) {
            file.put(each, ours(tls12(1)));
        }
        for (var each : peers) {
            assertThat(take(each)).isNotNull();
        }
        assertThat(file.entries())
                .extracting(entry -> entry.peer().orElseThrow())
                .containsExactly(peers.get(2), peers.get(1), peers.get(0));
    }

    @Test
    void knowsWhatOtherIdentitiesHave() throws IOException {
        var without = new Peer("example.org", 443, Optional.of("example.org"), "", "p0");
        var alice = new Peer("example.org", 443, Optional.of("example.org"), "aa", "p0");
        assertThat(file.hasOtherIdentity(without)).isFalse();
        file.put(without, ours(tls13(1)));
        assertThat(file.hasOtherIdentity(without)).isFalse();
        assertThat(file.hasOtherIdentity(alice)).isTrue();
        assertThat(file.hasOtherIdentity(new Peer("example.org", 443, Optional.of("example.org"), "aa", "p1")))
                .isFalse();
        file.put(alice, ours(tls13(2)));
        assertThat(file.hasOtherIdentity(without)).isTrue();
    }

    @Test
    void keepsTheEightNewestPerPeer() throws IOException {
        file.put(peer("other.example"), ours(tls13(100)));
        for (int i = 0; i < 10; i++) {
            file.put(PEER, ours(tls13(i)));
        }
        assertThat(drain(PEER)).containsExactly(sessions(9, 8, 7, 6, 5, 4, 3, 2));
        assertThat(drain(peer("other.example"))).containsExactly(sessions(100));
    }

    @Test
    void storesOneTicketOnce() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.put(PEER, ours(tls13(2)));
        file.put(PEER, ours(tls13(1)));
        assertThat(drain(PEER)).containsExactly(sessions(1, 2));
    }

    @Test
    void keepsWhatTheCheckKeepsAndDropsWhatItDrops() throws IOException {
        for (int i = 1; i <= 4; i++) {
            file.put(PEER, ours(tls13(i)));
        }
        var seen = new ArrayList<Session>();
        var taken = file.take(PEER, session -> {
            seen.add(session);
            return List.of(Verdict.KEEP, Verdict.DROP, Verdict.OFFER).get(seen.size() - 1);
        });
        assertThat(taken).isEqualTo(ours(tls13(2)));
        assertThat(seen).as("no check after OFFER").containsExactly(sessions(4, 3, 2));
        assertThat(drain(PEER)).containsExactly(sessions(4, 1));
    }

    @Test
    void dropsWhatTheCheckDropsEvenWhenNothingIsOffered() throws IOException {
        file.put(PEER, ours(tls12(1)));
        assertThat(file.take(PEER, session -> Verdict.DROP)).isNull();
        assertThat(file.entries()).isEmpty();
    }

    @Test
    void checkMayUseTheFileItself() throws IOException {
        file.put(PEER, ours(tls13(1)));
        var taken = file.take(PEER, session -> {
            try {
                file.put(peer("other.example"), ours(tls13(2)));
                return Verdict.OFFER;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(taken).isEqualTo(ours(tls13(1)));
        assertThat(file.entries()).hasSize(1);
    }

    @Test
    void handsNothingOutThatAnotherUserTookDuringTheCheck() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.put(PEER, ours(tls13(2)));
        try (var rival = SessionFile.open(path, clocks.clocks())) {
            var stolen = new ArrayList<Session>();
            var taken = file.take(PEER, session -> {
                try {
                    if (stolen.isEmpty()) {
                        stolen.add(rival.take(PEER, s -> Verdict.OFFER));
                    }
                    return Verdict.OFFER;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(stolen).containsExactly(sessions(2));
            assertThat(taken).isEqualTo(ours(tls13(1)));
        }
    }

    @Test
    void forgetsTheRefusedSessionAndOlderOnes() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.put(PEER, ours(tls13(2)));
        file.put(PEER, ours(tls13(3).time(NOW.getEpochSecond() + 1)));
        file.put(peer("other.example"), ours(tls13(4)));
        file.forget(PEER, ours(tls13(2)));
        assertThat(drain(PEER)).containsExactly(sessions(3));
        assertThat(drain(peer("other.example"))).hasSize(1);
    }

    @Test
    void showsExpiredSessionsToTheCheckAndDropsThemWhenItWrites() throws IOException {
        file.put(PEER, ours(tls12(1)));
        clocks.pass(Duration.ofHours(1));
        var seen = new ArrayList<Instant>();
        assertThat(file.take(PEER, session -> {
                    seen.add(session.expires());
                    return Verdict.KEEP;
                }))
                .isNull();
        assertThat(seen).containsExactly(NOW.plusSeconds(3_600));
        assertThat(file.entries()).hasSize(1);
        file.put(peer("other.example"), ours(tls12(2).time(clocks.wall.getEpochSecond())));
        assertThat(file.entries())
                .extracting(SessionFile.Entry::peer)
                .containsExactly(Optional.of(peer("other.example")));
    }

    @Test
    void neverStoresWhatIsExpired() throws IOException {
        file.put(PEER, ours(tls13(1).ticketLifetimeHint(0)));
        assertThat(path).isEmptyFile();
    }

    @Test
    void describesEntriesWithoutTheirSecrets() throws IOException {
        file.put(PEER, ours(tls12(1)));
        file.put(PEER, ours(tls13(2)));
        var entries = file.entries();
        assertThat(entries)
                .containsExactly(
                        new SessionFile.Entry(
                                Optional.of(PEER),
                                ProtocolVersion.TLS_1_3,
                                0x1301,
                                Optional.of("example.org"),
                                NOW,
                                NOW.plusSeconds(3_600),
                                Optional.of("00000002" + "ee".repeat(12))),
                        new SessionFile.Entry(
                                Optional.of(PEER),
                                ProtocolVersion.TLS_1_2,
                                0xc02b,
                                Optional.of("example.org"),
                                NOW,
                                NOW.plusSeconds(3_600),
                                Optional.of("00000001" + "ee".repeat(12))));
        assertThat(entries.get(0).foreign()).isFalse();
        assertThat(entries.toString()).doesNotContain("7777");
    }

    @Test
    void listsWithoutCreatingOrChangingAnything() throws IOException {
        file.put(PEER, ours(tls13(1)));
        Files.delete(directory.resolve("session.pem.lock"));
        var time = FileTime.from(NOW);
        Files.setLastModifiedTime(path, time);
        var before = Files.readAllBytes(path);
        assertThat(SessionFile.list(path)).hasSize(1);
        assertThat(SessionFile.list(directory.resolve("absent"))).isEmpty();
        assertThat(path).hasBinaryContent(before);
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(time);
        assertThat(directory.toFile().list()).containsExactly("session.pem");
    }

    @Test
    void removesByHostByPortAndByServerName() throws IOException {
        var named = new Peer("10.0.0.1", 8_443, Optional.of("inside.example"), "", "p0");
        var six = new Peer("::1", 443, Optional.empty(), "", "p0");
        for (var each : List.of(PEER, named, six)) {
            file.put(each, ours(tls13(1)));
            file.put(each, ours(tls12(2)));
        }
        assertThat(file.remove("nobody.example")).isZero();
        assertThat(file.remove("example.org:444")).isZero();
        assertThat(file.remove("EXAMPLE.org:443")).isEqualTo(2);
        assertThat(file.remove("inside.example")).isEqualTo(2);
        assertThat(file.remove("[::1]:443")).isEqualTo(2);
        assertThat(file.entries()).isEmpty();
    }

    @Test
    void goesOnWhenTheFileIsDeletedInBetween() throws IOException {
        file.put(PEER, ours(tls13(1)));
        Files.delete(path);
        assertThat(take(PEER)).isNull();
        file.put(PEER, ours(tls13(2)));
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(drain(PEER)).containsExactly(sessions(2));
    }

    @Test
    void closedFileFailsWithoutBreakingItsCaller() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.close();
        file.close();
        assertThatIOException().isThrownBy(() -> file.put(PEER, ours(tls13(2)))).withMessage("session file is closed");
        assertThatIOException().isThrownBy(() -> take(PEER)).withMessage("session file is closed");
    }

    @Test
    void boundsTheFileAndDropsTheOldestFirst() throws IOException {
        // a ticket of 32,000 bytes makes blocks of about 44,500 characters, of which 23 fit into 1 MiB
        for (int i = 0; i < 25; i++) {
            file.put(peer("h" + i), ours(tls13(i).ticket(large(i))));
        }
        assertThat(Files.size(path)).isLessThanOrEqualTo(1 << 20);
        assertThat(take(peer("h0"))).isNull();
        assertThat(take(peer("h1"))).isNull();
        assertThat(take(peer("h24"))).isNotNull();
        assertThat(file.entries().size()).isGreaterThan(20);
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Files.write(path, new byte[(1 << 20) + 1]);
        assertThatIOException()
                .isThrownBy(() -> take(PEER))
                .withMessage("session file has 1048577 bytes, more than the 1048576 allowed");
    }

    private static Bytes large(int number) {
        var ticket = new byte[32_000];
        ticket[0] = (byte) number;
        return Bytes.wrap(ticket);
    }

    private @Nullable Session take(Peer peer) throws IOException {
        return file.take(peer, session -> Verdict.OFFER);
    }

    private List<Session> drain(Peer peer) throws IOException {
        var all = new ArrayList<Session>();
        for (var session = take(peer); session != null; session = take(peer)) {
            all.add(session);
        }
        return all;
    }

    /** The second line of the block's Base64, which no other session's block has. */
    private static String body(int number) {
        return SessionFixtures.block(tls13(number)).lines().skip(2).findFirst().orElseThrow();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Session[] sessions(int... numbers) {
        var sessions = new Session[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            sessions[i] = ours(tls13(numbers[i]));
        }
        return sessions;
    }
}
