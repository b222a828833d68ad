package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.ticket.RingKey.Origin;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.ticket.TicketOpening.Refused;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The substance of {@code t.session.TicketKeyRing}, whose Javadoc says how keys age: it seals and opens. Live and
 * thread-safe.
 *
 * <p>How this works: the keys are one immutable snapshot, which handshakes only read; every change builds a new one and
 * swaps it in, or starts over when another was faster. A key that has left the snapshot is wiped when the last operation
 * that uses it ends, and an operation that finds its key gone looks again, so no ticket is made under a key that is being
 * replaced or wiped.
 */
public final class KeyRing implements AutoCloseable {
    /** The longest session that fits a ticket of 65,535 bytes, in bytes. */
    public static final int MAX_SESSION_BYTES = 65_455;

    private final Clocks clocks;
    private final SecureRandom random;
    private final AtomicReference<RingKeys> ring;
    private final AtomicLong lifetime = new AtomicLong();

    /** Make an automatic ring. */
    public KeyRing(Clocks clocks, SecureRandom random) {
        this.clocks = clocks;
        this.random = random;
        this.ring = new AtomicReference<>(RingKeys.empty(random.nextInt()));
    }

    /**
     * Serve a session lifetime; the largest one ever served counts. A configuration calls this when it is built. Until
     * then no ticket is sealed or opened, and no key ages out.
     *
     * @param sessionLifetime 0 to 7 days, cut to whole seconds
     * @throws IllegalArgumentException when it is longer or negative
     * @throws IllegalStateException when the ring is closed
     */
    public void serve(Duration sessionLifetime) {
        opened();
        lifetime.accumulateAndGet(TicketPolicy.requireLifetime(sessionLifetime).toSeconds(), Math::max);
    }

    /**
     * Add a key that seals at once, or promote one that {@link #addNext} announced.
     *
     * @param key 48 bytes; copied
     * @throws IllegalArgumentException when the length is wrong, all bytes are zero, or the revision is taken
     * @throws IllegalStateException when the ring is closed
     */
    public void add(int revision, byte[] key) {
        put(revision, key, KeyStanding.SEALS);
    }

    /** Add a key that only opens, as {@link #add} otherwise. */
    public void addNext(int revision, byte[] key) {
        put(revision, key, KeyStanding.NEXT);
    }

    private void put(int revision, byte[] key, KeyStanding standing) {
        TicketCipher.requireStrong(key);
        var name = KeyName.of(revision);
        for (; ; ) {
            var old = opened();
            var now = Moment.of(clocks);
            var renewed = renewed(old, now);
            var known = renewed.named(name);
            RingKey added;
            if (known == null) {
                added = new RingKey(name, Origin.MANUAL, standing, now, new TicketCipher(key, random));
            } else if (!known.cipher().holds(key)) {
                throw new IllegalArgumentException("ticket key already present");
            } else if (standing == KeyStanding.SEALS && known.standing() == KeyStanding.NEXT) {
                added = known.promoted(now);
            } else if (standing == KeyStanding.NEXT
                    ? known.standing() == KeyStanding.NEXT
                    : known.equals(renewed.newest())) {
                return;
            } else {
                throw new IllegalArgumentException("ticket key already present");
            }
            boolean stillAutomatic = renewed.automatic() && standing == KeyStanding.NEXT;
            if (swap(old, renewed.withManual(added, stillAutomatic))) {
                return;
            }
            if (known == null) {
                added.cipher().retire();
            }
        }
    }

    /**
     * Replace all keys at once; those that stay, by name and bytes, keep their age.
     *
     * @param keys any number with different names, at most one of which seals
     * @throws IllegalArgumentException when a name comes twice or more than one key seals
     * @throws IllegalStateException when the ring or one of the keys is closed
     */
    public void replaceAll(List<PlacedKey> keys) {
        var names = new HashSet<KeyName>();
        int current = 0;
        for (var key : keys) {
            current += key.standing() == KeyStanding.SEALS ? 1 : 0;
            if (!names.add(key.name()) || current > 1) {
                throw new IllegalArgumentException(
                        current > 1 ? "more than one ticket key is current" : "ticket key already present");
            }
        }
        for (; ; ) {
            var old = opened();
            var replaced = new RingKeys(placed(keys, old), false, old.nextRevision(), false);
            if (swap(old, replaced)) {
                return;
            }
            replaced.retireMissing(old);
        }
    }

    private List<RingKey> placed(List<PlacedKey> keys, RingKeys old) {
        var now = Moment.of(clocks);
        var placed = new ArrayList<RingKey>(keys.size());
        for (var key : keys) {
            var bytes = key.key().toArray();
            var known = old.named(key.name());
            if (known != null
                    && known.standing() != KeyStanding.FORGOTTEN
                    && known.cipher().holds(bytes)) {
                placed.add(new RingKey(key.name(), Origin.PLACED, key.standing(), known.since(), known.cipher()));
            } else {
                var cipher = new TicketCipher(bytes, random);
                placed.add(new RingKey(key.name(), Origin.PLACED, key.standing(), now, cipher));
            }
            Arrays.fill(bytes, (byte) 0);
        }
        return placed;
    }

    /**
     * Seal a session's encoding as a ticket.
     *
     * @param session at most {@link #MAX_SESSION_BYTES} bytes; not kept, the caller wipes it
     * @return the ticket, or null when no key may seal now: none was given, the newest is too old, no lifetime is served,
     *     or the ring is closed
     */
    public byte @Nullable [] seal(byte[] session) {
        if (session.length > MAX_SESSION_BYTES) {
            throw new IllegalArgumentException("a session of " + session.length + " bytes does not fit a ticket");
        }
        long seconds = lifetime.get();
        if (seconds == 0) {
            return null;
        }
        for (; ; ) {
            var now = Moment.of(clocks);
            var key = tended(now, seconds).sealing(now, seconds);
            if (key == null) {
                return null;
            }
            var cipher = key.cipher();
            if (cipher.enter()) {
                byte[] ticket;
                try {
                    ticket = cipher.seal(key.name(), session);
                } finally {
                    cipher.leave();
                }
                if (!cipher.retired()) {
                    return ticket;
                }
            }
        }
    }

    /**
     * Open a ticket. Its MAC is checked in constant time before anything is decrypted.
     *
     * @param ticket what the client sent; not kept
     * @return the session and its key's name, or why the ticket does not open
     */
    public TicketOpening open(byte[] ticket) {
        long seconds = lifetime.get();
        var name = ticket.length < TicketCipher.NAME_BYTES ? null : KeyName.of(ticket);
        if (seconds == 0) {
            return new Refused(TicketRefusal.TICKETS_OFF, name);
        }
        if (name == null
                || ticket.length < TicketCipher.OVERHEAD + TicketCipher.BLOCK_BYTES
                || ticket.length % TicketCipher.BLOCK_BYTES != 0) {
            return new Refused(TicketRefusal.MALFORMED, name);
        }
        for (; ; ) {
            var now = Moment.of(clocks);
            var keys = tended(now, seconds);
            var key = keys.named(name);
            if (key == null) {
                return new Refused(TicketRefusal.UNKNOWN_KEY, name);
            }
            if (key.standing() == KeyStanding.FORGOTTEN) {
                return new Refused(TicketRefusal.EXPIRED_KEY, name);
            }
            if (key.cipher().enter()) {
                try {
                    return open(ticket, key, key.equals(keys.sealing(now, seconds)));
                } finally {
                    key.cipher().leave();
                }
            }
        }
    }

    private static TicketOpening open(byte[] ticket, RingKey key, boolean current) {
        if (!key.cipher().authentic(ticket)) {
            return new Refused(TicketRefusal.BAD_MAC, key.name());
        }
        var session = key.cipher().decrypt(ticket);
        return session == null
                ? new Refused(TicketRefusal.BAD_CONTENT, key.name())
                : new Opened(session, key.name(), current);
    }

    /** List the keys, newest first, forgotten ones as long as their names are known. */
    public List<KeyState> states() {
        var now = Moment.of(clocks);
        long seconds = lifetime.get();
        var keys = renewed(ring.get(), now);
        var sealing = keys.sealing(now, seconds);
        var states = new ArrayList<KeyState>(keys.keys().size());
        for (var key : keys.keys()) {
            var age = Duration.ofSeconds(now.secondsSince(key.since()));
            states.add(new KeyState(key.name(), key.standing(), key.equals(sealing), age));
        }
        return states;
    }

    /** Wipe all keys. From then on nothing is sealed, every ticket is unknown, and keys are not taken. */
    @Override
    public void close() {
        RingKeys old;
        do {
            old = ring.get();
        } while (!swap(old, new RingKeys(List.of(), false, old.nextRevision(), true)));
    }

    /** Return the snapshot after rotation and forgetting, if they are due. */
    private RingKeys tended(Moment now, long seconds) {
        for (; ; ) {
            var old = ring.get();
            if (!old.due(now, seconds)) {
                return old;
            }
            var renewed = old.renewed(now, seconds);
            RingKey made = null;
            if (renewed.automatic() && renewed.sealing(now, seconds) == null) {
                made = generated(renewed, now);
                renewed = renewed.withAutomatic(made);
            }
            if (swap(old, renewed)) {
                return renewed;
            }
            if (made != null) {
                made.cipher().retire();
            }
        }
    }

    private RingKey generated(RingKeys keys, Moment now) {
        var key = new byte[TicketCipher.KEY_BYTES];
        random.nextBytes(key);
        if (TicketCipher.weak(key)) {
            throw new IllegalStateException("the source of randomness yields zeros");
        }
        var cipher = new TicketCipher(key, random);
        Arrays.fill(key, (byte) 0);
        return new RingKey(KeyName.of(keys.freeRevision()), Origin.AUTOMATIC, KeyStanding.SEALS, now, cipher);
    }

    private RingKeys renewed(RingKeys keys, Moment now) {
        long seconds = lifetime.get();
        return seconds == 0 ? keys : keys.renewed(now, seconds);
    }

    private RingKeys opened() {
        var keys = ring.get();
        if (keys.closed()) {
            throw new IllegalStateException("the ticket key ring is closed");
        }
        return keys;
    }

    /** Swap the snapshot and retire what it held alone; false when another change came first. */
    private boolean swap(RingKeys old, RingKeys successor) {
        if (!ring.compareAndSet(old, successor)) {
            return false;
        }
        old.retireMissing(successor);
        KeyChanges.tell(old, successor, Moment.of(clocks), lifetime.get());
        return true;
    }
}
