package dev.reprise.tls.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Messages;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsEngine;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand connections that say little or nothing, at a server with a small heap, and clients that want service. */
class SlowConnectionsIT {
    private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 2_000);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(25);
    /** For a machine on which all that is to happen before the deadline takes longer. */
    private static final Duration LONGEST_TIMEOUT = HANDSHAKE_TIMEOUT.multipliedBy(8);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 100_000_000;
    private static final int CLIENTS = 20;
    private static final int EXTENSIONS = 15_000;
    private static final int FIRST_UNKNOWN = 0x4000;
    private static final String HEAP = "-Xmx64m";

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void servesOthersAndCutsTheSlowOnesAtTheDeadline() throws Exception {
        var timeout = HANDSHAKE_TIMEOUT;
        while (!servesOthersAndCutsTheSlowOnesAt(timeout)) {
            timeout = timeout.multipliedBy(2);
            assertThat(timeout).as("a deadline after all were served").isLessThanOrEqualTo(LONGEST_TIMEOUT);
        }
    }

    /** Tell whether all were served before the deadline; where it was too early, nothing is known. */
    @SuppressWarnings("SystemOut") // the counts are a result
    private boolean servesOthersAndCutsTheSlowOnesAt(Duration timeout) throws Exception {
        var chain = directory.resolve("chain.pem");
        var key = directory.resolve("key.pem");
        Parties.SERVER.write(chain, key);
        try (var server = server(chain, key, timeout)) {
            int port = Integer.parseInt(server.awaitLine("port (\\d+)", LIMIT).group(1));
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            visit(port); // so that all classes are there
            long begun = System.nanoTime();
            try (var slow = new SlowPeers(address, CONNECTIONS, hello(), large(), 1_000_000_000L)) {
                await(server, timeout, told -> number(told, "accepted") >= CONNECTIONS + 1);
                var times = new long[CLIENTS];
                for (int i = 0; i < CLIENTS; i++) {
                    long start = System.nanoTime();
                    try {
                        visit(port);
                    } catch (IOException e) {
                        if (System.nanoTime() - begun < timeout.toNanos()) {
                            throw e;
                        }
                        return false; // It may have had a deadline, too.
                    }
                    times[i] = System.nanoTime() - start;
                }
                int closed = slow.closed();
                if (System.nanoTime() - begun >= timeout.toNanos()) {
                    return false;
                }
                assertThat(closed).as("connections were there all the time").isZero();

                var after = await(server, timeout, told -> number(told, "timed-out") >= CONNECTIONS);
                long deadline = System.nanoTime() + LIMIT.toNanos();
                while (slow.closed() < CONNECTIONS && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                long cut = System.nanoTime();
                assertThat(slow.closed()).isEqualTo(CONNECTIONS);
                assertThat(number(after, "otherwise")).isZero();
                visit(port);

                Arrays.sort(times);
                System.out.printf(
                        "slow connections: %,d at a server with %s; %d clients served meanwhile, median %.1f ms, slowest"
                                + " %.1f ms; all cut %.1f s after the first began, at a deadline of %d s, %,d"
                                + " with an alert in the clear; heap %d MB%n",
                        CONNECTIONS,
                        HEAP,
                        CLIENTS,
                        times[CLIENTS / 2] / 1e6,
                        times[CLIENTS - 1] / 1e6,
                        (cut - begun) / 1e9,
                        timeout.toSeconds(),
                        slow.alerted(),
                        number(after, "heap"));
                return true;
            }
        }
    }

    private static ChildProcess server(Path chain, Path key, Duration timeout) throws IOException {
        return ChildProcess.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        codeOf(TlsEngine.class) + ":" + codeOf(SmallServer.class),
                        SmallServer.class.getName(),
                        chain.toString(),
                        key.toString(),
                        Long.toString(timeout.toMillis()))
                .start();
    }

    /** Ask how it is until it is as it should be. */
    private static String await(ChildProcess server, Duration timeout, Predicate<String> enough) throws IOException {
        var limit = timeout.plus(LIMIT);
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            server.send("?\n");
            MatchResult told = server.awaitLine("accepted .*", LIMIT);
            if (enough.test(told.group())) {
                return told.group();
            }
            if (System.nanoTime() > deadline) {
                throw server.failure("has not come so far after " + limit);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static int number(String told, String name) {
        var words = List.of(told.split(" ", -1));
        return Integer.parseInt(words.get(words.indexOf(name) + 1));
    }

    private static void visit(int port) throws IOException {
        var config = TlsConfig.client()
                .roots(List.of(Parties.ROOT.certificate()))
                .insecureNoVerifyTime() // the certificates of the tests have their own time
                .handshakeTimeout(LIMIT)
                .readTimeout(LIMIT)
                .build();
        try (var connection = TlsClient.of(config).connect("127.0.0.1", port, Pair.NAME)) {
            var said = "is anybody there?".getBytes(US_ASCII);
            connection.output().write(said);
            connection.closeOutput();
            assertThat(connection.input().readAllBytes()).isEqualTo(said);
        }
    }

    /** The first record of a real client. */
    private static byte[] hello() throws IOException {
        return firstFlight(Pair.engine(TlsConfig.client().build(), Pair.NAME));
    }

    /**
     * ClientHellos with as many extensions as fit, after which the server waits: for a second one, as there is no share of
     * a group it has; for the client's Finished; in TLS 1.2 for its key.
     */
    private static List<byte[]> large() throws IOException {
        return List.of(
                large(TlsConfig.client().groups(NamedGroup.SECP521R1, NamedGroup.X25519)),
                large(TlsConfig.client()),
                large(TlsConfig.client().protocols(ProtocolVersion.TLS_1_2)));
    }

    private static byte[] large(ClientConfig.Builder client) throws IOException {
        return firstFlight(Pair.lyingClient(client.build(), message -> {
            var hello = (ClientHello) message;
            var extensions = new ArrayList<>(hello.extensions().list());
            for (int i = 0; i < EXTENSIONS; i++) {
                extensions.add(new UnknownExtension(FIRST_UNKNOWN + i, Bytes.EMPTY));
            }
            return List.of(Messages.with(hello, Extensions.of(extensions)));
        }));
    }

    private static byte[] firstFlight(TlsEngine client) throws IOException {
        try (client) {
            var task = client.task();
            if (task == null) {
                throw new AssertionError("a client begins by a task");
            }
            task.run();
            var out = ByteBuffer.allocate(1 << 17);
            while (client.want() == TlsEngine.Want.OUTPUT) {
                client.write(ByteBuffer.allocate(0), out);
            }
            return Arrays.copyOf(out.array(), out.position());
        }
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
