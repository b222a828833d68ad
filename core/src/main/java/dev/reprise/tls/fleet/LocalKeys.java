package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one server alone, for when it shares none: a client then resumes here or not at all, and no handshake fails.
 * Their revision is 0, which no key of a fleet has. Not thread-safe.
 */
final class LocalKeys implements AutoCloseable {
    private static final int REVISION = 0;

    private final SecureRandom random;
    private final long rotationMillis;
    private final long afterlifeMillis;
    private final Deque<Local> keys = new ArrayDeque<>();

    private static final class Local {
        final Bytes name;
        final OffHeapKey key;
        final ClockReading made;

        @Nullable
        ClockReading retired;

        Local(Bytes name, OffHeapKey key, ClockReading made) {
            this.name = name;
            this.key = key;
            this.made = made;
        }
    }

    LocalKeys(FleetTimings timings, SecureRandom random) {
        this.random = random;
        rotationMillis = timings.rotation().toMillis();
        afterlifeMillis = timings.afterlife().toMillis();
    }

    /**
     * Have a key that seals while one is needed, a fresh one each rotation, and forget those that no ticket needs.
     *
     * @return whether anything changed
     */
    boolean tend(boolean needed, ClockReading now) {
        var newest = keys.peekFirst();
        boolean changed = false;
        if (newest != null && newest.retired == null && (!needed || now.millisSince(newest.made) >= rotationMillis)) {
            newest.retired = now;
            changed = true;
        }
        if (needed && (newest == null || newest.retired != null)) {
            var key = freshKey(random);
            var name = new Writer(16)
                    .u32(REVISION)
                    .bytes(Derivation.ID.from(key.clone()))
                    .toBytes();
            keys.addFirst(new Local(name, OffHeapKey.take(key), now));
            changed = true;
        }
        return forget(now) || changed;
    }

    private boolean forget(ClockReading now) {
        return keys.removeIf(local -> {
            boolean over = local.retired != null && now.millisSince(local.retired) >= afterlifeMillis;
            if (over) {
                local.key.close();
            }
            return over;
        });
    }

    void addTo(List<Placement> placements) {
        for (var local : keys) {
            var role = local.retired == null ? KeyRole.CURRENT : KeyRole.PREVIOUS;
            placements.add(new Placement(local.name, role, local.key));
        }
    }

    /** Wipe them all; {@link #tend} may make others. */
    @Override
    public void close() {
        keys.forEach(local -> local.key.close());
        keys.clear();
    }

    /** Draw a ticket key. */
    static byte[] freshKey(SecureRandom random) {
        var key = new byte[TicketKey.KEY_BYTES];
        random.nextBytes(key);
        if (Arrays.equals(key, new byte[key.length])) {
            throw new IllegalStateException("the source of randomness yields zeros");
        }
        return key;
    }
}
