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

    /** Terminate TLS on a free port, with plain connections to a port of the loopback. */
    ChildProcess serve(LocalAuthority.Pair identity, int backend, String... options) throws IOException {
        return serveOn(0, identity, backend, options);
    }

    /** Terminate TLS on this port. */
    ChildProcess serveOn(int port, LocalAuthority.Pair identity, int backend, String... options) throws IOException {
        return command(List.of(
                List.of("serve", "--port", "" + port, "--to", "127.0.0.1:" + backend),
                identity.options("--cert", "--key"),
                List.of(options)));
    }

    /** Echo over TLS on a free port. */
    ChildProcess echo(LocalAuthority.Pair identity, String... options) throws IOException {
        return command(List.of(List.of("serve", "--port", "0"), identity.options("--cert", "--key"), List.of(options)));
    }

    /** Accept plain connections on a free port, and speak TLS with a port of the loopback. */
    ChildProcess connect(LocalAuthority trusted, int server, String... options) throws IOException {
        return command(List.of(
                List.of("connect", "localhost:" + server, "--listen", "127.0.0.1:0", "--ca", "" + trusted.file()),
                List.of(options)));
    }

    private ChildProcess command(List<List<String>> parts) throws IOException {
        return reprise(parts.stream().flatMap(List::stream).toArray(String[]::new));
    }

    /** Connect by {@code openssl s_client}, which verifies the server by this authority, and ask for no name. */
    ChildProcess client(LocalAuthority trusted, int port, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-verify_return_error",
                "-CAfile",
                trusted.file().toString()));
        command.addAll(List.of(options));
        return start(command);
    }

    /** Fetch the root page by curl, under the name localhost. */
    ChildProcess curl(LocalAuthority trusted, int port, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                "curl", "-sS", "--noproxy", "*", "--cacert", trusted.file().toString()));
        command.addAll(List.of(options));
        command.add("https://localhost:" + port + "/");
        return start(command);
    }

    /** Start GnuTLS's server, which sends back what comes; return its port. */
    int gnutls(LocalAuthority.Pair identity, String... options) throws IOException {
        int port = LoopbackPorts.free();
        var command = new ArrayList<>(List.of("gnutls-serv", "--echo", "--port", "" + port));
        command.addAll(identity.options("--x509certfile", "--x509keyfile"));
        command.addAll(List.of(options));
        LoopbackPorts.awaitListening(port, start(command), PATIENCE);
        return port;
    }

    /** Connect without TLS, with a bound on reads. */
    static Socket dial(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
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
        return haproxy(directory, "tcp", "", "server tunnel 127.0.0.1:%d %s".formatted(to, serverOptions));
    }

    /** Start HAProxy, which reads a PROXY header and answers each request with this text; return its port. */
    int haproxyAnswering(Path directory, String format) throws IOException {
        return haproxy(
                directory,
                "http",
                "accept-proxy",
                "http-request return status 200 content-type text/plain lf-string \"%s\"".formatted(format));
    }

    private int haproxy(Path directory, String mode, String bindOptions, String action) throws IOException {
        int port = LoopbackPorts.free();
        var config = Files.writeString(
                directory.resolve("haproxy" + port + ".cfg"), """
                defaults
                    mode %s
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                listen front
                    bind 127.0.0.1:%d %s
                    %s
                """.formatted(mode, port, bindOptions, action));
        var haproxy = start(List.of(Programs.find("haproxy").orElseThrow().toString(), "-db", "-f", "" + config));
        LoopbackPorts.awaitListening(port, haproxy, PATIENCE);
        return port;
    }

    /** Tell a process to read its files anew. */
    static void hangUp(ChildProcess process) throws Exception {
        signal(process, "HUP");
    }

    /** Tell a process to come to its end as from a terminal. */
    static void interrupt(ChildProcess process) throws Exception {
        signal(process, "INT");
    }

    private static void signal(ChildProcess process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        for (var each : started.reversed()) {
            each.close();
        }
    }
}
