package dev.reprise.bench;

import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Counts what established connections keep while nothing is under way: bytes of heap that full collections leave, clients
 * and servers apart, and the growth of memory outside the heap, which needs a heap that is resident from the start.
 */
final class IdleMemory {
    /** Who waits gives things back only after a second. */
    private static final int SETTLING_MILLIS = 2_000;

    private final int count;

    IdleMemory(int count) {
        this.count = count;
    }

    /** Answer bytes of heap per client and per server, and bytes outside the heap per pair. */
    double[] engines(Stack stack, Buffers buffers) throws Exception {
        for (int i = 0; i < count / 4; i++) {
            var link = stack.open(Handshake.FULL);
            link.connect(buffers, Handshake.FULL, new long[0]);
            link.idle(buffers);
            link.close();
        }
        var clients = new ArrayList<Side>(count);
        var servers = new ArrayList<Side>(count);
        long heapBefore = heap();
        long outsideBefore = outside();
        for (int i = 0; i < count; i++) {
            var link = stack.open(Handshake.FULL);
            link.connect(buffers, Handshake.FULL, new long[0]);
            link.idle(buffers);
            clients.add(link.client());
            servers.add(link.server());
        }
        return measured(clients, servers, Side::close, heapBefore, outsideBefore);
    }

    /** Answer the same of Reprise's connections over sockets of the loopback, the sockets included. */
    double[] connections(Stack.Setup setup) throws Exception {
        var timeout = Duration.ofMillis(1);
        // Each end is closed while the other one does not listen, so that neither is to wait for it.
        var client = TlsClient.of(RepriseStack.client(setup)
                .readTimeout(timeout)
                .closeTimeout(timeout)
                .build());
        var config = RepriseStack.server(setup)
                .readTimeout(timeout)
                .closeTimeout(timeout)
                .build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return connections(
                    () -> client.connect("localhost", server.localPort(), Credentials.HOST),
                    () -> server.accept(),
                    IdleMemory::exchange,
                    TlsConnection::close);
        }
    }

    /** Answer the same of sockets alone. */
    double[] sockets() throws Exception {
        try (var server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            return connections(
                    () -> new Socket(server.getInetAddress(), server.getLocalPort()),
                    server::accept,
                    socket -> {
                        socket.setSoTimeout(1);
                        socket.getOutputStream().write(1);
                        var input = socket.getInputStream();
                        read(() -> input.read(), 1);
                        read(() -> input.read(), 0);
                    },
                    Socket::close);
        }
    }

    /** What is done with a connection. */
    private interface Action<T> {
        void run(T connection) throws Exception;
    }

    private <T> double[] connections(Callable<T> connect, Callable<T> accept, Action<T> exchange, Action<T> close)
            throws Exception {
        var clients = new ArrayList<T>(count);
        var servers = new ArrayList<T>(count);
        try (var other = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < 2; round++) {
                end(clients, close);
                end(servers, close);
                int connections = round == 0 ? count / 10 : count;
                long heapBefore = heap();
                long outsideBefore = outside();
                for (int i = 0; i < connections; i++) {
                    var accepted = other.submit(() -> {
                        var connection = accept.call();
                        exchange.run(connection);
                        return connection;
                    });
                    var connected = connect.call();
                    exchange.run(connected);
                    clients.add(connected);
                    servers.add(accepted.get());
                }
                if (round > 0) {
                    return measured(clients, servers, close, heapBefore, outsideBefore);
                }
            }
        }
        throw new IllegalStateException("not reached");
    }

    private static void exchange(TlsConnection connection) throws Exception {
        connection.output().write(1);
        var input = connection.input();
        read(() -> input.read(), 1);
        // Waits for what does not come, as an idle connection does.
        read(() -> input.read(), 0);
    }

    private static void read(Callable<Integer> read, int bytes) throws Exception {
        for (int i = 0; bytes > 0 || i == 0; i++) {
            try {
                if (read.call() == 1) {
                    return;
                }
                throw new IllegalStateException("the byte did not come through");
            } catch (SocketTimeoutException e) {
                // Not yet, or as it should be.
            }
        }
    }

    /** Native stacks must be closed to let go; what that frees is what the connection has kept. */
    private static <T> double[] measured(
            List<T> clients, List<T> servers, Action<T> close, long heapBefore, long outsideBefore) throws Exception {
        long heapOfAll = heap();
        long outsideOfAll = outside();
        int kept = servers.size();
        end(clients, close);
        long heapOfServers = heap();
        end(servers, close);
        long heapAfter = heap();
        System.err.println("idle: before " + heapBefore + ", all " + heapOfAll + ", servers " + heapOfServers
                + ", after " + heapAfter + ", outside " + outsideBefore + " -> " + outsideOfAll);
        return new double[] {
            (double) (heapOfAll - heapOfServers) / kept,
            (double) (heapOfServers - heapAfter) / kept,
            (double) (outsideOfAll - outsideBefore) / kept,
        };
    }

    private static <T> void end(List<T> connections, Action<T> close) throws Exception {
        for (var connection : connections) {
            close.run(connection);
        }
        connections.clear();
    }

    /** Return the bytes of heap that full collections leave. */
    static long heap() throws InterruptedException {
        Thread.sleep(SETTLING_MILLIS);
        var memory = ManagementFactory.getMemoryMXBean();
        // The first collection may leave what finalizers and cleaners still hold.
        for (int i = 0; i < 3; i++) {
            memory.gc();
        }
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Return the anonymous resident memory; the heap's share of it does not change when it was touched at the start. */
    private static long outside() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            if (line.startsWith("Anonymous:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }
}
