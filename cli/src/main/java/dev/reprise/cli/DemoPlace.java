package dev.reprise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Hold what a demonstration leaves behind if nobody cleans up: a private directory and processes. Both go on close, or
 * when the virtual machine ends before that.
 */
final class DemoPlace implements AutoCloseable {
    private final Path directory;
    private final List<Child> children = new ArrayList<>();
    private final Thread hook = new Thread(this::clean);

    /** Make the directory, mode 0700. */
    DemoPlace() throws IOException {
        // A private mode is what createTempDirectory gives where there are permissions.
        directory = Files.createTempDirectory("reprise-demo-");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Return a path in the directory. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** Start a {@code reprise} command as a process of its own, which ends with this place at the latest. */
    Child start(String... args) throws IOException {
        return kept(Child.reprise(args));
    }

    /** Start another program, which ends with this place at the latest. */
    Child startProgram(List<String> command) throws IOException {
        return kept(new Child(command));
    }

    private synchronized Child kept(Child child) {
        children.add(child);
        return child;
    }

    /** End the processes and remove the directory. */
    @Override
    public void close() {
        clean();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownHasBegun) {
            // Then the hook has cleaned, or found nothing left.
        }
    }

    private synchronized void clean() {
        children.forEach(Child::close);
        children.clear();
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException leftBehind) {
            // Nobody is left who could do more; the directory is private.
        }
    }
}
