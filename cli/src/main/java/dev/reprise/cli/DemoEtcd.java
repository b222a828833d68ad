package dev.reprise.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An etcd server of our own on the loopback address, which keeps its data when it is killed. */
final class DemoEtcd implements DemoStore {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final DemoPlace place;
    private final Path program;
    private final int port;
    private final int peerPort;
    private @Nullable Child child;

    /** Find the program and two ports. */
    DemoEtcd(DemoPlace place) throws IOException {
        this.place = place;
        program = find("etcd")
                .orElseThrow(() -> new IOException(
                        "--store etcd needs the program etcd, and there is none on the path; Debian has it in the"
                                + " package etcd-server"));
        port = freePort();
        peerPort = freePort();
    }

    private static Optional<Path> find(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Pattern.compile(":").splitAsStream(path), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String address() {
        return "etcd:" + url(port);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        child = place.startProgram(List.of(
                program.toString(),
                "--data-dir",
                place.file("etcd").toString(),
                "--log-level",
                "error",
                "--listen-client-urls",
                url(port),
                "--advertise-client-urls",
                url(port),
                "--listen-peer-urls",
                url(peerPort),
                "--initial-advertise-peer-urls",
                url(peerPort),
                "--initial-cluster",
                "default=" + url(peerPort)));
        awaitListening(child);
    }

    private void awaitListening(Child started) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!started.alive() || System.nanoTime() - deadline > 0) {
                    started.takeErrors();
                    throw new IOException("etcd does not start: " + String.join(" | ", started.errors()), e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    @Override
    public String kill() {
        if (child != null) {
            child.kill();
        }
        return "etcd is killed (SIGKILL)";
    }

    @Override
    public String restart() throws IOException, InterruptedException {
        start();
        return "etcd is started again, with the data it had";
    }
}
