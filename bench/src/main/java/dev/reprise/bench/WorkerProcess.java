package dev.reprise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker's JVM, seen from outside: one question at a time. */
final class WorkerProcess implements AutoCloseable {
    private final Contestant contestant;
    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private WorkerProcess(Contestant contestant, Process process) {
        this.contestant = contestant;
        this.process = process;
        commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Start one.
     *
     * @param resident whether the whole heap is to be resident from the start, so that growth beside it shows
     */
    static WorkerProcess start(
            Contestant contestant,
            Version version,
            Suite suite,
            boolean direct,
            boolean keepsSessions,
            boolean resident)
            throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms768m",
                "-Xmx768m",
                "-Xmn300m"));
        if (resident) {
            command.add("-XX:+AlwaysPreTouch");
        }
        command.addAll(contestant.jvmOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                contestant.name(),
                version.name(),
                suite.name(),
                direct ? "direct" : "heap",
                keepsSessions ? "keep" : "drop"));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var worker = new WorkerProcess(contestant, process);
        worker.answer();
        return worker;
    }

    Contestant contestant() {
        return contestant;
    }

    /** Return the number of the process. */
    long pid() {
        return process.pid();
    }

    /** Ask and wait for the numbers. */
    double[] ask(Object... words) throws IOException {
        commands.println(
                String.join(" ", Arrays.stream(words).map(Object::toString).toList()));
        return Arrays.stream(answer().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private String answer() throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the worker of " + contestant + " has died");
        }
        return line;
    }

    /** End it: it stops at the end of its input. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
