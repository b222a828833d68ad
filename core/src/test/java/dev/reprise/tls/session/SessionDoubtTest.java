package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What either store makes of connections that say that sessions may be to blame. */
class SessionDoubtTest {
    private static final Peer PEER = peer("example.org");
    private static final Peer OTHER = peer("other.example");

    @TempDir
    private Path directory;

    /** Where sessions are kept; a file is opened anew for each step, as by one process after the other. */
    enum Kind {
        CACHE,
        FILE
    }

    private interface Step {
        void on(SessionStore store) throws IOException;
    }

    private final SessionCache cache = new SessionCache(8, stopped());

    private void step(Kind kind, Step step) throws IOException {
        if (kind == Kind.CACHE) {
            step.on(cache);
            return;
        }
        try (var file = SessionFile.open(directory.resolve("session.pem"), stopped())) {
            step.on(file);
        }
    }

    private void put(Kind kind, int... numbers) throws IOException {
        for (int number : numbers) {
            step(kind, store -> store.put(PEER, ours(tls13(number))));
        }
    }

    private void observe(Kind kind, Observation seen) throws IOException {
        step(kind, store -> store.observe(PEER, seen));
    }

    private @Nullable Session take(Kind kind, Peer peer) throws IOException {
        var taken = new ArrayList<@Nullable Session>();
        step(kind, store -> taken.add(store.take(peer, session -> Verdict.OFFER)));
        return taken.get(0);
    }

    private void assertDoubt(Kind kind, boolean doubt) throws IOException {
        step(kind, store -> assertThat(store.inDoubt(PEER)).isEqualTo(doubt));
    }

    @ParameterizedTest
    @EnumSource
    void dropsThoseInDoubtWhenTheServerTakesConnectionsWithout(Kind kind) throws IOException {
        put(kind, 1, 2);
        step(kind, store -> store.put(OTHER, ours(tls13(7))));
        assertDoubt(kind, false);
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        assertDoubt(kind, true);
        assertThat(take(kind, PEER)).isNull();
        assertThat(take(kind, OTHER)).as("another peer's").isEqualTo(ours(tls13(7)));
        put(kind, 3); // of a connection that was under way
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertDoubt(kind, false);
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(3)));
        assertThat(take(kind, PEER)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void keepsThemForServerThatWasDown(Kind kind) throws IOException {
        put(kind, 1, 2);
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        for (int i = 0; i < 9; i++) {
            assertThat(take(kind, PEER)).isNull();
            observe(kind, Observation.UNANSWERED_WITHOUT_SESSION);
            assertDoubt(kind, true);
        }
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertDoubt(kind, false);
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(2)));
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(1)));
    }

    @ParameterizedTest
    @EnumSource
    void suspectsAgainWhatItOnceTookBack(Kind kind) throws IOException {
        put(kind, 1, 2, 3);
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        observe(kind, Observation.UNANSWERED_WITHOUT_SESSION);
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(3)));
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertThat(take(kind, PEER)).isNull();
        assertDoubt(kind, false);
    }

    @ParameterizedTest
    @EnumSource
    void observationsOfPeerWithoutSessionsAndWithoutDoubtChangeNothing(Kind kind) throws IOException {
        for (var seen : Observation.values()) {
            observe(kind, seen);
        }
        put(kind, 1);
        observe(kind, Observation.UNANSWERED_WITHOUT_SESSION);
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertDoubt(kind, false);
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(1)));
    }

    @ParameterizedTest
    @EnumSource
    void removesAndForgetsInDoubt(Kind kind) throws IOException {
        put(kind, 1, 2, 3);
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        step(kind, store -> store.remove(PEER, ours(tls13(2))));
        step(kind, store -> store.remove(PEER, ours(tls13(9))));
        step(kind, store -> store.remove(OTHER, ours(tls13(1))));
        observe(kind, Observation.UNANSWERED_WITHOUT_SESSION);
        observe(kind, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(3)));
        assertThat(take(kind, PEER)).isEqualTo(ours(tls13(1)));
        put(kind, 4);
        observe(kind, Observation.UNANSWERED_WITH_SESSION);
        step(kind, store -> store.forget(PEER, ours(tls13(4))));
        assertDoubt(kind, false);
    }

    @Test
    void suspectsAnotherProgramsSessionAndKeepsItAsItIs() throws IOException {
        var path = directory.resolve("session.pem");
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var block = SessionFixtures.block(tls12(1));
        Files.writeString(path, block);
        observe(Kind.FILE, Observation.UNANSWERED_WITH_SESSION);
        assertThat(take(Kind.FILE, PEER)).isNull();
        assertThat(Files.readString(path)).isEqualTo("Reprise-Suspicion: suspected\n" + block);
        observe(Kind.FILE, Observation.UNANSWERED_WITHOUT_SESSION);
        observe(Kind.FILE, Observation.ESTABLISHED_WITHOUT_SESSION);
        assertThat(Files.readString(path)).isEqualTo(block);
        var taken = take(Kind.FILE, PEER);
        assertThat(taken).isNotNull();
        assertThat(List.of(taken.foreign(), taken.equals(ours(tls12(1))))).containsOnly(true);
    }
}
