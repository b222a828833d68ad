package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a file store and are killed: some in every build, {@code -Dhostile.kills=2000} in the long form. */
class FileTicketKeyStoreIT {
    private static final int KILLS = Integer.getInteger("hostile.kills", 40);
    private static final int PROCESSES = 4;

    @TempDir
    private Path directory;

    private final Random random = new Random(Long.getLong("test.seed", 4));
    private final Set<Integer> numbers = new HashSet<>();

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @SuppressWarnings("SystemOut") // the counts are a result
    void givesEachRevisionToOneProcessThoughTheyAreKilled() throws Exception {
        var path = directory.resolve("fleet.keys");
        var workers = new ArrayList<Process>();
        for (int i = 0; i < PROCESSES; i++) {
            workers.add(FileStoreWorker.start(path));
        }
        for (int kills = 0; kills < KILLS; kills++) {
            int victim = random.nextInt(PROCESSES);
            var worker = workers.get(victim);
            read(worker, 1 + random.nextInt(5));
            kill(worker);
            try (var store = FileTicketKeyStore.open(path)) {
                requireWhole(store.read());
            }
            workers.set(victim, FileStoreWorker.start(path));
        }
        for (var worker : workers) {
            kill(worker);
        }
        try (var store = FileTicketKeyStore.open(path)) {
            int last = requireWhole(store.read());
            int dead = KILLS + PROCESSES;
            System.out.printf(
                    "file store: %d kills of %d processes; %d changes, %d acknowledged, none twice%n",
                    dead, PROCESSES, last, numbers.size());
            assertThat(last).isBetween(numbers.size(), numbers.size() + dead);
            // Nor is anything in the way of the next writer.
            assertThat(store.compareAndSet(store.read(), new byte[] {1})).isTrue();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isSubsetOf(List.of("fleet.keys", "fleet.keys.lock"));
        }
    }

    private void read(Process worker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            add(worker.inputReader().readLine());
        }
    }

    /** Kill it, and read what it had still said: a process's own method to kill it would close its output. */
    private void kill(Process worker) throws Exception {
        worker.toHandle().destroyForcibly();
        readRest(worker);
        worker.waitFor();
    }

    private void readRest(Process worker) throws IOException {
        for (var line = worker.inputReader().readLine();
                line != null;
                line = worker.inputReader().readLine()) {
            add(line);
        }
    }

    private void add(String line) {
        assertThat(numbers.add(Integer.parseInt(line)))
                .as("%s was given once", line)
                .isTrue();
    }

    private static int requireWhole(byte[] value) {
        var whole = ByteBuffer.wrap(value);
        assertThat(value).hasSize(20_000);
        assertThat(whole.getInt(19_996)).isEqualTo(whole.getInt(0));
        return whole.getInt(0);
    }
}
