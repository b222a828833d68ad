package dev.reprise.tls.micrometer;

import dev.reprise.tls.spec.HandshakeCounts;
import dev.reprise.tls.spec.ProtocolVersion;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Show what one side of a config counts as meters. Every meter of a name has the same tags, with {@code none} where one says
 * nothing; those that OpenTelemetry has an attribute for have its name. No tag names a peer.
 *
 * <ul>
 *   <li>{@code tls.handshakes}, a counter: {@code side}, {@code result} (success, failure), {@code tls.resumed}, {@code
 *       tls.protocol.version}, {@code reason}: the name of our {@code Reason}, {@code peer: } and the alert received, or {@code
 *       peer: end};
 *   <li>{@code tls.handshake.duration}, a timer of the handshakes that are done: {@code side};
 *   <li>{@code tls.tickets}, a counter: {@code side}, {@code event} (issued, withheld, accepted, refused; of clients received,
 *       not_offered), {@code reason}.
 * </ul>
 *
 * <p>Meters with a reason appear once it has occurred and others have been read. How many connections are open is not told:
 * TLS does not learn of those that are dropped without closing. Thread-safe.
 */
public final class HandshakeMetrics implements MeterBinder {
    private static final String NONE = "none";

    private final String side;
    private final Supplier<HandshakeCounts> counts;
    private final Tags tags;

    private HandshakeMetrics(String side, Supplier<HandshakeCounts> counts, Tags tags) {
        this.side = side;
        this.counts = counts;
        this.tags = tags.and("side", side);
    }

    /**
     * Show a client's counts.
     *
     * @param counts asked at every reading, such as {@code config::counts}
     * @param tags pairs of key and value that tell this client from others
     */
    public static HandshakeMetrics ofClient(Supplier<HandshakeCounts> counts, String... tags) {
        return new HandshakeMetrics("client", counts, Tags.of(tags));
    }

    /**
     * Show a server's counts.
     *
     * @param counts asked at every reading, such as {@code config::counts}
     * @param tags pairs of key and value that tell this server from others
     */
    public static HandshakeMetrics ofServer(Supplier<HandshakeCounts> counts, String... tags) {
        return new HandshakeMetrics("server", counts, Tags.of(tags));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        new Bound(registry).bind();
    }

    /** The meters in one registry, which hold this: their functions read here, and their own reference is a weak one. */
    private final class Bound {
        private final MeterRegistry registry;
        private final Set<String> known = ConcurrentHashMap.newKeySet();

        Bound(MeterRegistry registry) {
            this.registry = registry;
        }

        void bind() {
            for (var version : ProtocolVersion.values()) {
                for (boolean resumed : new boolean[] {false, true}) {
                    handshakes(
                            "success",
                            String.valueOf(resumed),
                            number(version),
                            NONE,
                            told -> done(told, version, resumed));
                }
            }
            FunctionTimer.builder(
                            "tls.handshake.duration",
                            this,
                            bound -> read().done(),
                            bound -> read().handshakeTime().toNanos(),
                            TimeUnit.NANOSECONDS)
                    .tags(tags)
                    .description("From the ClientHello to the end of the handshake")
                    .register(registry);
            if (side.equals("server")) {
                tickets("issued", NONE, HandshakeCounts::ticketsIssued);
                tickets("accepted", NONE, HandshakeCounts::resumed);
            } else {
                tickets("received", NONE, HandshakeCounts::ticketsReceived);
            }
            read();
        }

        /** Every reading is an occasion to show reasons that have not occurred before. */
        private HandshakeCounts read() {
            var now = counts.get();
            show(now.failed(), Enum::name, told -> told.failed(), this::failures);
            show(now.failedByPeer(), alert -> "peer: " + alert, told -> told.failedByPeer(), this::failures);
            if (now.failedByEnd() > 0 && known.add("peer: end")) {
                failures("peer: end", HandshakeCounts::failedByEnd);
            }
            show(
                    now.ticketsRefused(),
                    HandshakeMetrics::word,
                    told -> told.ticketsRefused(),
                    (reason, count) -> tickets("refused", reason, count));
            show(
                    now.ticketsWithheld(),
                    HandshakeMetrics::word,
                    told -> told.ticketsWithheld(),
                    (reason, count) -> tickets("withheld", reason, count));
            show(
                    now.notOffered(),
                    HandshakeMetrics::word,
                    told -> told.notOffered(),
                    (reason, count) -> tickets("not_offered", reason, count));
            return now;
        }

        private <K> void show(Map<K, Long> now, Words<K> words, Part<K> part, Meters meters) {
            for (var key : now.keySet()) {
                if (known.add(key.getClass().getName() + ' ' + key)) {
                    meters.show(words.of(key), told -> part.of(told).getOrDefault(key, 0L));
                }
            }
        }

        private void failures(String reason, ToDoubleFunction<HandshakeCounts> count) {
            handshakes("failure", NONE, NONE, reason, count);
        }

        private void handshakes(
                String result, String resumed, String version, String reason, ToDoubleFunction<HandshakeCounts> count) {
            FunctionCounter.builder("tls.handshakes", this, bound -> count.applyAsDouble(read()))
                    .tags(tags.and(
                            "result", result,
                            "tls.resumed", resumed,
                            "tls.protocol.version", version,
                            "reason", reason))
                    .description("TLS handshakes")
                    .register(registry);
        }

        private void tickets(String event, String reason, ToDoubleFunction<HandshakeCounts> count) {
            FunctionCounter.builder("tls.tickets", this, bound -> count.applyAsDouble(read()))
                    .tags(tags.and("event", event, "reason", reason))
                    .description("TLS session tickets")
                    .register(registry);
        }
    }

    private interface Words<K> {
        String of(K key);
    }

    private interface Part<K> {
        Map<K, Long> of(HandshakeCounts counts);
    }

    private interface Meters {
        void show(String reason, ToDoubleFunction<HandshakeCounts> count);
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    /** OpenTelemetry's value of tls.protocol.version. */
    private static String number(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? "1.3" : "1.2";
    }

    private static double done(HandshakeCounts counts, ProtocolVersion version, boolean resumed) {
        long done = 0;
        for (var entry : counts.established().entrySet()) {
            var how = entry.getKey();
            if (how.version() == version && how.kind().resumed() == resumed) {
                done += entry.getValue();
            }
        }
        return done;
    }
}
