package dev.reprise.cli.tunnel;

import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts the command's tunnels as processes and servers behind them, and ends all of it. */
final class TunnelRig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> started = new ArrayList<>();

    /** What a server without TLS does with a connection. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    /** Run the command of this very class path. */
    ChildProcess reprise(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                "" + Path.of(System.getProperty("java.home"), "bin", "java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.reprise.cli.Main"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    /** Run anything. */
    ChildProcess start(List<String> command) throws IOException {
        var child = ChildProcess.of(command).start();
        started.add(child);
        return child;
    }

    /** Wait until a tunnel listens and return its port. */
    static int port(ChildProcess tunnel) {
        return Integer.parseInt(tunnel.awaitLine("listening on 127\\.0\\.0\\.1:(\\d+)", PATIENCE)
                .group(1));
    }

    /** Serve on a free port and return it. */
    int backend(Service service) throws IOException {
        var listening = new ServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        started.add(listening);
        Thread.startVirtualThread(() -> {
            while (!listening.isClosed()) {
                try {
                    var socket = listening.accept();
                    Thread.startVirtualThread(() -> {
                        try (socket) {
                            service.serve(socket);
                        } catch (IOException gone) {
                            // The test sees it at the other end.
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return listening.getLocalPort();
    }

    /** Tell a process to read its files anew. */
    static void hangUp(ChildProcess process) throws Exception {
        new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws Exception {
        for (var each : started.reversed()) {
            each.close();
        }
    }
}
