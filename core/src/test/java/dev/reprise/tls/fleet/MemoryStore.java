package dev.reprise.tls.fleet;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store in memory, whose watchers are called in the thread of whoever changes it; thread-safe. */
final class MemoryStore implements TicketKeyStore {
    private final Content content;
    private volatile boolean closed;

    /** What the servers share. */
    static final class Content {
        private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
        private byte @Nullable [] value;
        private boolean up = true;

        synchronized byte @Nullable [] read() throws IOException {
            check();
            return value == null ? null : value.clone();
        }

        synchronized boolean replace(byte @Nullable [] expected, byte[] replacement) throws IOException {
            check();
            boolean equal = Arrays.equals(value, expected);
            value = equal ? replacement.clone() : value;
            return equal;
        }

        private void check() throws IOException {
            if (!up) {
                throw new IOException("the store is down");
            }
        }
    }

    MemoryStore() {
        this(new Content());
    }

    MemoryStore(Content content) {
        this.content = content;
    }

    void up(boolean is) {
        synchronized (content) {
            content.up = is;
        }
    }

    boolean closed() {
        return closed;
    }

    int watchers() {
        return content.watchers.size();
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        requireOpen();
        return content.read();
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        requireOpen();
        boolean replaced = content.replace(expected, replacement);
        if (replaced) {
            content.watchers.forEach(Runnable::run);
        }
        return replaced;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the store is closed");
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        content.watchers.add(changed);
        return () -> content.watchers.remove(changed);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "memory";
    }
}
