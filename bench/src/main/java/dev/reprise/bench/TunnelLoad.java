package dev.reprise.bench;

import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients for {@code bench/tunnel}, which measures what serves them: {@code PORT CA full|resumed|idle COUNT}. Each connection
 * asks for one small page and ends; idle ones ask for nothing and stay until standard input ends.
 */
public final class TunnelLoad {
    private static final int AT_ONCE = 8;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final TlsClient client;
    private final boolean resumed;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    private TunnelLoad(int port, Path ca, boolean resumed) throws IOException {
        this.port = port;
        this.resumed = resumed;
        var config = TlsConfig.client()
                .caFile(ca)
                .protocols(ProtocolVersion.TLS_1_3)
                .groups(NamedGroup.X25519)
                .handshakeTimeout(Duration.ofMinutes(2));
        if (resumed) {
            config.sessions(new SessionCache());
        }
        client = TlsClient.of(config.build());
    }

    /** Run, and print how many connections there were, how many failed, and how many were not of the kind asked for. */
    public static void main(String[] args) throws Exception {
        var load = new TunnelLoad(Integer.parseInt(args[0]), Path.of(args[1]), args[2].equals("resumed"));
        int count = Integer.parseInt(args[3]);
        var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        if (args[2].equals("idle")) {
            load.idle(count, out);
        } else {
            if (load.resumed) {
                load.visit();
                load.other.set(0);
            }
            load.visits(count);
        }
        out.println(count + " connections, " + load.failed + " failed, " + load.other + " of another kind");
        System.exit(load.failed.get() == 0 ? 0 : 1);
    }

    private void visits(int count) throws InterruptedException {
        var room = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                room.acquire();
                threads.execute(() -> {
                    try {
                        visit();
                    } finally {
                        room.release();
                    }
                });
            }
        }
    }

    private void visit() {
        try (var connection = client.connect("localhost", port)) {
            if (connection.info().resumed() != resumed) {
                other.incrementAndGet();
            }
            connection.output().write(REQUEST);
            if (connection.input().readAllBytes().length == 0) {
                throw new IOException("no answer");
            }
        } catch (IOException failure) {
            failed.incrementAndGet();
            System.err.println(failure);
        }
    }

    private void idle(int count, PrintStream out) throws IOException {
        var connections = new ArrayList<TlsConnection>(count);
        for (int i = 0; i < count; i++) {
            connections.add(client.connect("localhost", port));
        }
        out.println("idle");
        while (System.in.read() >= 0) {
            // Until the script has measured.
        }
        // Closed by the end of the process, all at once.
        if (connections.size() != count) {
            failed.incrementAndGet();
        }
    }
}
