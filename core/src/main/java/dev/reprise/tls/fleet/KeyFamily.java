package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A key of the fleet, which is step 0, and the keys that follow from it while no store answers: every server derives the
 * same ones at the same age. Of the chain behind them only the newest state is kept, so that whoever takes it gets
 * nothing older than the steps that still open. Not thread-safe.
 */
final class KeyFamily implements AutoCloseable {
    private final long revision;
    private final NavigableMap<Integer, Step> steps = new TreeMap<>();
    private @Nullable OffHeapKey chain;
    private int chainStep;

    /**
     * One ticket key.
     *
     * @param number 0 for the key itself
     * @param name the 16 bytes its tickets begin with
     * @param key 48 bytes
     */
    record Step(int number, Bytes name, OffHeapKey key) {}

    /** Take a key; the array is wiped. */
    KeyFamily(long revision, Bytes id, byte[] key) {
        this.revision = revision;
        steps.put(0, new Step(0, name(revision, id), OffHeapKey.take(key)));
    }

    /**
     * Hold exactly these steps, as far as they are not behind us: what is older is wiped, what is newer derived.
     *
     * @param oldest at least 0
     * @param newest at least {@code oldest}
     * @return whether anything changed
     */
    boolean cover(int oldest, int newest) {
        if (newest <= chainStep && oldest <= steps.firstKey()) {
            return false;
        }
        if (newest > 0 && chain == null) {
            // There is no chain, so nothing was wiped: the key itself is there.
            chain = OffHeapKey.take(
                    Derivation.OUTAGE.from(steps.firstEntry().getValue().key().copy()));
        }
        while (chain != null && chainStep < newest) {
            var successor = OffHeapKey.take(Derivation.NEXT.from(chain.copy()));
            chain.close();
            chain = successor;
            chainStep++;
            if (chainStep >= oldest) {
                steps.put(chainStep, derived(chain));
            }
        }
        var over = steps.headMap(Math.min(oldest, newest));
        over.values().forEach(step -> step.key().close());
        over.clear();
        return true;
    }

    private Step derived(OffHeapKey state) {
        var key = Derivation.TICKET_KEY.from(state.copy());
        var name = name(revision, Bytes.wrap(Derivation.ID.from(key.clone())));
        return new Step(chainStep, name, OffHeapKey.take(key));
    }

    private static Bytes name(long revision, Bytes id) {
        return new Writer(16).u32(revision).bytes(id).toBytes();
    }

    /** Return the step to seal with at its time; a wall clock set back finds that step wiped, and takes the next best. */
    Step sealing(int number) {
        var entry = steps.ceilingEntry(number);
        return (entry == null ? steps.lastEntry() : entry).getValue();
    }

    /** Return the key itself, or null when it is wiped already. */
    @Nullable
    OffHeapKey base() {
        var base = steps.get(0);
        return base == null ? null : base.key();
    }

    /** Return what is held, oldest first. */
    List<Step> steps() {
        return new ArrayList<>(steps.values());
    }

    /** Wipe everything. */
    @Override
    public void close() {
        steps.values().forEach(step -> step.key().close());
        if (chain != null) {
            chain.close();
        }
    }
}
