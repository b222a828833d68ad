package dev.reprise.tls.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A second process that uses a session file. It needs nothing but core's own classes, so it starts fast. */
final class SessionFileProcess {
    private SessionFileProcess() {}

    /** Do what the first argument says to the file the second names, and print a line per step. */
    public static void main(String[] arguments) throws IOException {
        var command = arguments[0];
        int from = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        try (var file = SessionFile.open(Path.of(arguments[1]))) {
            for (int i = from; i < from + count; i++) {
                switch (command) {
                    case "put" -> {
                        file.put(peer(i), session(i));
                        print("put " + i);
                    }
                    case "take" -> {
                        var taken = file.take(peer(i), session -> Verdict.OFFER);
                        print(taken == null ? "none" : "took " + i);
                    }
                    case "take-pool" -> {
                        var taken = file.take(peer(0), session -> Verdict.OFFER);
                        print(taken == null ? "none" : "took " + taken.hashCode());
                    }
                    case "visit" -> { // what a resumed connection does, with a flight of four tickets
                        var taken = file.take(peer(i), session -> Verdict.OFFER);
                        int next = 4 * (i + 1_000);
                        file.put(
                                peer(i),
                                List.of(session(next), session(next + 1), session(next + 2), session(next + 3)));
                        print(taken == null ? "none" : "took " + i);
                    }
                    case "probe" -> print(lockIsFree(Path.of(arguments[1] + ".lock")) ? "free" : "locked");
                    default -> throw new IllegalArgumentException(command);
                }
            }
            print("done");
        } catch (IOException e) {
            print("failed: " + e.getMessage());
        }
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static boolean lockIsFree(Path lockFile) throws IOException {
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        }
    }

    /** The peer that has session {@code number}. */
    static Peer peer(int number) {
        var host = "h" + number + ".example";
        return new Peer(host, 443, Optional.of(host), "", "p0");
    }

    /** A TLS 1.3 session whose ticket tells {@code number}, good for the next hours of the clock the processes share. */
    static Session session(int number) throws IOException {
        var ticket = ByteBuffer.allocate(200).putInt(number).array();
        try (var data = SessionData.builder()
                .protocolVersion(0x0304)
                .cipherSuite(0x1301)
                .secret(Secret.take(new byte[32]))
                .time(Instant.now().getEpochSecond())
                .ticketLifetimeHint(20_000)
                .ticket(Bytes.wrap(ticket))
                .build()) {
            return Session.ofDer(data.encode(), List.of());
        }
    }

    /** Start a process; {@code shell} is put before the command, such as "umask 0;". */
    static Process start(String shell, String command, Path file, int from, int count) throws IOException {
        var words = new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
        words.addAll(java());
        words.add(SessionFileProcess.class.getName());
        words.addAll(List.of(command, file.toString(), Integer.toString(from), Integer.toString(count)));
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Return the words that start a small JVM with core and its tests. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                codeOf(SessionFile.class) + ":" + codeOf(SessionFileProcess.class));
    }

    /** Run a process to its end and return what it printed. */
    static List<String> run(String shell, String command, Path file, int from, int count) throws IOException {
        return lines(start(shell, command, file, from, count).inputReader());
    }

    /** Read to the end. */
    static List<String> lines(BufferedReader reader) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static Path codeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
