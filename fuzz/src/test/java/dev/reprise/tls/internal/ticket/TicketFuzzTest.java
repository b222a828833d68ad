package dev.reprise.tls.internal.ticket;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Tickets as a client sends them, and what is in tickets of whoever has our keys. */
@Timeout(10)
class TicketFuzzTest {
    private static final RingClocks CLOCKS = new RingClocks();
    private static final KeyRing RING = ring();
    private static final TicketFixture FIXTURE = new TicketFixture();

    private static KeyRing ring() {
        var ring = new KeyRing(CLOCKS.clocks(), new SecureRandom());
        var key = new byte[48];
        Arrays.fill(key, (byte) 0x5a);
        ring.serve(Duration.ofHours(1));
        ring.add(1, key);
        return ring;
    }

    static List<byte[]> tickets() {
        var tickets = new ArrayList<byte[]>();
        for (int length : new int[] {0, 1, 16, 300}) {
            tickets.add(RING.seal(new byte[length]));
        }
        return tickets;
    }

    static List<byte[]> contents() {
        try (var session = FIXTURE.session().build();
                var of13 = session.toBuilder().hostName("example.org").build()) {
            return List.of(session.encode(), of13.encode());
        }
    }

    /** Opening refuses and never throws, and a ring that has not sealed it takes nothing. */
    @MethodSource("tickets")
    @FuzzTest
    void opensAnyTicket(byte[] data) {
        if (RING.open(data.clone()) instanceof TicketOpening.Opened opened) {
            opened.close();
        }
        var unknown = TicketAcceptance.decide(Bytes.wrap(data), offer(), FIXTURE.policy(), FIXTURE.now());
        if (unknown instanceof TicketDecision.Accepted) {
            throw new AssertionError("a ticket that was never sealed is accepted");
        }
    }

    /** A session inside a ticket that opens. */
    @MethodSource("contents")
    @FuzzTest
    void judgesAnyContent(byte[] data) {
        if (data.length > KeyRing.MAX_SESSION_BYTES) {
            return;
        }
        var ticket = FIXTURE.ring.seal(data.clone());
        if (ticket == null) {
            throw new AssertionError("no key seals");
        }
        if (TicketAcceptance.decide(Bytes.wrap(ticket), offer(), FIXTURE.policy(), FIXTURE.now())
                instanceof TicketDecision.Accepted accepted) {
            accepted.session().close();
        }
    }

    private static TicketOffer offer() {
        return new TicketOffer(
                ProtocolVersion.TLS_1_3,
                List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384),
                "example.org",
                true);
    }
}
