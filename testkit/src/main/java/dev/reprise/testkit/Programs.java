package dev.reprise.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Find other people's programs on this machine. */
public final class Programs {
    // Servers such as nginx are in directories that only root has in its PATH.
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private Programs() {}

    /** Find a program in PATH or among the system's own; empty when it is not installed. */
    public static Optional<Path> find(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Pattern.compile(File.pathSeparator).splitAsStream(path), SYSTEM_DIRECTORIES.stream())
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Run a program that says its version and return the first match in what it prints.
     *
     * @param version a pattern whose first group is the version
     * @return the group; empty when nothing matches
     */
    public static Optional<String> version(Pattern version, String... command) throws IOException {
        try (var program = ChildProcess.of(command).start()) {
            program.closeInput();
            program.awaitExit(Duration.ofSeconds(20));
            return program.lines().stream()
                    .map(version::matcher)
                    .filter(matcher -> matcher.find())
                    .map(matcher -> matcher.group(1))
                    .findFirst();
        }
    }
}
