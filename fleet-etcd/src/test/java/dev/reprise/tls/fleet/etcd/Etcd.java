package dev.reprise.tls.fleet.etcd;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An etcd server on the loopback address, which keeps its data when it is killed and started again. */
final class Etcd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final int peerPort;
    private ChildProcess process;

    private Etcd(Path directory) throws IOException {
        this.directory = directory;
        port = LoopbackPorts.free();
        peerPort = LoopbackPorts.free();
        process = launch();
    }

    /** Start one, or end the test where Debian's etcd-server is not installed. */
    static Etcd start(Path directory) throws IOException {
        Needs.program("etcd");
        return new Etcd(directory);
    }

    private ChildProcess launch() throws IOException {
        var url = "http://127.0.0.1:" + port;
        var peer = "http://127.0.0.1:" + peerPort;
        var etcd = ChildProcess.of(
                        "etcd",
                        "--data-dir",
                        directory.toString(),
                        "--listen-client-urls",
                        url,
                        "--advertise-client-urls",
                        url,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--initial-cluster",
                        "default=" + peer)
                .start();
        LoopbackPorts.awaitListening(port, etcd, PATIENCE);
        return etcd;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    EtcdTicketKeyStore.Builder store() {
        return EtcdTicketKeyStore.builder(List.of(uri())).timeout(Duration.ofSeconds(20));
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
