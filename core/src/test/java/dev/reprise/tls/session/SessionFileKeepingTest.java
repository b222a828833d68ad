package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionFixtures.MovingClocks;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in a store when something else goes, and what a file's text has room for. */
class SessionFileKeepingTest {
    private static final Peer PEER = peer("example.org");
    private static final Peer OTHER = peer("other.example");
    private static final Bytes RESPONSE = Bytes.ofHex("30030a0100");

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
    void dropsTheSessionThatACheckDropsAndNoOther() throws IOException {
        file.put(PEER, ours(tls13(1)));
        file.put(PEER, ours(tls13(2)));
        file.put(OTHER, ours(tls13(1)));
        var second = ours(tls13(2));
        assertThat(file.take(PEER, session -> session.equals(second) ? Verdict.DROP : Verdict.KEEP))
                .isNull();
        assertThat(seen(PEER)).containsExactly(ours(tls13(1)));
        assertThat(seen(OTHER)).containsExactly(ours(tls13(1)));
    }

    @Test
    void keepsAnEqualSessionOnce() throws IOException {
        file.put(PEER, ours(tls12(1)));
        file.put(PEER, ours(tls12(2)));
        file.put(PEER, ours(tls12(1)));
        file.put(OTHER, ours(tls12(1)));
        assertThat(seen(PEER)).containsExactly(ours(tls12(1)), ours(tls12(2)));
        assertThat(seen(OTHER)).containsExactly(ours(tls12(1)));
    }

    @Test
    void leavesTheFileAloneWhereNothingGoes() throws IOException {
        file.put(PEER, ours(tls12(1)));
        var before = Files.getAttribute(path, "unix:ino");
        assertThat(file.remove("nobody.example")).isZero();
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
    }

    @Test
    void keepsTheResponseAboutTheLeafWithTheSession() throws IOException {
        var access = SessionAccess.inside();
        file.put(PEER, access.with(ours(tls13(1)), RESPONSE));
        file.put(PEER, ours(tls13(2)));
        file.close();
        try (var next = SessionFile.open(path, clocks.clocks());
                var second = Objects.requireNonNull(next.take(PEER, session -> Verdict.OFFER));
                var first = Objects.requireNonNull(next.take(PEER, session -> Verdict.OFFER))) {
            assertThat(access.response(second)).isNull();
            assertThat(access.response(first)).isEqualTo(RESPONSE);
            assertThat(first.chain()).isEqualTo(SERVER.chain());
        }
    }

    @Test
    void countsTheBytesThatItWrites() throws IOException {
        var others = "# not ours\n".getBytes(StandardCharsets.US_ASCII);
        try (var text = SessionText.parse(new byte[0])) {
            text.put(PEER, SessionAccess.inside().with(ours(tls13(1)), RESPONSE));
            text.put(OTHER, ours(tls13(2)));
            var whole = text.encode(10, 1 << 20);
            assertThat(text.encode(10, whole.length)).isEqualTo(whole);
            var newest = text.encode(1, 1 << 20);
            assertThat(text.encode(10, whole.length - 1)).isEqualTo(newest);
            assertThat(text.encode(10, newest.length)).isEqualTo(newest);
            assertThatIOException().isThrownBy(() -> text.encode(10, newest.length - 1));

            var mixed = new byte[whole.length + others.length];
            System.arraycopy(whole, 0, mixed, 0, whole.length);
            System.arraycopy(others, 0, mixed, whole.length, others.length);
            try (var read = SessionText.parse(mixed)) {
                var again = read.encode(10, 1 << 20);
                assertThat(read.encode(10, again.length)).isEqualTo(again);
                assertThat(read.encode(10, again.length - 1)).hasSizeLessThan(again.length - 1);
            }
        }
    }

    /** A process that is killed while it writes the first session in place leaves such a file. */
    @Test
    void takesAFileThatEndsInsideASessionsBeginForItsOwn() throws IOException {
        var begin = "-----BEGIN SSL SESSION PARAMETERS-----";
        int certain = "-----BEGIN SSL SESSION".length();
        for (var before : List.of("", "a line of text\n")) {
            for (int length = 1; length < begin.length(); length++) {
                var content = (before + begin.substring(0, length)).getBytes(StandardCharsets.US_ASCII);
                if (length < certain) {
                    assertThatIOException().as("%d bytes", length).isThrownBy(() -> SessionText.parse(content));
                } else {
                    SessionText.parse(content).close();
                }
            }
        }
        for (var foreign : List.of("x" + begin.substring(0, 30), begin.substring(0, 30) + "x", begin + "x")) {
            assertThatIOException()
                    .as(foreign)
                    .isThrownBy(() -> SessionText.parse(foreign.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** The cache counts by the clock that is never set back, and a session's last second in full. */
    @Test
    void aCacheKeepsASessionToItsLastSecond() {
        var cache = new SessionCache(1, clocks.clocks());
        try (var session = ours(tls12(1))) {
            var left = Duration.between(clocks.wall, session.expires());
            cache.put(PEER, session);
            clocks.pass(left.plusMillis(999));
            assertThat(seen(cache)).hasSize(1);
            clocks.pass(Duration.ofMillis(1));
            assertThat(seen(cache)).isEmpty();
        }
    }

    private List<Session> seen(Peer peer) throws IOException {
        var seen = new ArrayList<Session>();
        file.take(peer, session -> {
            seen.add(session.copy());
            return Verdict.KEEP;
        });
        return seen;
    }

    private static List<Session> seen(SessionCache cache) {
        var seen = new ArrayList<Session>();
        cache.take(PEER, session -> {
            seen.add(session.copy());
            return Verdict.KEEP;
        });
        return seen;
    }
}
