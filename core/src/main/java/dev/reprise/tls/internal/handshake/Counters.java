package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.HandshakeCounts;
import dev.reprise.tls.spec.HandshakeCounts.Established;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TicketWithheld;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what happens to the connections of one side of a config. Thread-safe; counting allocates nothing. */
public final class Counters {
    private static final int ALERTS = 256;

    private final Tally<HandshakeKind> tls13 = new Tally<>(HandshakeKind.class);
    private final Tally<HandshakeKind> tls12 = new Tally<>(HandshakeKind.class);
    private final AtomicLong handshakeNanos = new AtomicLong();
    private final Tally<Reason> failed = new Tally<>(Reason.class);
    private final AtomicLongArray failedByPeer = new AtomicLongArray(ALERTS);
    private final AtomicLong failedByEnd = new AtomicLong();
    private final Tally<TicketRefusal> refused = new Tally<>(TicketRefusal.class);
    private final Tally<NotOffered> notOffered = new Tally<>(NotOffered.class);
    private final AtomicLong issued = new AtomicLong();
    private final Tally<TicketWithheld> withheld = new Tally<>(TicketWithheld.class);
    private final AtomicLong received = new AtomicLong();

    void established(ProtocolVersion version, HandshakeKind kind, long nanos) {
        of(version).add(kind);
        handshakeNanos.addAndGet(nanos);
    }

    void failed(Reason reason) {
        failed.add(reason);
    }

    void failedByPeer(int alert) {
        failedByPeer.incrementAndGet(alert);
    }

    void failedByEnd() {
        failedByEnd.incrementAndGet();
    }

    void refused(TicketRefusal reason) {
        refused.add(reason);
    }

    void notOffered(NotOffered reason) {
        notOffered.add(reason);
    }

    void issued() {
        issued.incrementAndGet();
    }

    void withheld(TicketWithheld reason) {
        withheld.add(reason);
    }

    void received() {
        received.incrementAndGet();
    }

    private Tally<HandshakeKind> of(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? tls13 : tls12;
    }

    /** Return the counts of now. */
    public HandshakeCounts snapshot() {
        var done = new HashMap<Established, Long>();
        for (var version : ProtocolVersion.values()) {
            of(version).snapshot().forEach((kind, count) -> done.put(new Established(version, kind), count));
        }
        return new HandshakeCounts(
                done,
                Duration.ofNanos(handshakeNanos.get()),
                failed.snapshot(),
                alerts(),
                failedByEnd.get(),
                refused.snapshot(),
                notOffered.snapshot(),
                issued.get(),
                withheld.snapshot(),
                received.get());
    }

    private Map<String, Long> alerts() {
        var counts = new HashMap<String, Long>();
        for (int code = 0; code < ALERTS; code++) {
            long count = failedByPeer.get(code);
            if (count > 0) {
                counts.put(AlertDescription.nameOf(code), count);
            }
        }
        return counts;
    }
}
