package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Needs;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand connections open at once on virtual threads, half of them resumed, all of which echo: none is lost. {@code
 * bench/run --many} does it with 10,000, and measures.
 */
@Timeout(300)
class ManyConnectionsIT {
    private static final int MOST = 1_000;
    private static final int FEWEST = 100;
    /** Each has a client of its own, so that every connection after its first finds a ticket. */
    private static final int THREADS = 10;

    private final RingClocks clocks = new RingClocks();

    @Test
    void noneIsLostAndHalfAreResumed() throws Exception {
        int count = most();
        var config = Parties.server(clocks).build();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var server = TlsServer.listen(config, loopback)) {
            threads.submit(() -> serve(server, threads));

            var connections = new ArrayList<TlsConnection>();
            for (var part : threads.invokeAll(parts(count, server.localPort()))) {
                connections.addAll(part.get());
            }
            assertThat(connections).hasSize(count);
            // All were open before the first of these bytes.
            var echoes = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < count; i++) {
                var connection = connections.get(i);
                int value = i & 0xff;
                echoes.add(() -> {
                    connection.output().write(value);
                    return connection.input().read() - value;
                });
            }
            for (var echo : threads.invokeAll(echoes)) {
                assertThat(echo.get()).isZero();
            }
            long resumed = connections.stream()
                    .filter(connection -> connection.info().resumed())
                    .count();
            assertThat(resumed).isEqualTo(count / 2);
            for (var closed : threads.invokeAll(
                    connections.stream().map(ManyConnectionsIT::closing).toList())) {
                closed.get();
            }
        }
    }

    /** Each connection has two files in this process. */
    private static int most() throws JMException {
        long free = files("MaxFileDescriptorCount") - files("OpenFileDescriptorCount");
        int count = (int) Math.min(MOST, (free - 200) / 2) / (2 * THREADS) * 2 * THREADS;
        if (count < FEWEST) {
            Needs.missing("a process may open only " + free + " files more");
        }
        return count;
    }

    private static long files(String attribute) throws JMException {
        var system = new ObjectName("java.lang:type=OperatingSystem");
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(system, attribute);
    }

    private static Void serve(TlsServer server, ExecutorService threads) throws IOException {
        while (true) {
            var connection = server.accept();
            threads.submit(() -> {
                try (connection) {
                    return connection.input().transferTo(connection.output());
                }
            });
        }
    }

    /** One half in full, the other resumed. */
    private List<Callable<List<TlsConnection>>> parts(int count, int port) {
        var parts = new ArrayList<Callable<List<TlsConnection>>>();
        for (int thread = 0; thread < THREADS; thread++) {
            var without = TlsClient.of(Parties.client(clocks).build());
            var with = TlsClient.of(Parties.client(clocks)
                    .sessions(new SessionCache(1, clocks.clocks()))
                    .build());
            int half = count / THREADS / 2;
            parts.add(() -> {
                var part = new ArrayList<TlsConnection>();
                for (int i = 0; i < half; i++) {
                    // The first one brings the tickets that the other half begins with.
                    part.add(connect(i == 0 ? with : without, port));
                }
                for (int i = 0; i < half; i++) {
                    part.add(connect(with, port));
                }
                return part;
            });
        }
        return parts;
    }

    private static TlsConnection connect(TlsClient client, int port) throws IOException {
        var connection = client.connect("127.0.0.1", port, Pair.NAME);
        connection.output().write(1);
        assertThat(connection.input().read()).isEqualTo(1); // with it come the tickets
        return connection;
    }

    private static Callable<Void> closing(TlsConnection connection) {
        return () -> {
            connection.close();
            return null;
        };
    }
}
