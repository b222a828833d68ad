package dev.reprise.tls.session;

import static dev.reprise.tls.session.SealedTickets.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.ticket.TicketCrafting;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.ticket.TicketOpening.Refused;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many threads at work while keys come and go. */
class TicketKeyRingConcurrencyTest {
    private static final int THREADS = 8;
    private static final Set<TicketRefusal> KEY_GONE = Set.of(TicketRefusal.UNKNOWN_KEY, TicketRefusal.EXPIRED_KEY);

    private final RingClocks clocks = new RingClocks();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Semaphore sealed = new Semaphore(0);

    /** Finds the key a ticket must have been sealed under. */
    private interface KeyFinder {
        byte[] keyOf(byte[] ticket);
    }

    @Test
    @DisplayName(
            "[57] sealing and opening during thousands of adds never fails and never meets a key half written or wiped")
    void sealsUnderWholeKeysDuringThousandsOfAdds() throws Exception {
        var ring = ring(new SecureRandom());
        ring.add(0, key(0));
        run(ring, ticket -> key(ByteBuffer.wrap(ticket).getInt()), () -> {
            for (int revision = 1; revision <= 5000; revision++) {
                if (revision % 3 == 0) {
                    ring.addNext(revision, key(revision));
                }
                ring.add(revision, key(revision));
                letWorkGoOnAfter(revision);
            }
        });
    }

    @Test
    @DisplayName("[57] … nor during thousands of whole replacements")
    void sealsUnderWholeKeysDuringThousandsOfReplacements() throws Exception {
        var ring = ring(new SecureRandom());
        ring.add(1, key(1));
        run(ring, ticket -> key(ByteBuffer.wrap(ticket).getInt()), () -> {
            for (int revision = 1; revision <= 4000; revision++) {
                ring.replaceAll(List.of(
                        new TicketKey(revision + 1, key(revision + 1), KeyRole.NEXT),
                        new TicketKey(revision, key(revision), KeyRole.CURRENT)));
                letWorkGoOnAfter(revision);
            }
        });
    }

    @Test
    @DisplayName("[57] … nor during thousands of automatic rotations")
    void sealsUnderWholeKeysDuringThousandsOfRotations() throws Exception {
        var random = new RecordingRandom();
        var ring = ring(random);
        run(ring, random::keyOf, () -> {
            for (int rotation = 0; rotation < 3000; rotation++) {
                clocks.pass(4);
                letWorkGoOnAfter(rotation);
            }
        });
        assertThat(random.keys).hasSizeGreaterThan(100);
    }

    private TicketKeyRing ring(SecureRandom random) {
        var ring = new TicketKeyRing(clocks.clocks(), random);
        ring.keys().serve(Duration.ofSeconds(4));
        return ring;
    }

    private void run(TicketKeyRing ring, KeyFinder keys, Runnable changes) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS + 1)) {
            var work = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                work.add(threads.submit(() -> sealAndOpen(ring, keys)));
            }
            try {
                threads.submit(changes).get();
            } finally {
                done.set(true);
            }
            for (var result : work) {
                rethrow(result);
            }
        }
    }

    /** Changes come in bursts, some longer than a ring is deep, and tickets are sealed between them. */
    private void letWorkGoOnAfter(int change) {
        if (change % 8 < 3) {
            sealed.drainPermits();
            assertThat(acquired(sealed)).as("progress").isTrue();
        }
    }

    private void sealAndOpen(TicketKeyRing ring, KeyFinder keys) {
        var session = new byte[100];
        session[0] = 42;
        do {
            var ticket = SealedTickets.sealedOrFail(ring, session);
            sealed.release();
            var key = keys.keyOf(ticket);
            assertThat(TicketCrafting.authentic(ticket, key)).isTrue();
            assertThat(TicketCrafting.open(ticket, key)).isEqualTo(session);
            switch (ring.keys().open(ticket)) {
                case Opened opened -> assertThat(opened.session()).isEqualTo(session);
                case Refused refused -> assertThat(refused.reason()).isIn(KEY_GONE);
            }
        } while (!done.get());
    }

    private static boolean acquired(Semaphore progress) {
        try {
            return progress.tryAcquire(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void rethrow(Future<?> result) throws Exception {
        try {
            result.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed", e.getCause());
        }
    }

    /** Remembers every key it gave out. */
    private static final class RecordingRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient Set<Bytes> keys = ConcurrentHashMap.newKeySet();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == TicketKey.KEY_BYTES) {
                keys.add(Bytes.copyOf(bytes));
            }
        }

        byte[] keyOf(byte[] ticket) {
            for (var key : keys) {
                if (TicketCrafting.authentic(ticket, key.toArray())) {
                    return key.toArray();
                }
            }
            throw new AssertionError("a ticket under a key that was never drawn");
        }
    }
}
