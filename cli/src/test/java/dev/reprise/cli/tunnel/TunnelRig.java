package dev.reprise.cli.tunnel;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Programs;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts the command's tunnels as processes and servers behind them, and ends all of it. */
public final class TunnelRig implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Closeable> started = new ArrayList<>();

    /** What a server without TLS does with a connection. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    /** Run the command of this very class path. */
    public ChildProcess reprise(String... arguments) throws IOException {
        // A process that inherits an ignored SIGHUP, as below nohup, never hears it.
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=HUP",
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
    public ChildProcess start(List<String> command) throws IOException {
        var child = ChildProcess.of(command).start();
        started.add(child::close);
        return child;
    }

    /** Wait until a tunnel listens and return its port. */
    public static int port(ChildProcess tunnel) {
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

    /** Send back what comes, and end when the client does. */
    static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    /** Start nginx without TLS; return its port. */
    int nginx(Path directory, String listenOptions, String location) throws IOException {
        int port = LoopbackPorts.free();
        var home = Files.createDirectory(directory.resolve("nginx" + port));
        var config = Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid pid;
                error_log stderr notice;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    server {
                        listen 127.0.0.1:%d %s;
                        location / { %s }
                    }
                }
                """.formatted(port, listenOptions, location));
        var nginx = start(List.of(
                Programs.find("nginx").orElseThrow().toString(), "-p", home + "/", "-e", "stderr", "-c", "" + config));
        LoopbackPorts.awaitListening(port, nginx, PATIENCE);
        return port;
    }

    /** Start HAProxy, which passes TCP on to a port with a PROXY header; return its own port. */
    int haproxy(Path directory, int to, String serverOptions) throws IOException {
        int port = LoopbackPorts.free();
        var config =
                Files.writeString(directory.resolve("haproxy" + port + ".cfg"), """
                defaults
                    mode tcp
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                listen front
                    bind 127.0.0.1:%d
                    server tunnel 127.0.0.1:%d %s
                """.formatted(port, to, serverOptions));
        var haproxy = start(List.of(Programs.find("haproxy").orElseThrow().toString(), "-db", "-f", "" + config));
        LoopbackPorts.awaitListening(port, haproxy, PATIENCE);
        return port;
    }

    /** Tell a process to read its files anew. */
    static void hangUp(ChildProcess process) throws Exception {
        new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        for (var each : started.reversed()) {
            each.close();
        }
    }
}
