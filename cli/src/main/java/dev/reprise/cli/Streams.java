package dev.reprise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Hold a command's three streams, so that tests hand in their own.
 *
 * @param in what the user types or pipes in
 * @param out the command's result; bytes from a peer pass unchanged
 * @param err everything said about it, a line at a time
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {
    /** Return the process's own; standard output is unbuffered by lines, for it may carry binary data. */
    static Streams system() {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Streams(System.in, out, err);
    }
}
