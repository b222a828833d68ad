package dev.reprise.tls.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TamperingProxy;
import dev.reprise.testkit.TamperingProxy.Change;
import dev.reprise.testkit.TamperingProxy.Direction;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@link TamperingTest} over real sockets, through a proxy, for some bytes of every record: blocking connections end, too,
 * and tell each other why. {@code -Dhostile.stride=1} takes every byte.
 */
class TamperedConnectionTest {
    private static final int STRIDE = Integer.getInteger("hostile.stride", 29);
    private static final int HEADER = 5;
    private static final long LIMIT_SECONDS = 60;
    private static final byte[] QUESTION = "question".getBytes(US_ASCII);
    private static final byte[] ANSWER = "answer".getBytes(US_ASCII);

    /** How an end came out. */
    private record Outcome(byte[] received, @Nullable IOException failure) {}

    @ParameterizedTest
    @CsvSource({"TLS_1_3, false", "TLS_1_3, true", "TLS_1_2, false", "TLS_1_2, true"})
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @SuppressWarnings("SystemOut") // the counts are a result
    void endsHoweverAByteIsChanged(ProtocolVersion version, boolean resumed) throws Exception {
        var clocks = new RingClocks();
        var sessions = new SameSession();
        // Who gives up closing resets the connection, which is no end that TLS tells of.
        var patience = Duration.ofSeconds(LIMIT_SECONDS);
        var client =
                Parties.client(clocks).sessions(sessions).closeTimeout(patience).build();
        var config =
                Parties.server(clocks).protocols(version).closeTimeout(patience).build();
        if (resumed) {
            Pair.of(client, config).handshake().close();
        }
        sessions.freeze();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var proxy = TamperingProxy.before(server.localPort());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var talk = new Talk(client, server, proxy, threads);
            assertThat(talk.run(null))
                    .allSatisfy(end -> assertThat(end.failure()).isNull());
            var lengths = new EnumMap<Direction, List<Integer>>(Direction.class);
            for (var direction : Direction.values()) {
                lengths.put(direction, proxy.lengths(direction));
            }
            var outcomes = new TreeMap<String, Integer>();
            int changed = 0;
            for (var direction : Direction.values()) {
                var records = lengths.get(direction);
                for (int record = 0; record < records.size(); record++) {
                    for (int offset = 0; offset < records.get(record); offset += offset < HEADER ? 1 : STRIDE) {
                        // Type and length of every record; the version, which may be changed in the clear, of none.
                        if (offset != 1 && offset != 2) {
                            var change = new Change(direction, record, offset, 1 << offset % 8);
                            var ends = talk.run(change);
                            if (proxy.changed() > changed) { // lengths vary, and this one may have been too short
                                changed = proxy.changed();
                                judge(ends, change, record == records.size() - 1)
                                        .forEach(end -> outcomes.merge(end, 1, Integer::sum));
                            }
                        }
                    }
                }
            }
            System.out.printf(
                    "tampering over sockets, %s%s: %,d connections, both ends of each: %s%n",
                    version, resumed ? " resumed" : "", changed, outcomes);
        }
    }

    /** The attacked end is never content, and has taken nothing but what came before the change. */
    private static List<String> judge(List<Outcome> ends, Change change, boolean last) {
        boolean toServer = change.direction() == Direction.TO_SERVER;
        var attacked = ends.get(toServer ? 1 : 0);
        assertThat(attacked.failure()).as("the attacked end after %s", change).isNotNull();
        assertThat(attacked.received())
                .as("%s", change)
                .isIn(new byte[0], last ? (toServer ? QUESTION : ANSWER) : new byte[0]);
        if (attacked.failure() instanceof ProtocolException own
                && ends.get(toServer ? 0 : 1).failure() instanceof PeerAlertException heard) {
            assertThat(heard.code()).as("%s", change).isEqualTo(own.alert().code());
        }
        return ends.stream().map(end -> word(end, change)).toList();
    }

    private static String word(Outcome end, Change change) {
        return switch (end.failure()) {
            case null -> "content";
            case ProtocolException own -> own.alert().toString();
            case PeerAlertException heard -> "told";
            case TruncatedException truncated -> "truncated";
            default -> throw new AssertionError("no exception of TLS after " + change, end.failure());
        };
    }

    /** A question and an answer through the proxy. */
    private record Talk(ClientConfig client, TlsServer server, TamperingProxy proxy, ExecutorService threads) {
        /** Answer how the client and the server came out. */
        List<Outcome> run(@Nullable Change change) throws Exception {
            proxy.change(change);
            Future<Outcome> served = threads.submit(() -> {
                try (var connection = server.accept()) {
                    return exchange(connection, ANSWER);
                }
            });
            Future<Outcome> asked = threads.submit(() -> {
                try (var connection = TlsClient.of(client).connect("127.0.0.1", proxy.port(), Pair.NAME)) {
                    return exchange(connection, QUESTION);
                } catch (TlsException e) {
                    return new Outcome(new byte[0], e);
                }
            });
            return List.of(asked.get(LIMIT_SECONDS, TimeUnit.SECONDS), served.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        }

        private static Outcome exchange(TlsConnection connection, byte[] said) throws IOException {
            var received = new ByteArrayOutputStream();
            try {
                connection.output().write(said);
                connection.closeOutput();
                connection.input().transferTo(received);
                return new Outcome(received.toByteArray(), null);
            } catch (TlsException e) {
                return new Outcome(received.toByteArray(), e);
            }
        }
    }
}
