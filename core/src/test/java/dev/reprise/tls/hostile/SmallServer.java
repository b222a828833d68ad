package dev.reprise.tls.hostile;

import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in a process of its own that sends back what it gets and, for each line of its input, tells how it is. */
final class SmallServer {
    private final TlsServer server;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();
    private final AtomicInteger otherwise = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    private SmallServer(TlsServer server) {
        this.server = server;
    }

    /** Serve with the chain, the key and the handshake timeout in milliseconds that the arguments tell. */
    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws IOException {
        var config = TlsConfig.server(Path.of(arguments[0]), Path.of(arguments[1]))
                .sessionLifetime(Duration.ofHours(1))
                .handshakeTimeout(Duration.ofMillis(Long.parseLong(arguments[2])))
                .build();
        try (var listening = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            var small = new SmallServer(listening);
            Thread.ofPlatform().daemon().start(small::accept);
            System.out.println("port " + listening.localPort());
            while (lines.readLine() != null) {
                System.out.println(small);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                var connection = server.accept();
                accepted.incrementAndGet();
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(TlsConnection connection) {
        try (connection) {
            connection.handshake();
            connection.input().transferTo(connection.output());
            served.incrementAndGet();
        } catch (ProtocolException e) {
            (e.reason() == Reason.HANDSHAKE_TIMEOUT ? timedOut : otherwise).incrementAndGet();
        } catch (IOException e) {
            otherwise.incrementAndGet();
        }
    }

    @Override
    public String toString() {
        var runtime = Runtime.getRuntime();
        return "accepted %d timed-out %d otherwise %d served %d heap %d"
                .formatted(
                        accepted.get(),
                        timedOut.get(),
                        otherwise.get(),
                        served.get(),
                        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
}
