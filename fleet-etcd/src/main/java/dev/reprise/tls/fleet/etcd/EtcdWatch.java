package dev.reprise.tls.fleet.etcd;

import dev.reprise.tls.fleet.TicketKeyStore.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the changes of a key in a thread of its own. When the connection breaks, it asks for all changes since the last
 * revision it knows, so that none is missed; when those are compacted away, it says that something has changed.
 */
final class EtcdWatch implements Watch {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EtcdClient client;
    private final String encodedKey;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable BufferedReader connection;
    private long next;

    EtcdWatch(EtcdClient client, String encodedKey, Runnable changed) {
        this.client = client;
        this.encodedKey = encodedKey;
        this.changed = changed;
        thread = Thread.ofVirtual().name("etcd watch").start(this::follow);
    }

    private void follow() {
        try {
            while (!closed) {
                try {
                    read();
                } catch (IOException e) {
                    // The server is away, or the watch was closed; polling goes on meanwhile.
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws IOException {
        var since = next == 0 ? "" : ",\"start_revision\":\"" + next + "\"";
        try (var lines =
                client.follow("/v3/watch", "{\"create_request\":{\"key\":\"" + encodedKey + "\"" + since + "}}")) {
            connection = lines;
            for (var line = BoundedBody.line(lines); line != null && !closed; line = BoundedBody.line(lines)) {
                if (JsonReader.object(line).get("result") instanceof Map<?, ?> result) {
                    take(result);
                }
            }
        }
        throw new IOException("the watch has ended");
    }

    private void take(Map<?, ?> result) throws IOException {
        if (Boolean.TRUE.equals(result.get("canceled"))) {
            next = 0; // What we asked for is compacted away.
            changed.run();
            throw new IOException("etcd has canceled the watch");
        }
        if (result.get("header") instanceof Map<?, ?> header && header.get("revision") instanceof String revision) {
            try {
                next = Math.max(next, Long.parseLong(revision) + 1);
            } catch (NumberFormatException e) {
                throw new IOException("etcd answers a revision that is no number", e);
            }
        }
        if (result.get("events") instanceof List<?> events && !events.isEmpty()) {
            changed.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var open = connection;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // It was broken already.
            }
        }
    }
}
