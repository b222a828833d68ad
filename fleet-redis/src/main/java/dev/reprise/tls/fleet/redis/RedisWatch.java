package dev.reprise.tls.fleet.redis;

import dev.reprise.tls.fleet.TicketKeyStore.Watch;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens for messages of changes in a thread of its own. Redis repeats none: whenever it has begun to listen, it says that
 * something may have changed.
 */
final class RedisWatch implements Watch {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RedisTicketKeyStore store;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    RedisWatch(RedisTicketKeyStore store, Runnable changed) {
        this.store = store;
        this.changed = changed;
        thread = Thread.ofVirtual().name("redis watch").start(this::follow);
    }

    private void follow() {
        try {
            while (!closed) {
                try (var open = store.connect()) {
                    connection = open;
                    if (!closed) {
                        open.setTimeoutInfinite();
                        new Messages().proceed(open, store.channel());
                    }
                } catch (IOException | JedisException e) {
                    // The server is away, or the watch was closed; polling goes on meanwhile.
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Messages extends BinaryJedisPubSub {
        @Override
        public void onSubscribe(byte[] channel, int channels) {
            changed.run();
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
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
                open.forceDisconnect();
            } catch (IOException | JedisException e) {
                return; // It was broken already.
            }
        }
    }
}
