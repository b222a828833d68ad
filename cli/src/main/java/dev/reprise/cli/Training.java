package dev.reprise.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * Load what the commands use, once, in one process: a server and two visits to it, the second one resumed. The launcher
 * runs this when it has built, and keeps the classes as they are then, already parsed, for quick starts. Each class that is kept
 * costs every start a little, so that what only long-running servers use, such as Jetty, is left out.
 */
final class Training {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private Training() {}

    /** Play a short life of server and client; takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Main.run(streams(NOWHERE), "--version");
        for (var subcommand : Subcommand.values()) {
            Main.run(streams(NOWHERE), subcommand.word(), "--help");
        }
        try (var place = new DemoPlace();
                var said = new PipedInputStream();
                var log = new PrintStream(new PipedOutputStream(said), true, StandardCharsets.UTF_8)) {
            var certificates = DemoCertificates.make(place, "localhost");
            var keys = place.file("keys").toString();
            var sessions = place.file("sessions").toString();
            Main.run(streams(NOWHERE), "ticket-key", "new", "-o", keys);
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> Main.run(
                            streams(log),
                            "serve",
                            "--port",
                            "0",
                            "--once",
                            "2",
                            "--cert",
                            certificates.chain().toString(),
                            "--key",
                            certificates.key().toString(),
                            "--session-lifetime",
                            "1h",
                            "--ticket-key-file",
                            keys));
            var lines = new Scanner(said, StandardCharsets.UTF_8);
            var listening = lines.nextLine();
            while (!listening.startsWith("listening on ")) {
                listening = lines.nextLine();
            }
            var server = "localhost" + listening.substring(listening.lastIndexOf(':'));
            for (int visit = 0; visit < 2; visit++) {
                Main.run(
                        streams(NOWHERE),
                        "connect",
                        server,
                        "--ca",
                        certificates.authority().toString(),
                        "--session-file",
                        sessions);
            }
            Main.run(streams(NOWHERE), "session", "show", sessions);
            // There is no server any more, which is told on a page as well.
            Main.run(streams(NOWHERE), "probe", server);
        }
    }

    private static Streams streams(PrintStream err) {
        InputStream greeting = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
        return new Streams(greeting, NOWHERE, err);
    }
}
