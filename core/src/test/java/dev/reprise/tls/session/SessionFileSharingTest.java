package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.file.OwnerOnly;
import dev.reprise.tls.internal.file.PathLock;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads and processes that share one file, and processes that die. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionFileSharingTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final int THREADS = 3;
    private static final int PROCESSES = 2;
    private static final int EACH = 30;

    @TempDir
    private Path directory;

    @Test
    void losesNoEntryBetweenThreadsAndProcesses() throws Exception {
        var path = directory.resolve("session.pem");
        var workers = new ArrayList<Callable<List<String>>>();
        for (int i = 0; i < PROCESSES; i++) {
            int from = i * EACH;
            workers.add(() -> SessionFileProcess.run("", "put", path, from, EACH));
        }
        for (int i = PROCESSES; i < PROCESSES + THREADS; i++) {
            int from = i * EACH;
            workers.add(() -> {
                try (var file = SessionFile.open(path)) {
                    for (int n = from; n < from + EACH; n++) {
                        file.put(SessionFileProcess.peer(n), SessionFileProcess.session(n));
                    }
                }
                return List.of("done");
            });
        }
        runAll(workers).forEach(printed -> assertThat(printed).contains("done"));

        var peers = new HashSet<Peer>();
        SessionFile.list(path).forEach(entry -> peers.add(entry.peer().orElseThrow()));
        for (int n = 0; n < (PROCESSES + THREADS) * EACH; n++) {
            assertThat(peers).contains(SessionFileProcess.peer(n));
        }
        assertThat(peers).hasSize((PROCESSES + THREADS) * EACH);
    }

    @Test
    void handsOutEachSingleUseSessionOnce() throws Exception {
        var path = directory.resolve("session.pem");
        int sessions = 8;
        var expected = new ArrayList<String>();
        try (var file = SessionFile.open(path)) {
            for (int n = 0; n < sessions; n++) {
                var session = SessionFileProcess.session(n);
                file.put(SessionFileProcess.peer(0), session);
                expected.add("took " + session.hashCode());
            }
            var workers = new ArrayList<Callable<List<String>>>();
            for (int i = 0; i < PROCESSES; i++) {
                workers.add(() -> SessionFileProcess.run("", "take-pool", path, 0, sessions));
            }
            for (int i = 0; i < THREADS; i++) {
                workers.add(() -> {
                    var taken = new ArrayList<String>();
                    for (int n = 0; n < sessions; n++) {
                        var session = file.take(SessionFileProcess.peer(0), s -> Verdict.OFFER);
                        if (session != null) {
                            taken.add("took " + session.hashCode());
                        }
                    }
                    return taken;
                });
            }
            var taken = new ArrayList<String>();
            for (var printed : runAll(workers)) {
                printed.stream().filter(line -> line.startsWith("took")).forEach(taken::add);
            }
            assertThat(taken).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Each process is killed after a random number of acknowledged steps, so in the middle of some later one. */
    @Test
    void staysValidWhenWritersAreKilled() throws Exception {
        var path = directory.resolve("session.pem");
        var random = new Random(SEED);
        int next = 0;
        var acknowledged = new HashSet<Peer>();
        for (int round = 0; round < 30; round++) {
            var process = SessionFileProcess.start("", "put", path, next, 1_000);
            try (var printed = process.inputReader()) {
                for (int steps = random.nextInt(12); steps >= 0; steps--) {
                    assertThat(printed.readLine()).as("-Dtest.seed=%d", SEED).isEqualTo("put " + next);
                    acknowledged.add(SessionFileProcess.peer(next));
                    next++;
                }
                for (int spin = random.nextInt(200_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                process.toHandle().destroyForcibly(); // Process's own would close what it has printed
                process.waitFor();
                for (var line : SessionFileProcess.lines(printed)) {
                    acknowledged.add(SessionFileProcess.peer(Integer.parseInt(line.substring("put ".length()))));
                    next++;
                }
            }
            // The one that was under way may have made it or not; its number is used again.
            var peers = new HashSet<Peer>();
            SessionFile.list(path).forEach(entry -> peers.add(entry.peer().orElseThrow()));
            assertThat(peers).as("-Dtest.seed=%d", SEED).containsAll(acknowledged);
            assertThat(peers.size() - acknowledged.size())
                    .as("-Dtest.seed=%d", SEED)
                    .isIn(0, 1);
        }
        SessionFile.open(path).close();
        assertThat(directory.toFile().list())
                .as("no temporary file is left")
                .containsExactlyInAnyOrder("session.pem", "session.pem.lock");
    }

    @Test
    void waitsForTheLockOfAnotherUserOfTheJvm() throws Exception {
        var path = directory.resolve("session.pem");
        try (var first = SessionFile.open(path);
                var lockFile = FileChannel.open(
                        Files.createFile(directory.resolve("session.pem.lock"), OwnerOnly.ATTRIBUTE),
                        StandardOpenOption.WRITE);
                var executor = Executors.newSingleThreadExecutor()) {
            var held = lockFile.lock();
            var put = executor.submit(() -> {
                first.put(SessionFileProcess.peer(1), SessionFileProcess.session(1));
                return true;
            });
            assertThat(first.entries()).as("readers need no lock").isEmpty();
            assertThat(put.isDone()).isFalse();
            held.release();
            assertThat(put.get()).isTrue();
            assertThat(first.entries()).hasSize(1);
        }
    }

    @Test
    void locksAnewWhenTheLockFileWasDeletedWhileItWaited() throws Exception {
        var path = directory.resolve("session.pem");
        var lockPath = directory.resolve("session.pem.lock");
        try (var file = SessionFile.open(path);
                var lockFile =
                        FileChannel.open(Files.createFile(lockPath, OwnerOnly.ATTRIBUTE), StandardOpenOption.WRITE)) {
            var held = lockFile.lock();
            var put = waiting(() -> file.put(SessionFileProcess.peer(1), SessionFileProcess.session(1)));
            Files.delete(lockPath);
            held.release();
            put.join();
            assertThat(file.entries()).hasSize(1);
            assertThat(lockPath).as("the file that others would lock").exists();
        }
    }

    @Test
    void aCloseWhileTheLockIsHeldLeavesItToItsHolder() throws Exception {
        var path = directory.resolve("session.pem");
        SessionFile.open(path).close();
        var real = directory.toRealPath().resolve("session.pem");
        int user = OwnerOnly.currentUser();
        var first = new PathLock(real, "session", user);
        var held = first.acquire();
        first.close();
        var second = new PathLock(real, "session", user);
        var waiter = waiting(() -> second.acquire().close());
        waiter.interrupt();
        waiter.join();
        assertThat(SessionFileProcess.run("", "probe", path, 0, 1)).contains("locked");
        held.close();
        assertThat(SessionFileProcess.run("", "probe", path, 0, 1)).contains("free");
        second.close();
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Start a thread and return once it waits; it ends when it has what it waits for, or is interrupted. */
    private static Thread waiting(Step step) {
        var thread = Thread.ofPlatform().start(() -> {
            try {
                step.run();
            } catch (IOException e) {
                assertThat(Thread.interrupted()).isTrue();
            }
        });
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void interruptionEndsTheWaitAndLosesNothing() throws Exception {
        var path = directory.resolve("session.pem");
        try (var file = SessionFile.open(path)) {
            file.put(SessionFileProcess.peer(1), SessionFileProcess.session(1));
            Thread.currentThread().interrupt();
            assertThatIOException().isThrownBy(() -> file.take(SessionFileProcess.peer(1), session -> Verdict.OFFER));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.take(SessionFileProcess.peer(1), session -> Verdict.OFFER))
                    .isNotNull();
        }
    }

    @Test
    void oneUsersCloseLeavesTheOthersAtWork() throws IOException {
        var path = directory.resolve("session.pem");
        try (var first = SessionFile.open(path)) {
            SessionFile.open(path).close();
            first.put(SessionFileProcess.peer(1), SessionFileProcess.session(1));
            try (var third = SessionFile.open(path)) {
                assertThat(third.entries()).hasSize(1);
            }
        }
    }

    private static List<List<String>> runAll(List<Callable<List<String>>> workers) throws Exception {
        var results = new ArrayList<List<String>>();
        try (var executor = Executors.newFixedThreadPool(workers.size())) {
            for (var result : executor.invokeAll(workers)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
