package dev.reprise.cli;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Keep a ticket key ring the same as a key file: the last key seals, all others open, and a key taken out of the file is
 * gone. The file decides how long a key lives, so its keys are placed, not added: an added one would stop sealing after
 * one lifetime, and one withdrawn after a leak would go on opening. A file that cannot be read or parsed is reported and
 * changes nothing. Not thread-safe; one thread follows.
 */
final class KeyFileFollower {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Path file;
    private final TicketKeyRing ring;
    private final PrintStream log;
    private SequencedSet<Integer> revisions = new LinkedHashSet<>();
    private Map<String, Object> seen;
    private String told = "";

    /** Give the ring the file's keys; a bad file is a failure here, at the start. */
    KeyFileFollower(Path file, TicketKeyRing ring, PrintStream log) throws IOException {
        this.file = file;
        this.ring = ring;
        this.log = log;
        seen = state();
        place();
    }

    /** Say what the keys are, and follow the file for as long as the process lives; the thread does not keep it alive. */
    void start() {
        tell(Set.of());
        Thread.ofVirtual().name("ticket key file").start(() -> {
            try {
                for (; ; ) {
                    Thread.sleep(INTERVAL);
                    poll();
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
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
            told = "";
            return;
        }
        var before = revisions;
        try {
            place();
            seen = now;
            told = "";
            tell(before);
        } catch (IOException | RuntimeException failure) {
            // Tried again at each look, as the fault may be the system's and pass, such as no descriptor left; but
            // a bad file is reported once, not every half second.
            var fault = Failure.describe(failure);
            if (!fault.equals(told)) {
                log.println("ticket keys: unchanged: " + fault);
            }
            told = fault;
        }
    }

    private Map<String, Object> state() throws IOException {
        return Files.readAttributes(file, "unix:ino,size,lastModifiedTime,mode,uid", LinkOption.NOFOLLOW_LINKS);
    }

    private void place() throws IOException {
        var keys = TicketKeyFile.read(file);
        var placed = new ArrayList<TicketKey>();
        var now = new LinkedHashSet<Integer>();
        try {
            int last = keys.size() - 1;
            for (int i = 0; i <= last; i++) {
                var key = keys.get(i);
                placed.add(new TicketKey(key.revision(), key.bytes(), i == last ? KeyRole.CURRENT : KeyRole.PREVIOUS));
                now.add(key.revision());
            }
            ring.replaceAll(placed);
            revisions = now;
        } finally {
            keys.forEach(FileKey::close);
            placed.forEach(TicketKey::close);
        }
    }

    private void tell(Set<Integer> before) {
        for (int revision : revisions) {
            if (!before.contains(revision)) {
                log.println("ticket keys: added revision " + FileKey.text(revision));
            }
        }
        for (int revision : before) {
            if (!revisions.contains(revision)) {
                log.println("ticket keys: dropped revision " + FileKey.text(revision));
            }
        }
        log.println("ticket keys: revision " + FileKey.text(revisions.getLast()) + " seals");
    }
}
