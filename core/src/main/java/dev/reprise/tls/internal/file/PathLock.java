package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a file, against the threads of this JVM and against other processes that use Reprise. The latter
 * is a lock on {@code FILE.lock}, which is never deleted: another process may be waiting on it. Waiting ends after some
 * ten seconds, as a process that was stopped while it held the lock must not stop everybody's connections.
 */
public final class PathLock implements AutoCloseable {
    private static final int ATTEMPTS = 2_000;
    private static final int PAUSE_MILLIS = 5;

    /** The one mutable static here: a FileLock belongs to the JVM, so what serialises its threads has to, too. */
    private static final Map<Path, Threads> THREADS = new ConcurrentHashMap<>();

    private final Path file;
    private final Path lockFile;
    private final String subject;
    private final int user;
    private final Threads threads;
    private boolean closed;

    /** What all users of one path in this JVM share. */
    private static final class Threads {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    /**
     * Make a lock for the file at a real path.
     *
     * @param subject what it is a file of, for the texts of failures
     */
    public PathLock(Path file, String subject, int user) {
        this.file = file;
        this.subject = subject;
        this.lockFile = file.resolveSibling(file.getFileName() + ".lock");
        this.user = user;
        this.threads = THREADS.compute(file, (path, known) -> counted(known == null ? new Threads() : known));
    }

    private static Threads counted(Threads shared) {
        shared.users++;
        return shared;
    }

    private void leave() {
        THREADS.computeIfPresent(file, (path, shared) -> {
            shared.users--;
            return shared.users == 0 ? null : shared;
        });
    }

    /** A lock that is held; closing it lets go. */
    public final class Held implements AutoCloseable {
        private final FileChannel channel;
        private final Threads shared;

        private Held(FileChannel channel, Threads shared) {
            this.channel = channel;
            this.shared = shared;
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close(); // which ends the file lock
            } finally {
                leave();
                shared.lock.unlock();
            }
        }
    }

    /** Wait for the lock. */
    public Held acquire() throws IOException {
        // Counted until it is let go, so that whoever opens the path after a close meets the same lock of threads: two
        // would wait on the file, and closing one's channel would end the other's lock, as POSIX has it.
        var shared = Objects.requireNonNull(
                THREADS.compute(file, (path, known) -> counted(known == null ? threads : known)));
        boolean held = false;
        try {
            if (!shared.lock.tryLock((long) ATTEMPTS * PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException(subject + " file is locked by another thread");
            }
            try {
                FileChannel channel;
                do {
                    channel = locked();
                } while (channel == null);
                held = true;
                return new Held(channel, shared);
            } finally {
                if (!held) {
                    shared.lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (FileSystemException e) {
            throw new IOException("failed to lock " + subject + " file: " + OwnerOnly.text(e), e);
        } finally {
            if (!held) {
                leave();
            }
        }
    }

    /**
     * Lock the lock file, or answer null when the path may not name that file any more: somebody deleted it while we
     * waited, and a lock on it bars nobody who came since. Also when it was created only now, as nobody knows then whether
     * what the path names afterwards is what was opened.
     */
    private @Nullable FileChannel locked() throws IOException {
        // Looked at before it is opened, as opening a pipe would wait for its other end.
        var key = OwnerOnly.check(lockFile, subject + " lock file", user);
        var channel = FileChannel.open(
                lockFile,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                OwnerOnly.ATTRIBUTE);
        boolean current = false;
        try {
            if (key == null) {
                OwnerOnly.restrict(lockFile);
                return null;
            }
            waitFor(channel);
            current = key.equals(OwnerOnly.check(lockFile, subject + " lock file", user));
            return current ? channel : null;
        } finally {
            if (!current) {
                channel.close();
            }
        }
    }

    private void waitFor(FileChannel channel) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                if (channel.tryLock() != null) {
                    return;
                }
            } catch (OverlappingFileLockException e) {
                // A copy of this class under another class loader holds it: wait for it like for another process.
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        throw new IOException(subject + " file is locked by another process");
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the " + subject + " file's lock");
    }

    /** Leave the path; does not wait for those who hold the lock. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        leave();
    }
}
