package dev.reprise.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Play the life of a session over restarts, every step its own operating-system process over a real socket, and compare
 * what each side says with what should be.
 *
 * <p>How this works: a server is a {@code reprise serve} process, each visit a {@code reprise connect} process that uses
 * one session file throughout, and another for TLS 1.2. What is seen is read from the two processes' own lines. Servers
 * that replace each other listen on the same port, for a session belongs to a host, a port and a name.
 */
final class Demo {
    private static final String FIRST_NAME = "one.reprise.test";
    private static final String SECOND_NAME = "two.reprise.test";
    private static final String SESSION_ID = "64656d6f";
    private static final Duration SHORT_LIFETIME = Duration.ofSeconds(4);
    // Times in session files are whole seconds: one more than the lifetime is over for certain.
    private static final Duration SHORT_LIFETIME_OVER = SHORT_LIFETIME.plusMillis(1100);
    private static final String[] TLS_1_2 = {"--protocols", "tlsv1.2"};
    private static final String GREETING = "hello, again";

    private final DemoPlace place;
    private final PrintStream out;
    private final Path sessions;
    private int failures;

    Demo(DemoPlace place, PrintStream out) {
        this.place = place;
        this.out = out;
        this.sessions = place.file("session.pem");
    }

    /** Play all steps; true when each saw what it expected. */
    boolean run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        var certificates = DemoCertificates.make(place, FIRST_NAME, SECOND_NAME);
        var keys = place.file("ticket.keys");
        newTicketKey(keys);

        var server = serve(certificates, keys, "2h", "0");
        var port = server.port();
        check("the first run", "full, not offered: none / full", visit(certificates, server, FIRST_NAME));
        check("the client again", "resumed / resumed", visit(certificates, server, FIRST_NAME));

        server.child().close();
        server = serve(certificates, keys, "2h", port);
        check("the server replaced, same key and id", "resumed / resumed", visit(certificates, server, FIRST_NAME));

        var added = newTicketKey(keys);
        server.child().await("ticket keys: added revision " + added);
        check("a key added to its key file", "resumed / resumed", visit(certificates, server, FIRST_NAME));
        check("the new ticket is under that key", added, newestTicketKey(sessions));

        server.child().close();
        var otherKeys = place.file("other.keys");
        newTicketKey(otherKeys);
        server = serve(certificates, otherKeys, "2h", port);
        check(
                "the server replaced, other keys",
                "full, offered: refused by the server / full, refused: unknown key",
                visit(certificates, server, FIRST_NAME));
        check("there again", "resumed / resumed", visit(certificates, server, FIRST_NAME));

        var shortLived = serve(certificates, otherKeys, SHORT_LIFETIME.toSeconds() + "s", "0");
        check(
                "a server of 4-second sessions",
                "full, not offered: none / full",
                visit(certificates, shortLived, FIRST_NAME));
        long over = System.nanoTime() + SHORT_LIFETIME_OVER.toNanos();
        out.println("     those sessions are too old in " + SHORT_LIFETIME_OVER.toMillis() / 1000.0
                + " s; meanwhile, servers of TLS 1.2 alone");
        out.flush();
        playTls12(certificates, keys);
        for (long rest; (rest = over - System.nanoTime()) > 0; ) {
            Thread.sleep(Duration.ofNanos(rest));
        }
        check(
                "there again, too late",
                "full, not offered: expired / full",
                visit(certificates, shortLived, FIRST_NAME));

        check("a second server name", "full, not offered: none / full", visit(certificates, server, SECOND_NAME));
        check("the first name still", "resumed / resumed", visit(certificates, server, FIRST_NAME));

        check(
                "the session file's mode",
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(sessions)));
        check("session show names both", FIRST_NAME + " " + SECOND_NAME, namesShown());
        out.printf("%d failed; %.1f s%n", failures, (System.nanoTime() - start) / 1e9);
        return failures == 0;
    }

    /** What TLS 1.2 does otherwise: one ticket lasts, and is renewed only when the server has a newer key. */
    private void playTls12(DemoCertificates certificates, Path keys) throws IOException, InterruptedException {
        // Not the other file: whoever writes one drops what is too old from it, and that is still to be seen.
        var file = place.file("tls12.pem");
        var server = serve(certificates, keys, "2h", "0", TLS_1_2);
        check(
                "TLS 1.2, the first run",
                "full, not offered: none / full",
                visit(certificates, server, FIRST_NAME, file));
        check("TLS 1.2, the client again", "resumed / resumed", visit(certificates, server, FIRST_NAME, file));

        server.child().close();
        server = serve(certificates, keys, "2h", server.port(), TLS_1_2);
        check(
                "TLS 1.2, another server of the fleet",
                "resumed / resumed",
                visit(certificates, server, FIRST_NAME, file));

        var added = newTicketKey(keys);
        server.child().await("ticket keys: added revision " + added);
        check(
                "TLS 1.2, a key added to its key file",
                "resumed / resumed",
                visit(certificates, server, FIRST_NAME, file));
        check("the ticket is renewed under that key", added, newestTicketKey(file));
        server.child().close();
    }

    private void check(String step, String expected, String seen) {
        boolean agree = expected.equals(seen);
        if (!agree) {
            failures++;
        }
        out.printf("%-4s %-37s expected: ", agree ? "ok" : "FAIL", step);
        // What is too long for the column is compared more easily one above the other.
        out.printf(expected.length() > 32 ? "%s%n%53s%s%n" : "%-32s %s%s%n", expected, "seen: ", seen);
        out.flush();
    }

    private record Server(Child child, String port) {}

    private Server serve(DemoCertificates certificates, Path keys, String lifetime, String port, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "serve",
                "--port",
                port,
                "--cert",
                "" + certificates.chain(),
                "--key",
                "" + certificates.key(),
                "--session-lifetime",
                lifetime,
                "--session-id",
                SESSION_ID,
                "--ticket-key-file",
                "" + keys));
        command.addAll(List.of(options));
        var child = place.start(command.toArray(String[]::new));
        var listening = child.await("listening on ");
        return new Server(child, listening.substring(listening.lastIndexOf(':') + 1));
    }

    private String visit(DemoCertificates certificates, Server server, String name)
            throws IOException, InterruptedException {
        return visit(certificates, server, name, sessions);
    }

    /** Connect once, check the echo, and return what the client and, after a slash, the server say of it. */
    private String visit(DemoCertificates certificates, Server server, String name, Path file)
            throws IOException, InterruptedException {
        try (var client = place.start(
                "connect",
                "127.0.0.1:" + server.port(),
                "--servername",
                name,
                "--ca",
                "" + certificates.authority(),
                "--session-file",
                "" + file)) {
            client.input(GREETING + "\n");
            int status = client.finish();
            if (status != Main.OK) {
                return "exit status " + status + ": " + String.join(" | ", client.errors());
            }
            if (!client.output().equals(List.of(GREETING))) {
                return "an echo that differs: " + String.join(" | ", client.output());
            }
            return seenByClient(client.errors()) + " / "
                    + seenByServer(server.child().await("connection "));
        }
    }

    private static String seenByClient(List<String> lines) {
        var facts = facts(lines);
        if ("yes".equals(facts.get("resumed"))) {
            return "resumed";
        }
        var seen = new StringBuilder("full");
        for (var key : List.of("not offered", "offered", "session file failure")) {
            if (facts.containsKey(key)) {
                seen.append(", ").append(key).append(": ").append(facts.get(key));
            }
        }
        return seen.toString();
    }

    private static String seenByServer(String line) {
        int kind = line.indexOf(" kind=");
        return kind < 0
                ? line
                : line.substring(kind + 6).replace(" refused=", ", refused: ").replace("\"", "");
    }

    private static Map<String, String> facts(List<String> lines) {
        var facts = new TreeMap<String, String>();
        for (var line : lines) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                facts.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 2));
            }
        }
        return facts;
    }

    /** Add a key to a key file and return its revision as it is printed. */
    private String newTicketKey(Path file) throws IOException, InterruptedException {
        try (var child = place.start("ticket-key", "new", "-o", "" + file)) {
            var wrote = child.await("ticket keys: wrote revision ");
            return wrote.split(" ", -1)[4];
        }
    }

    private String newestTicketKey(Path file) throws IOException, InterruptedException {
        var name = facts(show(file)).getOrDefault("ticket key", "");
        // Of a name's 16 bytes the first four are the revision.
        return name.length() < 8 ? name : "0x" + name.substring(0, 8);
    }

    private String namesShown() throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        var text = String.join("\n", show(sessions));
        for (var name : List.of(FIRST_NAME, SECOND_NAME)) {
            if (text.contains(name)) {
                names.add(name);
            }
        }
        return String.join(" ", names);
    }

    private List<String> show(Path file) throws IOException, InterruptedException {
        try (var child = place.start("session", "show", "" + file)) {
            int status = child.finish();
            return status == Main.OK ? child.output() : child.errors();
        }
    }
}
