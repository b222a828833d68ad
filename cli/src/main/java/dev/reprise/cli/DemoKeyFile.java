package dev.reprise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of ticket keys. It has no process to kill: it is made readable for others, which no server accepts. */
record DemoKeyFile(Path file) implements DemoStore {
    DemoKeyFile(DemoPlace place) {
        this(place.file("fleet.keys"));
    }

    @Override
    public String address() {
        return "file:" + file;
    }

    @Override
    public void start() {
        // The first server that writes makes it.
    }

    @Override
    public String kill() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return "the file gets mode 0644, so that no server reads or writes it";
    }

    @Override
    public String restart() throws IOException {
        Files.delete(file);
        return "the file is removed, so that the servers put their keys into a new one";
    }
}
