package dev.reprise.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time, which other load on the machine changes far less than time by the clock. What runs beside the measuring
 * thread counts, the collector above all; JIT compilers do not, as a long-lived process has them no more.
 */
final class CpuClock {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuClock() {}

    /** Return the calling thread's CPU time in nanoseconds. */
    static long thread() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Return the CPU time of all threads but the calling one and the JIT compilers, in nanoseconds; Linux only. */
    static long others() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        // The caller is found by its name, as Java does not tell its number among the tasks.
        var own = Thread.currentThread().getName();
        long sum = 0;
        try (var tasks = Files.list(TASKS)) {
            for (var task : (Iterable<Path>) tasks::iterator) {
                sum += time(task, own);
            }
        }
        return sum;
    }

    private static long time(Path task, String excluded) {
        try {
            var name = Files.readString(task.resolve("comm")).strip();
            if (name.equals(excluded) || name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
                return 0;
            }
            var schedstat = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        } catch (IOException e) {
            return 0; // The thread has ended meanwhile.
        }
    }
}
