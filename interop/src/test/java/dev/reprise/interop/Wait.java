package dev.reprise.interop;

import java.time.Duration;

/** How long a test waits for what takes milliseconds on an idle machine. */
final class Wait {
    /** For a program to start, a line to come, a connection to end. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Wait() {}
}
