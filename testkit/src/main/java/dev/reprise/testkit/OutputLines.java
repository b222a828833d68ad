package dev.reprise.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collect a stream line by line while others wait for lines. Bounded: of a program that never stops, the rest is dropped. */
final class OutputLines {
    private static final int MAX_LINES = 50_000;
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final List<String> lines = new ArrayList<>();
    private int taken;
    private boolean ended;

    /** Read to the end; a stream that breaks ends there, as it does when the process is killed. */
    void collect(InputStream input) {
        try (input) {
            var line = new ByteArrayOutputStream();
            var chunk = new byte[8192];
            for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
                for (int i = 0; i < length; i++) {
                    if (chunk[i] == '\n' || line.size() == MAX_LINE_BYTES) {
                        add(line);
                    }
                    if (chunk[i] != '\n') {
                        line.write(chunk[i]);
                    }
                }
            }
            if (line.size() > 0) {
                add(line);
            }
        } catch (IOException e) {
            // The process is gone; what was read counts.
        } finally {
            end();
        }
    }

    /** Return all lines so far. */
    synchronized List<String> all() {
        return List.copyOf(lines);
    }

    /** Wait for a line not yet taken that has the pattern; null when the stream ends or the time is over. */
    synchronized @Nullable MatchResult await(Pattern pattern, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int next = taken; ; next++) {
            while (next == lines.size()) {
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    return null;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
            var matcher = pattern.matcher(lines.get(next));
            if (matcher.find()) {
                taken = next + 1;
                return matcher.toMatchResult();
            }
        }
    }

    private synchronized void add(ByteArrayOutputStream line) {
        if (lines.size() < MAX_LINES) {
            var text = line.toString(StandardCharsets.UTF_8);
            lines.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            notifyAll();
        }
        line.reset();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
