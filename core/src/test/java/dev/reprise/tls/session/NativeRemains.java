package dev.reprise.tls.session;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Puts sessions into a file, takes one out, closes it, and then looks for their text in all memory of its own process
 * but the Java heap, where the collector moves things about. For Linux.
 */
final class NativeRemains {
    private static final int SESSIONS = 23;
    private static final int PEM_LINE = 64;
    // What a read needs no native memory of its own for: the JDK copies so much by way of the stack.
    private static final int WINDOW = 8_192;
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r\\S+ \\S+ \\S+ 0(.*)");

    private NativeRemains() {}

    /** Use the file of the first argument, and print how many of how many sessions' texts are left. */
    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws Exception {
        // In a thread that goes on living, as NIO's buffers belong to threads, and the search needs some, too.
        try (var user = Executors.newSingleThreadExecutor()) {
            var lines = user.submit(() -> putAll(Path.of(arguments[0]))).get();
            System.out.println(remains(lines) + " of " + SESSIONS);
        }
    }

    /** Put sessions, look at all, take one; return a line of each one's text in the file. */
    private static List<byte[]> putAll(Path path) throws IOException {
        var lines = new ArrayList<byte[]>();
        try (var file = SessionFile.open(path)) {
            for (int i = 0; i < SESSIONS; i++) {
                try (var session = session()) {
                    var text = Pem.encode("SSL SESSION PARAMETERS", session.toDer());
                    var line = new String(text, StandardCharsets.US_ASCII)
                            .lines()
                            .skip(2)
                            .findFirst()
                            .orElseThrow();
                    lines.add(line.getBytes(StandardCharsets.US_ASCII));
                    file.put(SessionFileProcess.peer(i), session);
                }
            }
            try (var taken = file.take(SessionFileProcess.peer(0), session -> Verdict.OFFER)) {
                if (taken == null || file.entries().size() != SESSIONS - 1) {
                    throw new IllegalStateException("a session is lost");
                }
            }
        }
        return lines;
    }

    private static Session session() throws IOException {
        var random = new byte[200];
        new SecureRandom().nextBytes(random);
        try (var data = SessionData.builder()
                .protocolVersion(0x0304)
                .cipherSuite(0x1301)
                .secret(Secret.take(Arrays.copyOf(random, 32)))
                .time(Instant.now().getEpochSecond())
                .ticketLifetimeHint(20_000)
                .ticket(Bytes.wrap(random))
                .build()) {
            return Session.ofDer(data.encode(), List.of());
        }
    }

    private static int remains(List<byte[]> lines) throws Exception {
        var heap = Remains.heap();
        var found = new boolean[lines.size()];
        try (var memory = new RandomAccessFile("/proc/self/mem", "r")) {
            for (var line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                var mapping = MAPPING.matcher(line);
                if (!mapping.matches() || mapping.group(3).contains("[v")) { // the kernel's own
                    continue;
                }
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                long to = Long.parseUnsignedLong(mapping.group(2), 16);
                if (to <= heap[0] || from >= heap[1]) {
                    search(memory, from, to, lines, found);
                }
            }
        }
        int count = 0;
        for (boolean one : found) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** The lines themselves are on the heap alone, so a window that shows one shows what was left elsewhere. */
    private static void search(RandomAccessFile memory, long from, long to, List<byte[]> lines, boolean[] found)
            throws IOException {
        var window = new byte[WINDOW];
        for (long at = from; at < to; at += WINDOW - PEM_LINE) {
            int length = (int) Math.min(WINDOW, to - at);
            memory.seek(at);
            try {
                memory.readFully(window, 0, length);
            } catch (IOException e) {
                return; // A mapping of the kernel's or of a device.
            }
            for (int i = 0; i < lines.size(); i++) {
                found[i] |= contains(window, length, lines.get(i));
            }
        }
    }

    private static boolean contains(byte[] window, int length, byte[] line) {
        for (int i = 0; i + line.length <= length; i++) {
            if (window[i] == line[0] && Arrays.equals(window, i, i + line.length, line, 0, line.length)) {
                return true;
            }
        }
        return false;
    }
}
