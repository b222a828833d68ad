package dev.reprise.tls.fleet;

import dev.reprise.tls.fleet.StoreView.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.KeyRole;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The protocol by which the servers of a fleet rotate ticket keys, as one of them runs it. It is told what the store
 * answered and what time it is, and answers which keys belong into the ring and what it wants the store to hold.
 *
 * <p>How this works: a key that a read shows is <em>next</em>: it opens. It is <em>settled</em> once the store has
 * answered for a settle time with the key in it, since in that time every server that reaches the store has read it; no
 * wall clock is in that argument. The best settled key that is as old as the lead is <em>current</em>: it seals, and this
 * never goes back to an older one. Those before it are <em>previous</em>: they open, until the store has answered for two
 * settle times, in which the others have moved on too, and the tickets they sealed until then have expired, by clocks that
 * differ as much as they may. Then they are <em>forgotten</em>. The server whose current key is the newest and old enough
 * makes the next one.
 *
 * <p>Without the store no key is made, so the current one grows older than it should. From {@link
 * FleetTimings#outageAfter} on, the servers seal under keys that they derive from it, step by step as its age goes on, and
 * wipe what is behind: the fleet goes on resuming and rotating. A server without a shared key that may seal uses one of its
 * own. Not thread-safe.
 */
final class Rotation implements AutoCloseable {
    private static final int FORGOTTEN_IDS = 256;

    private final Bytes fleet;
    private final SecureRandom random;
    private final long lifetime;
    private final long rotation;
    private final long lead;
    private final long settle;
    private final long skew;
    private final long afterlife;
    private final long outageAfter;
    private final long horizon;
    private final long end;
    private final long creationSpread;
    private final StoreHealth health;
    private final LocalKeys local;
    private final List<FleetKey> keys = new ArrayList<>();
    private final Set<Bytes> forgotten = new LinkedHashSet<>();
    private List<Placement> placements = List.of();
    /** Whether the placements are not up to date. */
    private boolean changed;

    private KeyFamily.@Nullable Step sealed;
    private FleetMode mode = FleetMode.STARTING;
    private @Nullable FleetKey current;
    private @Nullable Due due;
    private long highest;
    private long discarded;
    private long retired;
    private long lastForgotten;

    /** A key is wanted, and will be made once this much time has passed since. */
    private record Due(ClockReading since, long delayMillis) {}

    Rotation(FleetTimings timings, Bytes fleet, SecureRandom random) {
        this.fleet = fleet;
        this.random = random;
        lifetime = timings.lifetime().toMillis();
        rotation = timings.rotation().toMillis();
        lead = timings.lead().toMillis();
        settle = timings.settle().toMillis();
        skew = timings.skew().toMillis();
        afterlife = timings.afterlife().toMillis();
        outageAfter = timings.outageAfter().toMillis();
        horizon = timings.horizon().toMillis();
        end = timings.end().toMillis();
        creationSpread = timings.creationSpread().toMillis();
        health = new StoreHealth(timings);
        local = new LocalKeys(timings, random);
    }

    /** Return the records found authentic so far of the keys that are held, by their encoding. */
    Map<Bytes, KeyRecord> known() {
        var known = new HashMap<Bytes, KeyRecord>();
        keys.forEach(key -> known.put(key.encoded(), key.record()));
        return known;
    }

    /** The store has answered; the caller closes the view. */
    void answered(StoreView view, ClockReading now) {
        health.answered(now);
        var present = new HashSet<Bytes>();
        for (var record : view.records()) {
            present.add(record.id());
            highest = Math.max(highest, record.revision());
            discarded = Math.max(discarded, record.discarded());
            retired = Math.max(retired, record.retired());
        }
        view.opened().forEach(opened -> admit(opened, now));
        for (var key : keys) {
            key.seen(present.contains(key.id()), now);
            key.settle(health, settle);
        }
        tick(now);
    }

    /** The store has not answered, or too late. */
    void unanswered(ClockReading now) {
        health.unanswered();
        tick(now);
    }

    private void admit(Opened opened, ClockReading now) {
        var record = opened.record();
        for (var key : keys) {
            if (key.id().equals(record.id())) {
                key.rewrapped(record);
                return;
            }
        }
        // What is too old to be of use is not even loaded: a server that joins late must not begin with a key that the
        // others are about to wipe.
        boolean expired = now.wallMillis() - record.createdMillis() > horizon + lifetime;
        if (!expired && record.revision() > discarded && !forgotten.contains(record.id())) {
            changed = true;
            keys.add(new FleetKey(record, opened.key(), now));
            keys.sort(FleetKey.BEST_FIRST);
        }
    }

    /** Time has passed. */
    void tick(ClockReading now) {
        giveUpDiscarded();
        moveOn(now);
        forget(now);
        for (var key : keys) {
            if (key.closed() == null) {
                // What tickets may be sealed under that come here: by clocks that are off, and by a tick that is late.
                long age = key.ageMillis(now);
                long slack = skew + settle;
                changed |= key.family().cover(step(age - lifetime - slack), step(age + slack));
            }
        }
        var sealing = sealing(now);
        changed |= local.tend(sealing == null, now) || !Objects.equals(sealing, sealed);
        sealed = sealing;
        if (changed) {
            placements = placed(sealing);
            changed = false;
        }
        if (sealing != null) {
            mode = sealing.number() == 0 ? FleetMode.SHARED : FleetMode.OUTAGE;
        } else if (mode != FleetMode.STARTING) {
            mode = FleetMode.LOCAL;
        }
    }

    /** Wipe what an emergency rotation has given up, this server's own keys included. */
    private void giveUpDiscarded() {
        if (keys.removeIf(key -> {
            boolean over = key.revision() <= discarded;
            if (over) {
                wipe(key);
            }
            return over;
        })) {
            local.close();
        }
    }

    private void moveOn(ClockReading now) {
        var best = candidate(now);
        if (best != null) {
            current = best;
            changed = true;
        }
        boolean behind = false;
        for (var key : keys) {
            if (behind) {
                key.supersede(now);
            }
            behind |= key == current;
            key.closeWhenUnused(health, 2 * settle, now);
        }
    }

    /** Find a key that is to be current in place of the one that is. */
    private @Nullable FleetKey candidate(ClockReading now) {
        for (int i = 0; i < keys.size() && keys.get(i) != current; i++) {
            var key = keys.get(i);
            long age = key.ageMillis(now);
            // Only the fleet's first key has none behind it that could seal meanwhile, so only that one need not wait.
            boolean ripe = age < horizon && (age >= lead || !anySealsAfter(i, now));
            if (ripe && key.settled()) {
                return key;
            }
            if (ripe && current == null) {
                // The others may have left behind what is older than this, and forgotten it.
                return null;
            }
        }
        return null;
    }

    private boolean anySealsAfter(int index, ClockReading now) {
        for (int i = index + 1; i < keys.size(); i++) {
            if (keys.get(i).ageMillis(now) < horizon) {
                return true;
            }
        }
        return false;
    }

    private void forget(ClockReading now) {
        keys.removeIf(key -> {
            var closed = key.closed();
            boolean unused = closed != null && now.millisSince(closed) >= afterlife;
            boolean over = unused || key.ageMillis(now) >= end;
            if (over) {
                lastForgotten = Math.max(lastForgotten, key.revision());
                wipe(key);
            }
            return over;
        });
    }

    private void wipe(FleetKey key) {
        changed = true;
        key.close();
        if (key == current) {
            current = null;
        }
        forgotten.add(key.id());
        if (forgotten.size() > FORGOTTEN_IDS) {
            forgotten.remove(forgotten.iterator().next());
        }
    }

    /** Return which key of a family is sealed with when the family's own is this old: 0 for its own. */
    private int step(long ageMillis) {
        long over = ageMillis - outageAfter;
        return over < 0 ? 0 : 1 + (int) (over / rotation);
    }

    private KeyFamily.@Nullable Step sealing(ClockReading now) {
        var key = current;
        if (key == null || key.ageMillis(now) >= horizon) {
            return null;
        }
        return key.family().sealing(step(key.ageMillis(now)));
    }

    private List<Placement> placed(KeyFamily.@Nullable Step sealing) {
        var placed = new ArrayList<Placement>();
        for (var key : keys) {
            boolean ahead = !key.superseded() && key != current;
            for (var step : key.family().steps().reversed()) {
                boolean later = key == current && sealing != null && step.number() > sealing.number();
                var role = step.equals(sealing) ? KeyRole.CURRENT : ahead || later ? KeyRole.NEXT : KeyRole.PREVIOUS;
                placed.add(new Placement(step.name(), role, step.key()));
            }
        }
        local.addTo(placed);
        return List.copyOf(placed);
    }

    /** Return what belongs into the ring: the same list as long as nothing changes. */
    List<Placement> placements() {
        return placements;
    }

    /** Return what this server seals with. */
    FleetMode mode() {
        return mode;
    }

    StoreHealth health() {
        return health;
    }

    /** Describe the fleet's keys, best first. */
    List<FleetKeyStatus> status(ClockReading now) {
        var status = new ArrayList<FleetKeyStatus>();
        var sealing = sealing(now);
        for (var key : keys) {
            var state = key == current
                    ? FleetKeyState.CURRENT
                    : key.superseded()
                            ? FleetKeyState.PREVIOUS
                            : key.settled() ? FleetKeyState.SETTLED : FleetKeyState.NEXT;
            status.add(new FleetKeyStatus(
                    key.revision(),
                    key.id().toString(),
                    state,
                    Instant.ofEpochMilli(key.record().createdMillis()),
                    Duration.ofMillis(key.ageMillis(now)),
                    key == current && sealing != null ? sealing.number() : 0));
        }
        return status;
    }

    /**
     * Return what the store is to hold in place of what this view has shown, or null when it may remain as it is. The
     * caller closes the draft.
     *
     * @param upToDate whether a record's key is under the secret that is in use now
     */
    @Nullable
    Draft draft(StoreView view, Predicate<KeyRecord> upToDate, ClockReading now) {
        // A value that is not ours is somebody else's when it was there before us, and damage when we had keys there.
        if (!view.ours() && keys.isEmpty()) {
            return null;
        }
        if (creationDue(view, now)) {
            due = null;
            return withNewKey(view, upToDate, false, now);
        }
        var missing = new ArrayList<Bytes>();
        for (var key : keys) {
            if (!key.present() && key.revision() > retired && key.ageMillis(now) < horizon) {
                missing.add(key.encoded());
            }
        }
        if (missing.isEmpty()) {
            return null;
        }
        // The store was emptied, set back or split: what we know goes back, and nothing that others know goes.
        view.records().forEach(record -> missing.add(record.encode()));
        return new Draft(bounded(missing, view.foreign(), StoreValue.MAX_RECORDS), List.of(), null);
    }

    /** Return a draft with a new key, now; it gives up all others if {@code discardOld}. */
    Draft rotated(StoreView view, Predicate<KeyRecord> upToDate, boolean discardOld, ClockReading now) {
        return withNewKey(view, upToDate, discardOld, now);
    }

    private boolean creationDue(StoreView view, ClockReading now) {
        if (keys.isEmpty()) {
            // Records that we cannot read are other servers' keys: then it is we who have the wrong secret.
            return view.foreign().isEmpty() && view.refused().isEmpty();
        }
        var newest = keys.get(0);
        boolean exhausted = newest.ageMillis(now) >= horizon;
        boolean old = newest == current && newest.ageMillis(now) >= rotation;
        if (!(old || exhausted) || health.unbrokenMillis() < settle) {
            due = null;
            return false;
        }
        if (due == null) {
            due = new Due(now, creationSpread == 0 ? 0 : random.nextLong(creationSpread));
        }
        return now.monotonicMillisSince(due.since()) >= due.delayMillis();
    }

    private Draft withNewKey(StoreView view, Predicate<KeyRecord> upToDate, boolean discardOld, ClockReading now) {
        if (highest == KeyRecord.MAX_REVISION) {
            throw new IllegalStateException("the fleet has used up its revisions");
        }
        var records = new ArrayList<Bytes>();
        var toWrap = new ArrayList<Opened>();
        long oldest = highest + 1;
        for (var key : discardOld ? List.<FleetKey>of() : keys) {
            oldest = Math.min(oldest, key.revision());
            var base = key.family().base();
            if (base != null && !upToDate.test(key.record())) {
                toWrap.add(new Opened(key.record(), base.copy()));
            } else {
                records.add(key.encoded());
            }
        }
        var key = LocalKeys.freshKey(random);
        var fresh = new KeyRecord(
                fleet,
                highest + 1,
                Bytes.wrap(Derivation.ID.from(key.clone())),
                now.wallMillis(),
                discardOld ? highest : discarded,
                Math.max(retired, Math.min(lastForgotten, oldest - 1)),
                Bytes.EMPTY);
        toWrap.add(new Opened(fresh, key));
        var others = discardOld ? List.<Bytes>of() : view.foreign();
        return new Draft(bounded(records, others, StoreValue.MAX_RECORDS - toWrap.size()), toWrap, fresh);
    }

    /** Return both lists, without what is too much: of strangers' records first, then of our oldest. */
    private static List<Bytes> bounded(List<Bytes> ours, List<Bytes> foreign, int limit) {
        var all = new ArrayList<>(ours);
        all.addAll(foreign);
        return all.size() <= limit ? all : all.subList(0, limit);
    }

    /** Wipe every key. */
    @Override
    public void close() {
        keys.forEach(FleetKey::close);
        keys.clear();
        local.close();
        current = null;
        placements = List.of();
    }
}
