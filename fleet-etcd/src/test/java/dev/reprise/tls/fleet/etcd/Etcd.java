package dev.reprise.tls.fleet.etcd;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An etcd server on the loopback address, which keeps its data when it is killed and started again. */
final class Etcd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final String name;
    private final String scheme;
    private final int port = LoopbackPorts.free();
    private final int peerPort = LoopbackPorts.free();
    private final List<String> options;
    private String cluster;
    private ChildProcess process;

    private Etcd(Path directory, String name, String scheme, List<String> options) throws IOException {
        this.directory = directory;
        this.name = name;
        this.scheme = scheme;
        this.options = options;
        cluster = member();
    }

    /** Start one, or end the test where Debian's etcd-server is not installed. */
    static Etcd start(Path directory) throws IOException {
        return start(directory, "http");
    }

    /** Start one that its clients reach by http or https, with options. */
    static Etcd start(Path directory, String scheme, String... options) throws IOException {
        Needs.program("etcd");
        var etcd = new Etcd(directory, "default", scheme, List.of(options));
        etcd.process = etcd.launch();
        etcd.awaitListening();
        return etcd;
    }

    /** Start some that are one cluster; the caller closes each. */
    static List<Etcd> cluster(Path directory, int count) throws IOException {
        Needs.program("etcd");
        var servers = new ArrayList<Etcd>();
        for (int i = 0; i < count; i++) {
            servers.add(new Etcd(directory.resolve("data" + i), "n" + i, "http", List.of()));
        }
        var cluster = String.join(",", servers.stream().map(Etcd::member).toList());
        for (var server : servers) {
            server.cluster = cluster;
            server.process = server.launch();
        }
        for (var server : servers) {
            server.awaitListening();
        }
        return servers;
    }

    private String member() {
        return name + "=http://127.0.0.1:" + peerPort;
    }

    private ChildProcess launch() throws IOException {
        var peer = "http://127.0.0.1:" + peerPort;
        var command = new ArrayList<>(List.of("etcd", "--name", name, "--data-dir", directory.toString()));
        command.addAll(List.of("--listen-client-urls", "" + uri(), "--advertise-client-urls", "" + uri()));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster", cluster));
        command.addAll(options);
        return ChildProcess.of(command).start();
    }

    private void awaitListening() throws IOException {
        LoopbackPorts.awaitListening(port, process, PATIENCE);
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    EtcdTicketKeyStore.Builder store() {
        return EtcdTicketKeyStore.builder(List.of(uri())).timeout(Duration.ofSeconds(20));
    }

    /** Send a request of its gateway as an operator does. */
    void tell(String path, String json) throws IOException {
        try (var client = new EtcdClient(store())) {
            client.ask(path, json);
        }
    }

    /** Return the revision of its last change. */
    String revision() throws IOException {
        try (var client = new EtcdClient(store())) {
            var header = (Map<?, ?>) client.ask("/v3/maintenance/status", "{}").get("header");
            return (String) header.get("revision");
        }
    }

    /** End it as a crash does. */
    void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        process.awaitExit(PATIENCE);
    }

    void restart() throws IOException {
        process.close();
        process = launch();
        awaitListening();
    }

    @Override
    public void close() {
        process.close();
    }
}
