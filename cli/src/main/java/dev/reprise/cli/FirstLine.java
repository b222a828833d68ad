package dev.reprise.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Keep the first line of what is written, and drop the rest. Thread-safe. */
final class FirstLine extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();

    /** Return the line without its end, done when it has been written. */
    CompletableFuture<String> text() {
        return text;
    }

    @Override
    public synchronized void write(int value) {
        if (text.isDone()) {
            return;
        }
        if (value == '\n') {
            text.complete(line.toString(StandardCharsets.UTF_8));
        } else {
            line.write(value);
        }
    }
}
