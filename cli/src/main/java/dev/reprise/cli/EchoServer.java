package dev.reprise.cli;

import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accept connections and send back what each of them sends, in virtual threads, until told to stop; then let those that are
 * there go on to their end, within bounds.
 */
final class EchoServer {
    // accept() fails for reasons that pass, such as too many open files; this many failures in a row do not pass.
    private static final int ACCEPT_FAILURES = 100;
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final TlsServer server;
    private final Log log;
    private final Set<TlsConnection> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    EchoServer(TlsServer server, Log log) {
        this.server = server;
        this.log = log;
    }

    /** Accept no more, and let {@link #run} return when the connections have ended, or the time for that is over. */
    void stop() {
        stopping = true;
        try {
            server.close();
        } catch (IOException e) {
            log.event("closing the port failed: " + Failure.describe(e));
        }
    }

    /**
     * Serve until stopped, or until so many connections have ended.
     *
     * @param count how many to accept; null for no end
     * @param drain how long connections may go on after {@link #stop}
     */
    void run(@Nullable Integer count, Duration drain) throws IOException, InterruptedException {
        try (var connections = Executors.newVirtualThreadPerTaskExecutor()) {
            accept(count, connections);
            connections.shutdown();
            while (!stopping && !connections.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                // Until the last one has ended by itself.
            }
            if (stopping) {
                drain(connections, drain);
            }
        }
    }

    private void accept(@Nullable Integer count, ExecutorService connections) throws IOException, InterruptedException {
        int failures = 0;
        for (int accepted = 0; !stopping && (count == null || accepted < count); ) {
            try {
                var connection = server.accept();
                connections.execute(() -> serve(connection));
                accepted++;
                failures = 0;
            } catch (IOException failure) {
                if (stopping) {
                    return;
                }
                if (++failures == ACCEPT_FAILURES) {
                    throw failure;
                }
                log.event("accept failed: " + Failure.describe(failure));
                Thread.sleep(ACCEPT_PAUSE);
            }
        }
    }

    private void serve(TlsConnection connection) {
        running.add(connection);
        try {
            new EchoConnection(connection, log).run();
        } finally {
            running.remove(connection);
        }
    }

    private void drain(ExecutorService connections, Duration limit) throws InterruptedException {
        log.event("draining: " + running.size() + " connections, for at most " + limit.toSeconds() + " s");
        if (connections.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            log.event("drained: all connections have ended");
            return;
        }
        int left = running.size();
        do { // Again, as one that was accepted last may have begun to run only now.
            try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
                running.forEach(connection -> closing.execute(() -> end(connection)));
            }
        } while (!connections.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        log.event("drained: " + left + " connections were ended");
    }

    /** End a connection in good order; one whose handshake is to come finds itself closed. */
    private static void end(TlsConnection connection) {
        try {
            connection.close();
        } catch (IOException gone) {
            return; // Its own thread tells.
        }
    }
}
