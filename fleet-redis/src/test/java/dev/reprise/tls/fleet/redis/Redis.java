package dev.reprise.tls.fleet.redis;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** A Redis server on the loopback address that keeps nothing on disk. */
final class Redis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final boolean tls;
    private final List<String> options;
    private ChildProcess process;

    private Redis(Path directory, boolean tls, List<String> options) throws IOException {
        this.directory = directory;
        this.tls = tls;
        this.options = options;
        port = LoopbackPorts.free();
        process = launch();
    }

    /** Start one, or end the test where Debian's redis-server is not installed. */
    static Redis start(Path directory, String... options) throws IOException {
        Needs.program("redis-server");
        return new Redis(directory, false, List.of(options));
    }

    /** Start one that speaks TLS alone. */
    static Redis startTls(Path directory, String... options) throws IOException {
        Needs.program("redis-server");
        return new Redis(directory, true, List.of(options));
    }

    private ChildProcess launch() throws IOException {
        var command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
        command.addAll(tls ? List.of("--port", "0", "--tls-port", "" + port) : List.of("--port", "" + port));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", "" + directory));
        command.addAll(options);
        var redis = ChildProcess.of(command).start();
        LoopbackPorts.awaitListening(port, redis, PATIENCE);
        return redis;
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    RedisTicketKeyStore.Builder store() {
        return RedisTicketKeyStore.builder(uri()).timeout(Duration.ofSeconds(20));
    }

    /** Send a command and return the answer, texts as bytes. */
    Object tell(Command command, String... arguments) {
        try (var connection = new Connection(new HostAndPort("127.0.0.1", port))) {
            connection.sendCommand(command, arguments);
            return connection.getOne();
        }
    }

    /** Make this a copy of another server, and wait until it is. */
    void follow(Redis primary) {
        tell(Command.REPLICAOF, "127.0.0.1", "" + primary.port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isUpToDate()) {
            if (System.nanoTime() - deadline > 0) {
                throw process.failure("it does not become a replica");
            }
            Thread.onSpinWait();
        }
    }

    private boolean isUpToDate() {
        // ROLE of a replica: "slave", host, port, state, offset.
        return tell(Command.ROLE) instanceof List<?> role
                && role.size() > 3
                && role.get(3) instanceof byte[] state
                && new String(state, StandardCharsets.US_ASCII).equals("connected");
    }

    /** End it as a crash does. */
    void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        process.awaitExit(PATIENCE);
    }

    void restart() throws IOException {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
