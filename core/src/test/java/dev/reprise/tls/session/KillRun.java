package dev.reprise.tls.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Eight processes share one session file and are killed with SIGKILL, one after the other at random moments, and started
 * again. After each kill the file must be valid, and hold of the killed process exactly what it had acknowledged; the one
 * step that was under way may have been done or not. What the others have in the file they miss themselves when they take
 * it out.
 */
final class KillRun {
    private static final int PROCESSES = 8;
    private static final int NUMBERS_EACH = 10_000_000;
    private static final int MAX_STEPS_BEFORE_KILL = 6;
    private static final int MAX_SPINS = 400_000;
    private static final long EXIT_SECONDS = 60;
    private static final String BEGIN = "-----BEGIN SSL SESSION PARAMETERS-----";
    private static final String END = "-----END SSL SESSION PARAMETERS-----";

    /** What came of it. */
    record Counts(int kills, long puts, long takes, int underWayAndDone, int underWayAndNotDone, int sessionsAtEnd) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "kill run: %,d kills of %d processes; %,d puts and %,d takes acknowledged, none lost; of the steps under"
                            + " way %,d were done and %,d were not; the file was valid each time and holds %d sessions",
                    kills,
                    PROCESSES,
                    puts,
                    takes,
                    underWayAndDone,
                    underWayAndNotDone,
                    sessionsAtEnd);
        }
    }

    /** One of the processes, and what it must have in the file. */
    private final class Worker {
        final int base;
        final TreeSet<Integer> own = new TreeSet<>();
        int next;
        int acknowledged;

        @Nullable
        Process process;

        @Nullable
        BufferedReader printed;

        Worker(int number) {
            base = number * NUMBERS_EACH;
            next = base;
        }

        void start() throws IOException {
            var words = new ArrayList<>(SessionFileProcess.java());
            words.add(KillWorker.class.getName());
            words.add(path.toString());
            words.add(Integer.toString(next));
            own.forEach(number -> words.add(number.toString()));
            process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            printed = process.inputReader();
        }

        /** Read one acknowledgement; false at the end of the output. */
        boolean read() throws IOException {
            var line = printed == null ? null : printed.readLine();
            if (line == null) {
                return false;
            }
            int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("put ")) {
                own.add(number);
                next = number + 1;
                puts++;
            } else if (line.startsWith("took ") && own.remove(number)) {
                takes++;
            } else {
                throw failure("a process says '" + line + "', and it owns " + own);
            }
            acknowledged++;
            return true;
        }

        void kill() throws IOException, InterruptedException {
            var running = process;
            if (running == null) {
                return;
            }
            running.toHandle().destroyForcibly(); // Process's own would close what it has printed
            if (!running.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                throw failure("a process survives SIGKILL");
            }
            boolean more = true;
            while (more) {
                more = read();
            }
            if (printed != null) {
                printed.close();
            }
            process = null;
        }

        /** Compare the file with what was acknowledged; the step under way decides what else it may be. */
        void check() throws IOException {
            var there = new TreeSet<Integer>();
            for (int number : readFile()) {
                if (number >= base && number < base + NUMBERS_EACH) {
                    there.add(number);
                }
            }
            if (there.equals(own)) {
                underWayAndNotDone++;
                return;
            }
            var done = new TreeSet<>(own);
            if (own.size() >= KillWorker.KEPT) {
                done.remove(own.first());
            } else {
                done.add(next);
                next++;
            }
            if (!there.equals(done)) {
                throw failure("the file has " + there + " of a process that acknowledged " + own);
            }
            own.clear();
            own.addAll(done);
            underWayAndDone++;
        }
    }

    private final Path path;
    private final long seed;
    private final Random random;
    private final List<Worker> workers = new ArrayList<>();
    private long puts;
    private long takes;
    private int underWayAndDone;
    private int underWayAndNotDone;

    /** Prepare a run on a file that is not there yet. */
    KillRun(Path path, long seed) {
        this.path = path;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Kill so many processes. */
    Counts run(int kills) throws IOException, InterruptedException {
        SessionFile.open(path).close();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                var worker = new Worker(i);
                workers.add(worker);
                worker.start();
            }
            for (int i = 0; i < kills; i++) {
                var victim = workers.get(random.nextInt(PROCESSES));
                int enough = victim.acknowledged + 1 + random.nextInt(MAX_STEPS_BEFORE_KILL);
                while (victim.acknowledged < enough) {
                    if (!victim.read()) {
                        throw failure("a process ended by itself");
                    }
                }
                for (int spin = random.nextInt(MAX_SPINS); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                victim.kill();
                victim.check();
                victim.start();
            }
        } finally {
            for (var worker : workers) {
                worker.kill();
            }
        }
        for (var worker : workers) {
            worker.check();
        }
        return new Counts(
                kills + PROCESSES,
                puts,
                takes,
                underWayAndDone,
                underWayAndNotDone,
                readFile().size());
    }

    /** Return the numbers of the sessions in the file, which must be whole: a damaged one would be left out unsaid. */
    private List<Integer> readFile() throws IOException {
        var content = Files.readAllBytes(path);
        var numbers = new ArrayList<Integer>();
        try (var text = SessionText.parse(content)) {
            for (var stored : text.sessions()) {
                var peer = stored.peer();
                if (peer == null) {
                    throw failure("a session without its peer");
                }
                var host = peer.host();
                numbers.add(Integer.parseInt(host.substring(1, host.indexOf('.'))));
            }
        }
        var written = new String(content, US_ASCII);
        if (count(written, BEGIN) != numbers.size() || count(written, END) != numbers.size()) {
            throw failure("an invalid file:\n" + written);
        }
        return numbers;
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }

    private AssertionError failure(String problem) {
        return new AssertionError(problem + " (-Dtest.seed=" + seed + ")");
    }
}
