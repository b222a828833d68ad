package dev.reprise.bench;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.session.TicketKeyRing;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What rotating ticket keys takes from resumed handshakes: rounds in pairs, one with keys that stay and one in which another
 * thread replaces them each second, as a fleet's does, in an order that alternates. Measured is the CPU time of the thread
 * that shakes hands, which other processes do not change. Started by {@code bench/run --rotation}.
 */
final class RotationRun {
    private static final int PAIRS = 21;
    private static final long ROUND_MILLIS = 2_500;
    private static final long WARM_UP_MILLIS = 8_000;
    private static final int KEYS = 4;

    private final Version version;
    private final TicketKeyRing ring = new TicketKeyRing();
    private final SecureRandom random = new SecureRandom();
    private final Deque<byte[]> keys = new ArrayDeque<>();
    private final AtomicInteger rotations = new AtomicInteger();
    private final Buffers buffers = new Buffers(false);
    private final Stack stack;

    private RotationRun(Version version) throws Exception {
        this.version = version;
        rotate();
        var setup = new Stack.Setup(Credentials.make(), version, Suite.AES_128_GCM, true);
        stack = RepriseStack.sharing(ring, setup);
    }

    public static void main(String[] args) throws Exception {
        for (var version : Version.values()) {
            new RotationRun(version).measure();
        }
    }

    /** Put a fresh key in front, which seals, and take away the oldest. */
    private synchronized void rotate() {
        var key = new byte[TicketKey.NAME_BYTES + TicketKey.KEY_BYTES];
        random.nextBytes(key);
        keys.addFirst(key);
        if (keys.size() > KEYS) {
            keys.removeLast();
        }
        var placed = new ArrayList<TicketKey>();
        for (var bytes : keys) {
            var name = Arrays.copyOf(bytes, TicketKey.NAME_BYTES);
            var secret = Arrays.copyOfRange(bytes, TicketKey.NAME_BYTES, bytes.length);
            placed.add(new TicketKey(name, secret, placed.isEmpty() ? KeyRole.CURRENT : KeyRole.PREVIOUS));
        }
        ring.replaceAll(placed);
        placed.forEach(TicketKey::close);
        rotations.incrementAndGet();
    }

    private void measure() throws Exception {
        // The first one at that place has no session yet.
        connect(Handshake.FULL);
        round(WARM_UP_MILLIS, false);
        var still = new double[PAIRS];
        var rotating = new double[PAIRS];
        var ratios = new double[PAIRS];
        rotations.set(0);
        for (int pair = 0; pair < PAIRS; pair++) {
            for (boolean rotates : pair % 2 == 0 ? new boolean[] {false, true} : new boolean[] {true, false}) {
                (rotates ? rotating : still)[pair] = round(ROUND_MILLIS, rotates);
            }
            ratios[pair] = rotating[pair] / still[pair];
        }
        var ratio = Statistics.of(ratios);
        System.out.printf(
                "%s resumed handshakes a second of CPU time: keys that stay %.0f, rotated each second %.0f;"
                        + " ratio %.3f (%.3f to %.3f), %d pairs, %d rotations%n",
                version.title(),
                Statistics.of(still).median(),
                Statistics.of(rotating).median(),
                ratio.median(),
                ratio.low(),
                ratio.high(),
                PAIRS,
                rotations.get());
    }

    /** Shake hands for some time and return how often in a second of this thread's CPU time. */
    private double round(long millis, boolean rotates) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        ScheduledExecutorService rotator = null;
        if (rotates) {
            rotator = Executors.newSingleThreadScheduledExecutor();
            var unused = rotator.scheduleAtFixedRate(this::rotate, 500, 1000, TimeUnit.MILLISECONDS);
        }
        try {
            long end = System.nanoTime() + millis * 1_000_000;
            long began = threads.getCurrentThreadCpuTime();
            int count = 0;
            while (System.nanoTime() - end < 0) {
                connect(Handshake.RESUMED);
                count++;
            }
            return count * 1e9 / (threads.getCurrentThreadCpuTime() - began);
        } finally {
            if (rotator != null) {
                rotator.shutdown();
                rotator.awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    private void connect(Handshake kind) throws Exception {
        var link = stack.open(Handshake.RESUMED);
        link.connect(buffers, kind, new long[0]);
        link.close();
    }
}
