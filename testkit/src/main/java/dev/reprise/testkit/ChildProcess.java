package dev.reprise.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Run somebody's program as a child of the test. What it prints, standard error included, is collected line by line; every
 * wait has a limit and fails with all of the output; {@link #close} ends this process and its own children, nobody else's,
 * and so does the end of the JVM. Thread-safe.
 *
 * <pre>
 * try (var server = ChildProcess.of("openssl", "s_server", "-accept", "127.0.0.1:0", …).start()) {
 *     int port = Integer.parseInt(server.awaitLine("ACCEPT .*:(\\d+)", Duration.ofSeconds(10)).group(1));
 * </pre>
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** For what takes no time but the system's: to read what a program that has ended had printed, to end what was killed. */
    private static final Duration SYSTEM = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final OutputLines output = new OutputLines();
    private final Thread reader;
    private final Thread endWithJvm = new Thread(this::kill, "kill child");

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = Thread.ofPlatform()
                .daemon()
                .name("output of " + name)
                .start(() -> output.collect(process.getInputStream()));
        Runtime.getRuntime().addShutdownHook(endWithJvm);
    }

    /** Begin a command: the program and its arguments, no shell. */
    public static Builder of(String... command) {
        return of(List.of(command));
    }

    /** Begin a command: the program and its arguments, no shell. */
    public static Builder of(List<String> command) {
        return new Builder(command);
    }

    /** Return the process id. */
    public long pid() {
        return process.pid();
    }

    /** Tell whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Return every line printed so far. */
    public List<String> lines() {
        return output.all();
    }

    /**
     * Wait for a line in which the pattern is found and take it: the next wait begins behind it. Lines that were printed
     * but not yet taken count.
     *
     * @throws AssertionError with the output, when the program ends without such a line or the time is over
     */
    public MatchResult awaitLine(String pattern, Duration limit) {
        try {
            var match = output.await(Pattern.compile(pattern), limit);
            if (match == null) {
                throw failure("prints no line with '" + pattern + (alive() ? "' within " + limit : "' before its end"));
            }
            return match;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Return the first line, old or new, in which the pattern is found; null when there is none so far. */
    public @Nullable MatchResult find(String pattern) {
        var compiled = Pattern.compile(pattern);
        for (var line : output.all()) {
            var matcher = compiled.matcher(line);
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
        }
        return null;
    }

    /** Write to its standard input, in ASCII, and flush. */
    public void send(String text) throws IOException {
        var input = process.getOutputStream();
        input.write(text.getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }

    /** End its standard input. */
    public void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Ask it to end (SIGTERM), as an operator would; it may still print. */
    public void terminate() {
        process.toHandle().destroy(); // The process's own method closes our end of its output, too.
    }

    /**
     * Wait until it has ended and all its output is read.
     *
     * @return its exit status
     * @throws AssertionError with the output, when the time is over
     */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure("still runs after " + limit);
            }
            // A grandchild that keeps the pipe open must not hold us for ever.
            reader.join(SYSTEM);
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Make a failure that shows what was printed. */
    public AssertionError failure(String problem) {
        return new AssertionError(name + " " + problem + "; its output:\n"
                + output.all().stream().map(line -> "    " + line).collect(Collectors.joining("\n")));
    }

    /** End it and its children: politely, and after two seconds by force. */
    @Override
    public void close() {
        var family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroy);
        if (!ended(family, GRACE)) {
            family.forEach(ProcessHandle::destroyForcibly);
            ended(family, SYSTEM); // So that its ports and files are free.
        }
        try {
            reader.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }

    /** Wait until all of them have ended, but not for longer than this; tell whether they have. */
    private static boolean ended(List<ProcessHandle> family, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (var member : family) {
                member.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }

    /** Collect how to start a program. */
    public static final class Builder {
        private final List<String> command;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable Path directory;

        private Builder(List<String> command) {
            this.command = List.copyOf(command);
        }

        /** Start it in this directory; the test's own unless said. */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /** Set one variable beside those of the test. */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Set these variables beside those of the test. */
        public Builder environment(Map<String, String> variables) {
            environment.putAll(variables);
            return this;
        }

        /**
         * Start it.
         *
         * @throws IOException when there is no such program
         */
        public ChildProcess start() throws IOException {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            builder.environment().putAll(environment);
            return new ChildProcess(Path.of(command.get(0)).getFileName().toString(), builder.start());
        }
    }
}
