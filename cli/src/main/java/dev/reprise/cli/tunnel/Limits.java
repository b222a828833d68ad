package dev.reprise.cli.tunnel;

import dev.reprise.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a tunnel gives its peers at most.
 *
 * @param connections carried at a time, at least 1; more wait in the system's queue
 * @param handshake from accepting a connection to the end of its handshake, more than 0
 * @param connect for each address of the other end, more than 0
 * @param idle without a byte in either direction, 0 for ever
 * @param write until a peer takes what is written, 0 for ever
 * @param drain from the signal to end until what still runs is cut off, 0 for at once
 */
record Limits(int connections, Duration handshake, Duration connect, Duration idle, Duration write, Duration drain) {
    private static final long MAX_FILE_BYTES = 64 * 1024;

    Limits {
        if (connections < 1) {
            throw new IllegalArgumentException("max-connections is " + connections + ", expected at least 1");
        }
        positive("handshake-timeout", handshake);
        positive("connect-timeout", connect);
        notNegative("idle-timeout", idle);
        notNegative("write-timeout", write);
        notNegative("drain", drain);
    }

    private static void positive(String name, Duration value) {
        notNegative(name, value);
        if (value.isZero()) {
            throw new IllegalArgumentException(name + " is 0, expected a duration such as 10s");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(24)) > 0) {
            throw new IllegalArgumentException(name + " is " + value.toSeconds() + " s, expected 0 to 24 days");
        }
    }

    /**
     * Return these limits with those that a file names: a line each, the name as the option has it without its dashes, a
     * blank, and the value. Blank lines and lines that start with {@code #} are skipped.
     *
     * @param durations reads a duration as the options do
     * @throws IOException when the file cannot be read or has a fault: says which line and what was expected
     */
    Limits with(Path file, Function<String, Duration> durations) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + ": longer than " + MAX_FILE_BYTES + " bytes");
        }
        var limits = this;
        int number = 0;
        for (var line : Files.readAllLines(file)) {
            number++;
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            try {
                limits = limits.with(text.split("\\s+", 2), durations);
            } catch (RuntimeException wrong) {
                throw new IOException(file + ": line " + number + ": " + Failure.describe(wrong), wrong);
            }
        }
        return limits;
    }

    private Limits with(String[] words, Function<String, Duration> durations) {
        if (words.length < 2) {
            throw new IllegalArgumentException("'" + words[0] + "' has no value");
        }
        if (words[0].equals("max-connections")) {
            return new Limits(count(words[1]), handshake, connect, idle, write, drain);
        }
        var time = durations.apply(words[1]);
        return switch (words[0]) {
            case "handshake-timeout" -> new Limits(connections, time, connect, idle, write, drain);
            case "connect-timeout" -> new Limits(connections, handshake, time, idle, write, drain);
            case "idle-timeout" -> new Limits(connections, handshake, connect, time, write, drain);
            case "write-timeout" -> new Limits(connections, handshake, connect, idle, time, drain);
            case "drain" -> new Limits(connections, handshake, connect, idle, write, time);
            default ->
                throw new IllegalArgumentException("unknown limit '" + words[0] + "', expected max-connections,"
                        + " handshake-timeout, connect-timeout, idle-timeout, write-timeout or drain");
        };
    }

    private static int count(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("max-connections is '" + text + "', expected a number", notNumber);
        }
    }
}
