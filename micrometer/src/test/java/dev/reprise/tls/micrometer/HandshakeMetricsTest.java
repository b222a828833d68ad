package dev.reprise.tls.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a registry shows of handshakes that have happened. */
class HandshakeMetricsTest {
    private final RingClocks clocks = new RingClocks();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double count(String name, String... tags) {
        var counter = registry.find(name).tags(tags).functionCounter();
        return counter == null ? -1 : counter.count();
    }

    @Test
    void showsHandshakesAndTickets() throws Exception {
        var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
        var server = Parties.server(clocks).sessionLifetime(Duration.ofHours(1)).build();
        HandshakeMetrics.ofClient(client::counts, "service", "orders").bindTo(registry);
        HandshakeMetrics.ofServer(server::counts).bindTo(registry);
        for (int i = 0; i < 3; i++) {
            Pair.of(client, server).handshake().close();
        }
        for (var side : List.of("client", "server")) {
            assertThat(count("tls.handshakes", "side", side, "tls.resumed", "false", "tls.protocol.version", "1.3"))
                    .isEqualTo(1);
            assertThat(count("tls.handshakes", "side", side, "tls.resumed", "true", "tls.protocol.version", "1.3"))
                    .isEqualTo(2);
            assertThat(count("tls.handshakes", "side", side, "tls.resumed", "true", "tls.protocol.version", "1.2"))
                    .isZero();
            assertThat(registry.get("tls.handshake.duration")
                            .tag("side", side)
                            .functionTimer()
                            .count())
                    .isEqualTo(3);
        }
        assertThat(count("tls.tickets", "side", "server", "event", "accepted")).isEqualTo(2);
        assertThat(count("tls.tickets", "side", "server", "event", "issued")).isPositive();
        assertThat(count("tls.tickets", "side", "client", "event", "received")).isPositive();
        assertThat(count("tls.tickets", "side", "client", "event", "not_offered", "reason", "none"))
                .isEqualTo(1);
        assertThat(count("tls.handshakes", "side", "client", "service", "orders"))
                .isNotNegative();
    }

    @Test
    void showsReasonsOnceTheyOccur() throws Exception {
        var client = Parties.client(clocks).build();
        var server = Parties.server(clocks).build();
        HandshakeMetrics.ofClient(client::counts).bindTo(registry);
        HandshakeMetrics.ofServer(server::counts).bindTo(registry);
        assertThat(count("tls.handshakes", "result", "failure")).isEqualTo(-1);
        for (int i = 0; i < 2; i++) {
            Pair.of(client, server, "example.com").run();
        }
        readAll();
        assertThat(count("tls.handshakes", "side", "client", "result", "failure", "reason", "NAME_MISMATCH"))
                .isEqualTo(2);
        assertThat(count("tls.handshakes", "side", "server", "result", "failure", "reason", "peer: bad_certificate"))
                .isEqualTo(2);
    }

    /** Prometheus refuses meters of one name with different tags. */
    @Test
    void metersOfANameHaveTheSameTags() throws Exception {
        var client = Parties.client(clocks).build();
        HandshakeMetrics.ofClient(client::counts).bindTo(registry);
        Pair.of(client, Parties.server(clocks).build(), "example.com").run();
        readAll();
        for (var name : List.of("tls.handshakes", "tls.tickets")) {
            var keys = registry.find(name).meters().stream()
                    .map(Meter::getId)
                    .map(id -> id.getTags().stream().map(Tag::getKey).toList())
                    .distinct();
            assertThat(keys).as(name).hasSize(1);
        }
    }

    @Test
    void livesAsLongAsItsMeters() throws Exception {
        ClientConfig client = Parties.client(clocks).build();
        HandshakeMetrics.ofClient(client::counts).bindTo(registry);
        System.gc();
        Pair.of(client, Parties.server(clocks).build()).handshake().close();
        assertThat(count("tls.handshakes", "tls.resumed", "false", "tls.protocol.version", "1.3"))
                .isEqualTo(1);
    }

    private void readAll() {
        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
    }

    @Test
    void showsTicketKeys() {
        try (var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom())) {
            new TicketKeyMetrics(ring, "service", "orders").bindTo(registry);
            var age =
                    registry.get("tls.ticket.key.age").tag("service", "orders").timeGauge();
            assertThat(age.value(TimeUnit.SECONDS)).isNaN();
            var config =
                    Parties.server(clocks).sessionLifetime(Duration.ofHours(1)).ticketKeys(ring);
            config.build();
            ring.add(1, key(1));
            clocks.pass(90);
            ring.addNext(2, key(2));
            assertThat(keys("current")).isEqualTo(1);
            assertThat(keys("next")).isEqualTo(1);
            assertThat(keys("previous")).isZero();
            assertThat(age.value(TimeUnit.SECONDS)).isEqualTo(90);
            assertThat(age.value(TimeUnit.MINUTES)).isEqualTo(1.5);
        }
    }

    private double keys(String state) {
        return registry.get("tls.ticket.keys").tag("state", state).gauge().value();
    }

    private static byte[] key(int seed) {
        var key = new byte[48];
        new Random(seed).nextBytes(key);
        return key;
    }
}
