package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keep a ticket key ring the same as a {@link TicketKeyFile}, or a file in another {@link TicketKeyFormat}: the last key
 * seals, all others open, and a key taken out of the file is gone. The file decides how long a key lives, so its keys are
 * placed, not added: an added one would stop sealing after one lifetime, and one withdrawn after a leak would go on opening.
 * A file that cannot be read or parsed is reported and changes nothing. Once the ring is closed the file is no longer looked
 * at.
 */
public final class KeyFileFollower implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final TicketKeyFormat format;
    private final List<Path> files;
    private final FilledRing ring;
    private final KeyFileNews news;
    private final Lookout lookout;
    private Set<Integer> revisions = Set.of();
    private int sealing;
    private Map<String, Object> seen;

    private KeyFileFollower(TicketKeyFormat format, List<Path> files, TicketKeyRing ring, KeyFileListener listener)
            throws IOException {
        this.format = format;
        this.files = List.copyOf(files);
        this.ring = new FilledRing(ring);
        news = new KeyFileNews(listener);
        seen = state();
        if (!place()) {
            throw new IllegalStateException("the ticket key ring is closed");
        }
        lookout = new Lookout("ticket key file", INTERVAL, this::poll);
    }

    /**
     * Give the ring the file's keys.
     *
     * @param ring stays the caller's
     * @throws IOException when the file cannot be read or has a fault
     * @throws IllegalStateException when the ring is closed
     */
    public static KeyFileFollower open(Path file, TicketKeyRing ring, KeyFileListener listener) throws IOException {
        return open(TicketKeyFormat.REPRISE, List.of(file), ring, listener);
    }

    /**
     * Give the ring the keys of files in another program's format, to share tickets with it.
     *
     * @param files as many as the format has
     * @param ring stays the caller's
     * @throws IOException when one cannot be read or has a fault
     * @throws IllegalStateException when the ring is closed
     */
    public static KeyFileFollower open(
            TicketKeyFormat format, List<Path> files, TicketKeyRing ring, KeyFileListener listener) throws IOException {
        return new KeyFileFollower(format, files, ring, listener);
    }

    private Map<String, Object> state() throws IOException {
        if (files.size() == 1) {
            return HandedFile.state(files.getFirst());
        }
        var states = new HashMap<String, Object>();
        for (var file : files) {
            states.put(file.toString(), HandedFile.state(file));
        }
        return states;
    }

    /**
     * Tell the listener what the keys are, and look at the file every half second until closed, in a virtual thread.
     *
     * @throws IllegalThreadStateException when it was started before
     */
    public void start() {
        news.changed(Set.of(), revisions, sealing);
        lookout.start();
    }

    /** Look once, and read the file when it is not what it was when its keys were taken. */
    void poll() {
        Map<String, Object> now;
        try {
            now = state();
        } catch (IOException gone) {
            now = Map.of();
        }
        if (now.equals(seen)) {
            news.fine();
            return;
        }
        var before = revisions;
        try {
            if (!place()) {
                lookout.close();
                return;
            }
            seen = now;
            news.fine();
            news.changed(before, revisions, sealing);
        } catch (IOException fault) {
            // Tried again at each look, as the fault may be the system's and pass, such as no descriptor left; but a
            // bad file is reported once, not every half second.
            news.failed(fault);
        }
    }

    /** Read the files into the ring; return false when its owner has closed it. */
    private boolean place() throws IOException {
        var keys = format.read(files);
        var placed = revisions(keys);
        int current = sealing;
        for (var key : keys) {
            current = key.role() == KeyRole.CURRENT ? revision(key) : current;
        }
        if (!ring.replaceAll(keys)) {
            return false;
        }
        revisions = placed;
        sealing = current;
        return true;
    }

    private static Set<Integer> revisions(List<TicketKey> keys) {
        var revisions = new LinkedHashSet<Integer>();
        keys.forEach(key -> revisions.add(revision(key)));
        return revisions;
    }

    private static int revision(TicketKey key) {
        return ByteBuffer.wrap(key.name()).getInt();
    }

    /** Look no more; the ring keeps the keys it has. Idempotent, from any thread. */
    @Override
    public void close() {
        lookout.close();
    }
}
