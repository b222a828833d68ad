package dev.reprise.tls.fleet.etcd;

import static dev.reprise.tls.fleet.etcd.EtcdClient.base64;

import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Keep a fleet's keys in etcd 3.4 or newer, under one key, by its JSON gateway: reads are linearizable, changes are
 * transactions, and a watch goes on from the revision it has seen when its connection breaks. Thread-safe.
 *
 * <p>etcd keeps old values until it is compacted, and on disk for longer; they are sealed under the fleet secret. With a user,
 * a role for the key's prefix is enough.
 */
public final class EtcdTicketKeyStore implements TicketKeyStore {
    private final EtcdClient client;
    private final List<URI> servers;
    private final String key;

    private EtcdTicketKeyStore(Builder builder) {
        client = new EtcdClient(builder);
        servers = builder.servers;
        key = builder.key;
    }

    /**
     * Begin with the addresses of etcd's servers, any of which will do.
     *
     * @param servers such as {@code https://etcd-1:2379}; at least one
     * @throws IllegalArgumentException when there is none, or one is no http or https address
     */
    public static Builder builder(List<URI> servers) {
        return new Builder(servers);
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        var answer = client.ask("/v3/kv/range", "{\"key\":\"" + encodedKey() + "\"}");
        if (!(answer.get("kvs") instanceof List<?> found) || found.isEmpty()) {
            return null;
        }
        if (found.getFirst() instanceof Map<?, ?> entry && entry.get("value") instanceof String value) {
            try {
                return Base64.getDecoder().decode(value);
            } catch (IllegalArgumentException e) {
                throw new IOException("etcd answers a value that is no Base64", e);
            }
        }
        return new byte[0]; // The gateway leaves out what is empty.
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        var condition = expected == null
                ? "\"target\":\"CREATE\",\"create_revision\":\"0\""
                : "\"target\":\"VALUE\",\"value\":\"" + base64(expected) + "\"";
        var answer = client.ask(
                "/v3/kv/txn",
                "{\"compare\":[{\"key\":\"" + encodedKey() + "\",\"result\":\"EQUAL\"," + condition
                        + "}],\"success\":[{\"request_put\":{\"key\":\"" + encodedKey() + "\",\"value\":\""
                        + base64(replacement) + "\"}}]}");
        return Boolean.TRUE.equals(answer.get("succeeded"));
    }

    @Override
    public Watch watch(Runnable changed) {
        return new EtcdWatch(client, encodedKey(), changed);
    }

    private String encodedKey() {
        return base64(key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        client.close();
    }

    /** Return servers and key. */
    @Override
    public String toString() {
        return "etcd:" + servers + " " + key;
    }

    /** Collect how to reach etcd. Not thread-safe. */
    public static final class Builder {
        final List<URI> servers;
        String key = "reprise/ticket-keys";
        Duration timeout = Duration.ofSeconds(2);

        @Nullable
        EtcdUser user;

        @Nullable
        SSLContext context;

        private Builder(List<URI> servers) {
            this.servers = List.copyOf(servers);
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("no server of etcd is given");
            }
            for (var server : servers) {
                if (!("http".equals(server.getScheme()) || "https".equals(server.getScheme()))
                        || server.getHost() == null
                        || server.getUserInfo() != null) {
                    throw new IllegalArgumentException(
                            "expected http://HOST:PORT or https://HOST:PORT without a user, not " + server.getHost());
                }
            }
        }

        /** Set the key that holds the value. Default: {@code reprise/ticket-keys}. */
        public Builder key(String name) {
            key = name;
            return this;
        }

        /** Set how long a call may take, all servers together. Default: 2 s. */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /** Log in. Default: nobody. With this, a client certificate for TLS has no common name, or etcd refuses it. */
        public Builder user(String name, String password) {
            user = new EtcdUser(name, password);
            return this;
        }

        /** Use this for https, with the roots and the client certificate it has. Default: the JDK's. */
        public Builder sslContext(SSLContext given) {
            context = given;
            return this;
        }

        /** Make the store; nothing is sent yet. */
        public EtcdTicketKeyStore open() {
            return new EtcdTicketKeyStore(this);
        }
    }
}
