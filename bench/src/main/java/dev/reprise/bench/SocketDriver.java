package dev.reprise.bench;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The client that all servers over sockets get: Reprise's, in a process of its own, so that its cost is not theirs. */
final class SocketDriver {
    private static final int THREADS = 2;

    private final int port;
    private final TlsClient resuming;
    private final TlsClient full;
    private final List<TlsConnection> held = new ArrayList<>();

    /** Drive the server at a port whose root certificate is in a file. */
    SocketDriver(int port, Path rootFile) throws IOException, CertificateException {
        this.port = port;
        X509Certificate root;
        try (var in = Files.newInputStream(rootFile)) {
            root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        resuming = TlsClient.of(client(root)
                .sessions(new SessionCache(JsseStack.SESSIONS, Clocks.system()))
                .build());
        full = TlsClient.of(client(root).sessions(new RepriseStack.NoSessions()).build());
    }

    private static ClientConfig.Builder client(X509Certificate root) {
        return TlsConfig.client()
                .roots(List.of(root))
                .ticketRequest(1, 1)
                .protocols(ProtocolVersion.TLS_1_3)
                .cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256)
                .groups(NamedGroup.X25519);
    }

    /** Connect, ask for a byte, close, for some time; answer connections, nanoseconds of the clock, median, 99th percentile. */
    double[] connections(Handshake kind, long budget) throws Exception {
        long begin = System.nanoTime();
        var all = new ArrayList<Long>();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var times = threads.invokeAll(
                    Collections.nCopies(THREADS, (Callable<List<Long>>) () -> connections(kind, begin, budget)));
            for (var future : times) {
                all.addAll(future.get());
            }
        }
        long spent = System.nanoTime() - begin;
        var sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
        return new double[] {sorted.length, spent, sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]};
    }

    private List<Long> connections(Handshake kind, long begin, long budget) throws IOException {
        var times = new ArrayList<Long>();
        int strays = 0;
        for (long now = begin; now - begin < budget; ) {
            try (var connection = connect(kind == Handshake.FULL ? full : resuming)) {
                Orders.get(connection.input(), connection.output(), new byte[1], 1);
                boolean resumed = connection.info().handshakeKind().resumed();
                strays += resumed == (kind == Handshake.FULL) ? 1 : 0;
            }
            long end = System.nanoTime();
            times.add(end - now);
            now = end;
        }
        if (strays > 1 + times.size() / 50) {
            throw new IllegalStateException(strays + " of " + times.size() + " connections were not " + kind);
        }
        return times;
    }

    private TlsConnection connect(TlsClient client) throws IOException {
        return client.connect("localhost", port, Credentials.HOST);
    }

    /** Move data over one connection; answer bytes and nanoseconds of the clock. */
    double[] data(byte kind, long count) throws IOException {
        try (var connection = connect(full)) {
            var piece = new byte[Orders.PIECE];
            long begin = System.nanoTime();
            if (kind == Orders.GET) {
                Orders.get(connection.input(), connection.output(), piece, count);
            } else {
                Orders.put(connection.input(), connection.output(), piece, count);
            }
            return new double[] {count, System.nanoTime() - begin};
        }
    }

    /** Ask for 100 bytes again and again over one connection; answer requests, nanoseconds, median, 99th percentile. */
    double[] requests(int count) throws IOException {
        var times = new long[count];
        try (var connection = connect(full)) {
            var piece = new byte[100];
            long begin = System.nanoTime();
            long before = begin;
            for (int i = 0; i < count; i++) {
                Orders.get(connection.input(), connection.output(), piece, piece.length);
                long now = System.nanoTime();
                times[i] = now - before;
                before = now;
            }
            Arrays.sort(times);
            return new double[] {count, before - begin, times[count / 2], times[count * 99 / 100]};
        }
    }

    /** Hold so many connections open, over each of which a byte has come; fewer than before closes all. */
    double[] hold(int count) throws IOException {
        if (count < held.size()) {
            for (var connection : held) {
                connection.close();
            }
            held.clear();
        }
        while (held.size() < count) {
            var connection = connect(full);
            held.add(connection);
            Orders.get(connection.input(), connection.output(), new byte[1], 1);
        }
        return new double[] {held.size()};
    }
}
