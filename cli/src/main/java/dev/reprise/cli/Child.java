package dev.reprise.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Run a process whose output is read by lines as they come; every wait has an end. Ended on close. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MERCY = Duration.ofSeconds(3);

    private enum Source {
        OUTPUT,
        ERRORS,
        END
    }

    private record Line(Source source, String text) {}

    private final Process process;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int ends;

    /** Start a command. */
    Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        read(process.inputReader(StandardCharsets.UTF_8), Source.OUTPUT);
        read(process.errorReader(StandardCharsets.UTF_8), Source.ERRORS);
    }

    /** Start this very program once more, as another process. */
    static Child reprise(String... args) throws IOException {
        var command = new ArrayList<>(self());
        command.addAll(List.of(args));
        return new Child(command);
    }

    /**
     * Return what starts this program: this process's own command up to the main class, so that the launcher's options
     * are kept, or, where the main class is not in it or the system does not tell, the same Java and class path.
     */
    private static List<String> self() {
        var info = ProcessHandle.current().info();
        var command = new ArrayList<String>();
        info.command().ifPresent(command::add);
        for (var argument : info.arguments().orElse(new String[0])) {
            command.add(argument);
            if (argument.equals(Main.class.getName())) {
                return command;
            }
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(java.toString(), "-cp", System.getProperty("java.class.path"), Main.class.getName());
    }

    private void read(BufferedReader reader, Source source) {
        Thread.ofVirtual().start(() -> {
            try (reader) {
                reader.lines().forEach(text -> lines.add(new Line(source, text)));
            } catch (IOException | UncheckedIOException ended) {
                // The process is gone; what it said is in the queue.
            } finally {
                lines.add(new Line(Source.END, ""));
            }
        });
    }

    /** Send a text to the process's standard input and end it. */
    void input(String text) throws IOException {
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            input.write(text);
        }
    }

    /** Wait for the next line on standard error that starts with {@code prefix}, and return it. */
    String await(String prefix) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends < 2) {
            var line = next(deadline, "a line '" + prefix + "…'");
            if (line.source == Source.ERRORS && line.text.startsWith(prefix)) {
                return line.text;
            }
        }
        throw new IOException("a process ended without a line '" + prefix + "…': " + String.join(" | ", errors));
    }

    /** Wait until the process has ended and return its exit status. */
    int finish() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends < 2) {
            next(deadline, "its end");
        }
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IOException("a process has closed its output and does not end");
        }
        return process.exitValue();
    }

    private Line next(long deadline, String what) throws IOException, InterruptedException {
        var line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (line == null) {
            throw new IOException(
                    "waited " + PATIENCE.toSeconds() + " s in vain for " + what + ": " + String.join(" | ", errors));
        }
        keep(line);
        return line;
    }

    private void keep(Line line) {
        switch (line.source) {
            case OUTPUT -> output.add(line.text);
            case ERRORS -> errors.add(line.text);
            case END -> ends++;
        }
    }

    /** Return the lines of standard output read so far. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** Return the lines of standard error read so far. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Take in what has been said so far and return the lines of standard error that are new; waits for nothing. */
    List<String> takeErrors() {
        int known = errors.size();
        for (Line line; (line = lines.poll()) != null; ) {
            keep(line);
        }
        return List.copyOf(errors.subList(known, errors.size()));
    }

    /** Tell whether the process runs. */
    boolean alive() {
        return process.isAlive();
    }

    /** End the process as a crash does, and wait until it is gone. */
    void kill() {
        try {
            process.destroyForcibly().waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** End the process, politely first, and wait until it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
