package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.internal.file.OwnedFile;
import dev.reprise.tls.internal.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keep a fleet's keys in a file, for the processes of one host. Each change is made under {@code FILE.lock} and replaces the
 * file as a whole, so a process killed at any moment leaves the old content or the new. The file is of the current user's,
 * mode 0600, no link, in a directory that others cannot write to; a file system in memory keeps no old keys on a disk.
 * Thread-safe.
 */
public final class FileTicketKeyStore implements TicketKeyStore {
    private static final String SUBJECT = "ticket key store";
    private static final String NOUN = SUBJECT + " file";

    private final Path path;
    private final Path directory;
    private final OwnedFile file;
    private volatile boolean closed;

    private FileTicketKeyStore(Path path, Path directory, OwnedFile file) {
        this.path = path;
        this.directory = directory;
        this.file = file;
    }

    /**
     * Name a file, which the first key makes when there is none.
     *
     * @throws IOException when there is no such directory, when others can write to it, or when the file system has no POSIX
     *     permissions
     */
    public static FileTicketKeyStore open(Path path) throws IOException {
        try {
            var file = new OwnedFile(path, SUBJECT);
            var directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
            HandedFile.requireTrusted(directory, NOUN, OwnerOnly.currentUser());
            return new FileTicketKeyStore(path, directory, file);
        } catch (IOException e) {
            throw OwnerOnly.named(path, e);
        }
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        requireOpen();
        try {
            var content = file.read(MAX_BYTES);
            return content.length == 0 ? null : content;
        } catch (IOException e) {
            throw OwnerOnly.named(path, e);
        }
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        requireOpen();
        try (var writing = file.lock()) {
            if (!Arrays.equals(read(), expected)) {
                return false;
            }
            writing.replace(replacement);
            return true;
        } catch (IOException e) {
            throw OwnerOnly.named(path, e);
        }
    }

    /** Watch the directory, as the file itself is another one after each change. */
    @Override
    public Watch watch(Runnable changed) {
        try {
            var service = directory.getFileSystem().newWatchService();
            directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            Thread.ofVirtual().name("ticket key store").start(() -> follow(service, changed));
            return () -> close(service);
        } catch (IOException e) {
            return () -> {}; // Too many watches on this system, say; reading now and then will do.
        }
    }

    private void follow(WatchService service, Runnable changed) {
        try {
            for (; ; ) {
                var key = service.take();
                boolean ours = false;
                for (var event : key.pollEvents()) {
                    var name = event.context(); // null when there were too many events
                    ours |= name == null || name.equals(path.getFileName());
                }
                if (ours) {
                    changed.run();
                }
                if (!key.reset()) {
                    return; // The directory is gone.
                }
            }
        } catch (ClosedWatchServiceException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(WatchService service) {
        try {
            service.close();
        } catch (IOException e) {
            return; // It watches no more, or will not be heard.
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the " + NOUN + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        file.close();
    }

    /** Return the path. */
    @Override
    public String toString() {
        return "file:" + path;
    }
}
