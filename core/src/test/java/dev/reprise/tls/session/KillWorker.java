package dev.reprise.tls.session;

import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * One of the processes of {@link KillRun}: puts session after session into the file and takes them out again once there
 * are some, for ever. After each step it tells which it was, in one write, so that no line is torn by its death.
 */
final class KillWorker {
    /** How many sessions of its own a process leaves in the file. */
    static final int KEPT = 10;

    private KillWorker() {}

    /** Go on with the file of the first argument from the number of the second; the others are what it has there. */
    public static void main(String[] arguments) throws IOException {
        var own = new ArrayDeque<Integer>();
        for (int i = 2; i < arguments.length; i++) {
            own.add(Integer.parseInt(arguments[i]));
        }
        try (var file = SessionFile.open(Path.of(arguments[0]))) {
            for (int next = Integer.parseInt(arguments[1]); ; next++) {
                while (own.size() >= KEPT) {
                    int oldest = own.remove();
                    var taken = file.take(SessionFileProcess.peer(oldest), session -> Verdict.OFFER);
                    print((taken == null ? "lost " : "took ") + oldest);
                }
                file.put(SessionFileProcess.peer(next), SessionFileProcess.session(next));
                own.add(next);
                print("put " + next);
            }
        }
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    private static void print(String line) throws IOException {
        OutputStream out = System.out;
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
