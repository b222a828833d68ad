package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory laid out and swapped as Kubernetes does it with a Secret: files are links through {@code ..data}, itself a
 * link to a directory that is written anew for each change and put in its place by a rename.
 */
public final class SecretVolume {
    private final Path directory;
    private int versions;

    /** Make the volume's directory. */
    public SecretVolume(Path directory) throws IOException {
        this.directory = Files.createDirectory(directory);
        Files.setAttribute(directory, "unix:mode", 01777);
    }

    /** Return the path that a program is told. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Put a content in place of the old one; files have mode 0400. */
    public void swap(String name, String content) throws IOException {
        var data = directory.resolve("..data");
        var old = Files.isSymbolicLink(data) ? directory.resolve(Files.readSymbolicLink(data)) : null;
        var version = Files.createDirectory(directory.resolve("..2026_11_" + versions++));
        var file = Files.writeString(version.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        var draft = Files.createSymbolicLink(directory.resolve("..data_tmp"), version.getFileName());
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        if (!Files.isSymbolicLink(file(name))) {
            Files.createSymbolicLink(file(name), Path.of("..data", name));
        }
        if (old != null) {
            Files.delete(old.resolve(name));
            Files.delete(old);
        }
    }
}
