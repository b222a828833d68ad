package dev.reprise.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/**
 * Load what the commands use, once, in one process: a server and two visits to it, the second one resumed, and some hundred
 * connections through two tunnels. The launcher runs this when it has built, and keeps the classes as they are then, already
 * parsed, for quick starts, and what the JVM has learnt of the methods that connections run, so that it compiles them sooner.
 * Each class that is kept costs every start a little, so that Jetty, which only one kind of server uses, is left out.
 */
final class Training {
    private static final int CONNECTIONS = 500;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private Training() {}

    /** Play a short life of server, client and tunnels; takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Main.run(streams(NOWHERE), "--version");
        for (var subcommand : Subcommand.values()) {
            Main.run(streams(NOWHERE), subcommand.word(), "--help");
        }
        try (var place = new DemoPlace()) {
            var certificates = DemoCertificates.make(place, "localhost");
            var keys = place.file("keys").toString();
            Main.run(streams(NOWHERE), "ticket-key", "new", "-o", keys);
            visit(place, certificates, keys);
            tunnels(place, certificates, keys);
        }
    }

    private static void visit(DemoPlace place, DemoCertificates certificates, String keys)
            throws InterruptedException, ExecutionException {
        var sessions = place.file("sessions").toString();
        int port = serve(certificates, keys, "--once", "2");
        for (int visit = 0; visit < 2; visit++) {
            Main.run(
                    streams(NOWHERE),
                    "connect",
                    "localhost:" + port,
                    "--ca",
                    certificates.authority().toString(),
                    "--session-file",
                    sessions);
        }
        Main.run(streams(NOWHERE), "session", "show", sessions);
        // There is no server any more, which is told on a page as well.
        Main.run(streams(NOWHERE), "probe", "localhost:" + port);
    }

    /** Go from a plain client through both kinds of tunnel to an echo; all connections but the first are resumed. */
    private static void tunnels(DemoPlace place, DemoCertificates certificates, String keys)
            throws IOException, InterruptedException, ExecutionException {
        try (var backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> echo(backend));
            int port = serve(certificates, keys, "--to", "127.0.0.1:" + backend.getLocalPort());
            int plain = listening(
                    "connect",
                    "localhost:" + port,
                    "--listen",
                    "127.0.0.1:0",
                    "--ca",
                    certificates.authority().toString(),
                    "--session-file",
                    place.file("tunnel.sessions").toString());
            for (int i = 0; i < CONNECTIONS; i++) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), plain)) {
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                    socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            }
        }
    }

    private static void echo(ServerSocket backend) {
        try {
            while (true) {
                try (var socket = backend.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                }
            }
        } catch (IOException over) {
            return; // The training is, too.
        }
    }

    private static int serve(DemoCertificates certificates, String keys, String option, String value)
            throws InterruptedException, ExecutionException {
        return listening(
                "serve",
                "--port",
                "0",
                "--cert",
                certificates.chain().toString(),
                "--key",
                certificates.key().toString(),
                "--session-lifetime",
                "1h",
                "--ticket-key-file",
                keys,
                option,
                value);
    }

    /** Run a command that listens, in a thread of its own that ends with the process; return its port. */
    private static int listening(String... arguments) throws InterruptedException, ExecutionException {
        var line = new FirstLine();
        var log = new PrintStream(line, true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().start(() -> Main.run(streams(log), arguments));
        var listening = line.text().get();
        return Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
    }

    private static Streams streams(PrintStream err) {
        InputStream greeting = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
        return new Streams(greeting, NOWHERE, err);
    }
}
