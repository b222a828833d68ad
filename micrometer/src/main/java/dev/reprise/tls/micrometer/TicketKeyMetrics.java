package dev.reprise.tls.micrometer;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import dev.reprise.tls.session.TicketKeyRing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;

/**
 * Show the keys of a ring as meters: {@code tls.ticket.keys}, a gauge of how many keys are in each {@code state} (next,
 * current, previous), and {@code tls.ticket.key.age}, a gauge of how old the key is that seals now; not a number without one.
 * A server whose key grows older than its fleet's rotation has lost the store. Thread-safe; the ring is kept.
 */
public final class TicketKeyMetrics implements MeterBinder {
    private final TicketKeyRing ring;
    private final Tags tags;

    /**
     * Show the keys of a ring.
     *
     * @param tags pairs of key and value that tell this ring from others
     */
    public TicketKeyMetrics(TicketKeyRing ring, String... tags) {
        this.ring = ring;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (var role : KeyRole.values()) {
            if (role != KeyRole.FORGOTTEN) {
                Gauge.builder("tls.ticket.keys", this, metrics -> metrics.count(role))
                        .tags(tags.and("state", role.toString()))
                        .description("Keys that session tickets are sealed with")
                        .strongReference(true)
                        .register(registry);
            }
        }
        TimeGauge.builder("tls.ticket.key.age", this, TimeUnit.SECONDS, TicketKeyMetrics::age)
                .tags(tags)
                .description("Age of the key that seals session tickets now")
                .strongReference(true)
                .register(registry);
    }

    private double count(KeyRole role) {
        int count = 0;
        for (var key : ring.status()) {
            count += key.role() == role ? 1 : 0;
        }
        return count;
    }

    private double age() {
        for (KeyStatus key : ring.status()) {
            if (key.role() == KeyRole.CURRENT) {
                return key.age().toSeconds();
            }
        }
        return Double.NaN;
    }
}
