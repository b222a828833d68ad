package dev.reprise.tls.fleet;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A value in memory, whose watchers are called in the thread of whoever changes it; thread-safe. */
final class MemoryStore implements TicketKeyStore {
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private byte @Nullable [] value;
    private boolean up = true;
    private int closed;

    synchronized void up(boolean is) {
        up = is;
    }

    synchronized int closed() {
        return closed;
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public synchronized byte @Nullable [] read() throws IOException {
        check();
        return value == null ? null : value.clone();
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        synchronized (this) {
            check();
            if (!Arrays.equals(value, expected)) {
                return false;
            }
            value = replacement.clone();
        }
        watchers.forEach(Runnable::run);
        return true;
    }

    private void check() throws IOException {
        if (!up) {
            throw new IOException("the store is down");
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public synchronized void close() {
        closed++;
    }

    @Override
    public String toString() {
        return "memory";
    }
}
