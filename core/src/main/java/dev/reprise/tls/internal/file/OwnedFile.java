package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A small file that its owner alone may read, replaced as a whole and never written in place.
 *
 * <p>How this works: every look at the file checks type, owner and mode anew. A reader needs no lock, as it opens either
 * the old file or the new one. A writer holds the {@link PathLock}. It writes the new content to a temporary file beside
 * the old one, whose name is free to use for whoever holds the lock, so that what a killed process left there is just
 * overwritten; forces it to disk, renames it over the old one, and forces the directory. A process killed anywhere
 * leaves one of the two.
 */
public final class OwnedFile implements AutoCloseable {
    private final Path file;
    private final Path directory;
    private final Path temporary;
    private final String noun;
    private final int user;
    private final PathLock lock;

    /**
     * Name the file at a path, without looking at it yet.
     *
     * @param subject what it is a file of, for the texts of failures: "session" for the session file
     */
    public OwnedFile(Path path, String subject) throws IOException {
        noun = subject + " file";
        OwnerOnly.requirePosix(path, noun);
        var name = path.getFileName();
        var parent = path.toAbsolutePath().getParent();
        if (name == null || parent == null) {
            throw new IOException(noun + " is not a regular file");
        }
        try {
            // The directory's links are followed, so that one file has one path; the file's own never is.
            directory = parent.toRealPath();
        } catch (IOException e) {
            throw failed("stat", e);
        }
        file = directory.resolve(name);
        temporary = directory.resolve("." + name + ".reprise-new");
        user = OwnerOnly.currentUser();
        lock = new PathLock(file, subject, user);
    }

    /** Make an empty file if there is none, and clear away what a killed process left. */
    public void create() throws IOException {
        boolean absent = OwnerOnly.check(file, noun, user) == null;
        try {
            if (absent) {
                Files.createFile(file, OwnerOnly.ATTRIBUTE);
                OwnerOnly.restrict(file);
            }
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; whether its file will do is seen when it is read.
            return;
        } catch (IOException e) {
            throw failed("create", e);
        }
        if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            try (var held = lock()) {
                held.removeTemporary();
            }
        }
    }

    /**
     * Return the content, which the caller wipes; empty when there is no file.
     *
     * @throws IOException also when the file is not fit to hold secrets, or has more than {@code limit} bytes
     */
    public byte[] read(int limit) throws IOException {
        for (; ; ) {
            var key = OwnerOnly.check(file, noun, user);
            if (key == null) {
                return new byte[0];
            }
            try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                // Java cannot ask an open file for its owner. If the path still names the file checked before, that is
                // the one we opened; else a writer came between, and we look again.
                if (key.equals(OwnerOnly.check(file, noun, user))) {
                    return content(channel, limit);
                }
            } catch (NoSuchFileException e) {
                return new byte[0];
            } catch (FileSystemException e) {
                throw failed("open", e);
            }
        }
    }

    private byte[] content(FileChannel channel, int limit) throws IOException {
        long size = channel.size();
        if (size > limit) {
            throw new IOException(noun + " has " + size + " bytes, more than the " + limit + " allowed");
        }
        try {
            return SecretIo.read(channel, (int) size);
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** The right to replace the file, until it is closed. */
    public final class Writing implements AutoCloseable {
        private final PathLock.Held held;

        private Writing(PathLock.Held held) {
            this.held = held;
        }

        /**
         * Replace the content. Whatever happens, the file has the old content or the new one; after a power failure it may
         * be the old one again.
         *
         * @throws IOException when it was not replaced
         */
        public void replace(byte[] content) throws IOException {
            try {
                removeTemporary();
                write(content);
            } catch (IOException e) {
                throw undone("write", e);
            }
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw undone("replace", e);
            }
        }

        /**
         * Replace the content as {@link #replace} does, for good: once this returns, the old content does not come back.
         *
         * @throws IOException when it was not replaced, or may come back after a power failure
         */
        public void replaceDurably(byte[] content) throws IOException {
            replace(content);
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                throw failed("make durable the", e);
            }
        }

        private void write(byte[] content) throws IOException {
            Set<OpenOption> fresh = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            try (var channel = FileChannel.open(temporary, fresh, OwnerOnly.ATTRIBUTE)) {
                OwnerOnly.restrict(temporary);
                SecretIo.write(channel, content);
                channel.force(true);
            }
        }

        private void removeTemporary() throws IOException {
            Files.deleteIfExists(temporary);
        }

        private IOException undone(String step, IOException cause) {
            try {
                removeTemporary();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
            return failed(step, cause);
        }

        @Override
        public void close() throws IOException {
            held.close();
        }
    }

    /** Wait for the right to replace the file, some ten seconds at most. */
    public Writing lock() throws IOException {
        return new Writing(lock.acquire());
    }

    private IOException failed(String step, IOException cause) {
        return new IOException("failed to " + step + " " + noun + ": " + OwnerOnly.text(cause), cause);
    }

    /** Leave the file; nothing is open between uses. */
    @Override
    public void close() {
        lock.close();
    }
}
