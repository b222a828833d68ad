package dev.reprise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts a process's system calls with strace while something goes on; counts nothing where strace is not there. */
final class SystemCalls {
    private static final List<String> STRACE = List.of("strace", "-f", "-c", "-U", "calls,name", "-o");

    private SystemCalls() {}

    /** What is done meanwhile; answers how often. */
    interface Action {
        double run() throws IOException;
    }

    /** Run something and return how many calls a process makes each time, by name; none without strace. */
    static Map<String, Double> during(long pid, Action action) throws IOException {
        var file = Files.createTempFile("bench", ".strace");
        try {
            var command = new ArrayList<>(STRACE);
            command.addAll(List.of(file.toString(), "-p", Long.toString(pid)));
            Process strace;
            double done;
            try {
                strace = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException e) {
                Bench.say("no strace: " + e.getMessage());
                return Map.of();
            }
            try (var said = strace.inputReader()) {
                var first = said.readLine(); // That it is attached, or why not.
                if (first == null || !first.contains("attached")) {
                    Bench.say("strace: " + first);
                    return Map.of();
                }
                done = action.run();
            } finally {
                strace.destroy();
                strace.waitFor(20, TimeUnit.SECONDS);
            }
            return parse(Files.readAllLines(file), done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Map<String, Double> parse(List<String> lines, double done) {
        var calls = new TreeMap<String, Double>();
        for (var line : lines) {
            var words = line.strip().split("\\s+", -1);
            if (words.length == 2 && words[0].matches("[0-9]+") && !words[1].equals("total")) {
                calls.put(words[1], Long.parseLong(words[0]) / done);
            }
        }
        return calls;
    }
}
