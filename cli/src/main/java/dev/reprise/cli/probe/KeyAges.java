package dev.reprise.cli.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Remembers from run to run since when ticket keys have been in use, in a file of mode 0600: lines of target, name, time. */
final class KeyAges {
    private static final String HEADER = "# reprise probe: ticket key names and when they were first seen";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 5_000;

    private final Path file;
    private final Map<String, Instant> firstSeen = new LinkedHashMap<>();

    private KeyAges(Path file) {
        this.file = file;
    }

    /**
     * Read a file, which may not be there yet.
     *
     * @throws IOException when it cannot be read, or is none of ours, which then stays as it is
     */
    static KeyAges open(Path file) throws IOException {
        var ages = new KeyAges(file);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ages;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
            throw new IOException("'" + file + "' is no state file of reprise probe");
        }
        var lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new IOException(
                    "'" + file + "' is no state file of reprise probe: it does not begin with '" + HEADER + "'");
        }
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].isEmpty()) {
                ages.read(lines[i], i + 1);
            }
        }
        return ages;
    }

    private void read(String line, int number) throws IOException {
        var words = line.split(" ", -1);
        try {
            if (words.length == 3) {
                firstSeen.put(words[0] + " " + words[1], Instant.parse(words[2]));
                return;
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw new IOException("'" + file + "', line " + number + ": expected a target, a key name and a time");
    }

    /** Note the key names that a target uses now; return for how long each has been in use. */
    Map<String, Duration> note(String target, Set<String> names, Instant now) {
        var ages = new LinkedHashMap<String, Duration>();
        for (var name : names) {
            var first = firstSeen.computeIfAbsent(target + " " + name, key -> now);
            ages.put(name, Duration.between(first, now));
        }
        return ages;
    }

    /** Replace the file. */
    void save() throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        firstSeen.entrySet().stream()
                .skip(Math.max(0, firstSeen.size() - MAX_ENTRIES))
                .forEach(entry -> text.append(entry.getKey())
                        .append(' ')
                        .append(entry.getValue())
                        .append('\n'));
        var name = file.getFileName();
        if (name == null) {
            throw new IOException("'" + file + "' names no file");
        }
        var draft = file.resolveSibling(name + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardCharsets.ISO_8859_1);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
