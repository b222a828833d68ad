package dev.reprise.tls.fleet.redis;

import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keep a fleet's keys in Redis 6 or newer, or in Valkey, under one key. A change is a script that compares and sets; it also
 * publishes a message, on a channel named like the key, which watches listen for. Thread-safe.
 *
 * <p>Each call has a connection of its own: calls are seconds apart, and one that is new knows nothing of a server that was replaced
 * meanwhile. The address is the primary's; a replica, which may lag behind, is refused. Redis may lose an acknowledged change
 * in a failover, and all it had in a restart without persistence; the protocol mends both. A user needs the commands
 * {@code +get +set +eval +publish +subscribe +multi +exec +role} for the key and the channel.
 */
public final class RedisTicketKeyStore implements TicketKeyStore {
    /** Compares and sets; no value and an empty one are told apart by the first argument. */
    private static final byte[] COMPARE_AND_SET = ascii("local now = redis.call('GET', KEYS[1]) "
            + "if (ARGV[1] == 'none' and not now) or (ARGV[1] == 'value' and now == ARGV[2]) then "
            + "redis.call('SET', KEYS[1], ARGV[3]) redis.call('PUBLISH', KEYS[1], 'changed') return 1 end return 0");

    private final String server;
    private final RedisSockets sockets;
    private final DefaultJedisClientConfig settings;
    private final byte[] key;
    private volatile boolean closed;

    private RedisTicketKeyStore(Builder builder) {
        server = builder.host + ":" + builder.port;
        key = builder.key.getBytes(StandardCharsets.UTF_8);
        int millis = Math.toIntExact(builder.timeout.toMillis());
        sockets = new RedisSockets(builder.host, builder.port, millis, builder.tls ? builder.factory : null);
        var config = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .database(builder.database);
        if (builder.password != null) {
            config.user(builder.user).password(builder.password);
        }
        settings = config.build();
    }

    /**
     * Begin with the address of the primary.
     *
     * @param url {@code redis://HOST[:PORT][/DATABASE]}, or {@code rediss:} for TLS; what follows a {@code #} is left to the caller
     * @throws IllegalArgumentException when it is none, or holds a user or a password
     */
    public static Builder builder(URI url) {
        return new Builder(url);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Open a connection, which the caller closes. */
    Connection connect() throws IOException {
        if (closed) {
            throw new IOException("the Redis store is closed");
        }
        try {
            return new Connection(sockets, settings);
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    private IOException failure(JedisException e) {
        return new IOException("Redis at " + server + ": " + e.getMessage(), e);
    }

    byte[] channel() {
        return key.clone();
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        try (var connection = connect()) {
            // In one transaction: a server that becomes a replica between the two would answer for another time.
            connection.executeCommand(Command.MULTI);
            connection.executeCommand(Command.ROLE);
            connection.executeCommand(new CommandArguments(Command.GET).add(key));
            if (connection.executeCommand(Command.EXEC) instanceof List<?> answers
                    && answers.size() == 2
                    && answers.getFirst() instanceof List<?> role
                    && role.getFirst() instanceof byte[] name) {
                if (!Arrays.equals(name, ascii("master"))) {
                    throw new IOException("Redis at " + server + " is a replica, which may lag behind");
                }
                return answers.get(1) instanceof byte[] value ? value : null;
            }
            throw new IOException("Redis at " + server + " answers in another form than expected");
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        try (var connection = connect()) {
            var script = new CommandArguments(Command.EVAL)
                    .add(COMPARE_AND_SET)
                    .add(1)
                    .add(key)
                    .add(ascii(expected == null ? "none" : "value"))
                    .add(expected == null ? new byte[0] : expected)
                    .add(replacement);
            return connection.executeCommand(script) instanceof Long changed && changed == 1;
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        return new RedisWatch(this, changed);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Return server and key. */
    @Override
    public String toString() {
        return "redis:" + server + " " + new String(key, StandardCharsets.UTF_8);
    }

    /** Collect how to reach Redis. Not thread-safe. */
    public static final class Builder {
        private static final int DEFAULT_PORT = 6379;

        private final String host;
        private final int port;
        private final int database;
        private final boolean tls;
        private String key = "reprise/ticket-keys";
        private Duration timeout = Duration.ofSeconds(2);
        private String user = "default";
        private @Nullable String password;
        private SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();

        private Builder(URI url) {
            var path = url.getPath() == null ? "" : url.getPath();
            tls = "rediss".equals(url.getScheme());
            if (!(tls || "redis".equals(url.getScheme()))
                    || url.getHost() == null
                    || url.getRawUserInfo() != null
                    || url.getRawQuery() != null
                    || !path.matches("/?[0-9]{0,4}")) {
                throw new IllegalArgumentException(
                        "expected redis://HOST[:PORT][/DATABASE] or rediss:, without user and password, not an address of "
                                + url.getHost());
            }
            host = url.getHost();
            port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
            database = path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
        }

        /** Set the key that holds the value. Default: {@code reprise/ticket-keys}. */
        public Builder key(String name) {
            key = name;
            return this;
        }

        /** Set how long each step of a call may take: connecting, and each answer. Default: 2 s. */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /** Log in. Default: not at all. */
        public Builder user(String name, String secret) {
            user = name;
            password = secret;
            return this;
        }

        /** Use these for {@code rediss:}, with the roots and the client certificate they have. Default: the JDK's. */
        public Builder socketFactory(SSLSocketFactory given) {
            factory = given;
            return this;
        }

        /** Make the store; nothing is sent yet. */
        public RedisTicketKeyStore open() {
            return new RedisTicketKeyStore(this);
        }
    }
}
