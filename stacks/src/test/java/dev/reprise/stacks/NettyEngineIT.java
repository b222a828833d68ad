package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import io.netty.handler.ssl.RepriseEngineCases;
import io.netty.handler.ssl.RepriseEngineCases.Way;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Netty's own tests of an SSLEngine: what passes over SunJSSE passes over Reprise, case by case. Each run has a JVM of its
 * own and a deadline, as one of Netty's loops would not end over an engine whose session ids are empty.
 */
class NettyEngineIT {
    // A run takes half a minute on two cores, most of it certificates that Netty makes.
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int THREADS = 4;

    /**
     * What cannot be tried by argument: these build a context without handing on the provider that the test names, so that
     * it is SunJSSE's. By order they are tried.
     */
    private static final Map<String, String> NOT_BY_ARGUMENT = Map.of(
            "clientInitiatedRenegotiationWithFatalAlertDoesNotInfiniteLoopServer", "makes its server without provider",
            "testProtocolMatch", "makes both contexts without provider",
            "testProtocolNoMatch", "makes both contexts without provider",
            "testSetSupportedCiphers", "makes its server without provider",
            "testUnwrapBehavior", "makes both contexts without provider");

    private static final Map<Way, Map<String, Outcome>> OUTCOMES = new LinkedHashMap<>();

    /** How a case ended, and why if not well. */
    private record Outcome(String status, String why) {}

    @TempDir
    static Path directory;

    @BeforeAll
    static void run() throws IOException {
        // Netty's tests open their keys as files, so their jar is laid out in a directory.
        unpack(RepriseEngineCases.class.getSuperclass(), directory);
        for (var way : Way.values()) {
            try (var run = start(way)) {
                OUTCOMES.put(way, outcomes(run));
            }
        }
    }

    private static ChildProcess start(Way way) throws IOException {
        return ChildProcess.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dnetty.way=" + way,
                        "-cp",
                        directory + File.pathSeparator + System.getProperty("java.class.path"),
                        CaseRun.class.getName(),
                        RepriseEngineCases.class.getName(),
                        String.valueOf(THREADS))
                .start();
    }

    private static Map<String, Outcome> outcomes(ChildProcess run) {
        try {
            run.awaitExit(LIMIT);
        } catch (AssertionError e) {
            throw new AssertionError("Netty's tests have not ended within " + LIMIT + ": " + open(run), e);
        }
        if (run.find("^ALL DONE$") == null) {
            throw run.failure("ended early");
        }
        return ended(run);
    }

    private static Map<String, Outcome> ended(ChildProcess run) {
        var outcomes = new TreeMap<String, Outcome>();
        for (var line : run.lines()) {
            var parts = line.split("\t", 4);
            if (parts.length == 4) {
                outcomes.put(parts[1] + " " + parts[2], new Outcome(parts[0], parts[3]));
            }
        }
        return outcomes;
    }

    private static Set<String> open(ChildProcess run) {
        var open = new TreeSet<String>();
        for (var line : run.lines()) {
            var parts = line.split("\t", 3);
            if (parts.length == 3 && parts[0].equals("BEGIN")) {
                open.add(parts[1] + " " + parts[2]);
            }
        }
        open.removeAll(ended(run).keySet());
        return open;
    }

    private static void unpack(Class<?> inJar, Path directory) throws IOException {
        var jar = inJar.getProtectionDomain().getCodeSource().getLocation().getPath();
        try (var entries = new JarFile(jar)) {
            for (var entry : Collections.list(entries.entries())) {
                if (!entry.isDirectory() && entry.getName().startsWith("io/netty/")) {
                    var file = directory.resolve(entry.getName()).normalize();
                    Files.createDirectories(file.getParent());
                    try (var content = entries.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
        }
    }

    @Test
    void passesByOrderWhatSunJssePasses() {
        assertThat(lost(Way.ORDER, Map.of())).isEmpty();
    }

    @Test
    void passesByArgumentWhatSunJssePasses() {
        assertThat(lost(Way.ARGUMENT, NOT_BY_ARGUMENT)).isEmpty();
    }

    @Test
    void excludesOnlyWhatIsNotOursByArgument() {
        OUTCOMES.get(Way.ARGUMENT).forEach((name, outcome) -> {
            if (NOT_BY_ARGUMENT.containsKey(method(name)) && outcome.status().equals("FAILED")) {
                assertThat(outcome.why()).as(name).contains("whose context it is", "sun.security.ssl");
            }
        });
    }

    @Test
    void theControlPasses() {
        var control = OUTCOMES.get(Way.CONTROL);
        assertThat(control.values()).extracting(Outcome::status).doesNotContain("FAILED");
        assertThat(control).as("all of Netty's cases").hasSizeGreaterThan(800);
    }

    /** Return what passes over SunJSSE and not this way, with the reason. */
    private static Map<String, String> lost(Way way, Map<String, String> excluded) {
        var seen = OUTCOMES.get(way);
        var lost = new TreeMap<String, String>();
        OUTCOMES.get(Way.CONTROL).forEach((name, control) -> {
            var outcome = seen.getOrDefault(name, new Outcome("NOT RUN", ""));
            if (control.status().equals("SUCCESSFUL")
                    && !outcome.status().equals("SUCCESSFUL")
                    && !excluded.containsKey(method(name))) {
                lost.put(name, outcome.status() + ": " + outcome.why());
            }
        });
        System.out.println("Netty's SSLEngineTest, " + way + ": " + count(seen, "SUCCESSFUL") + " passed, "
                + count(seen, "ABORTED") + " aborted, " + count(seen, "FAILED") + " failed");
        return lost;
    }

    private static long count(Map<String, Outcome> outcomes, String status) {
        return outcomes.values().stream()
                .filter(outcome -> outcome.status().equals(status))
                .count();
    }

    private static String method(String name) {
        return name.substring(0, name.indexOf(' '));
    }
}
