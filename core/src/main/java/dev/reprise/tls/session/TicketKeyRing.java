package dev.reprise.tls.session;

import dev.reprise.tls.session.RingKey.Name;
import dev.reprise.tls.session.RingKey.Origin;
import dev.reprise.tls.session.RingKey.Standing;
import dev.reprise.tls.session.TicketOpening.Opened;
import dev.reprise.tls.session.TicketOpening.Refused;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hold the keys under which a server seals its tickets. Live and thread-safe: any number of configurations share a ring,
 * and keys may be added while connections run.
 *
 * <p>A fresh ring is automatic: it makes its own random keys. A key seals until its age passes 3*(L/4) whole seconds, L
 * being the session lifetime served, and opens until every ticket sealed under it has expired, one L later. This happens
 * at ticket operations; an idle ring does nothing. The first {@link #add} or {@link #replaceAll} ends automatic operation
 * for good: then keys are what the caller gives. The age of a key is the larger of its wall-clock and monotonic age.
 *
 * <p>How this works: the keys are one immutable snapshot, which handshakes only read; every change builds a new one and
 * swaps it in, or starts over when another was faster. A key that has left the snapshot is wiped when the last operation
 * that uses it ends, and an operation that finds its key gone looks again, so no ticket is made under a key that is being
 * replaced or wiped.
 */
public final class TicketKeyRing implements AutoCloseable {
    /** The longest session that fits a ticket of 65,535 bytes, in bytes. */
    public static final int MAX_SESSION_BYTES = 65_455;

    /** RFC 9846 section 4.7.1: a ticket_lifetime is at most 7 days. */
    private static final long MAX_LIFETIME_SECONDS = 604_800;

    private final Clocks clocks;
    private final SecureRandom random;
    private final AtomicReference<RingKeys> ring;
    private final AtomicLong lifetime = new AtomicLong();

    /** Make an automatic ring with this machine's clocks and the platform's randomness. */
    public TicketKeyRing() {
        this(Clocks.system(), new SecureRandom());
    }

    /** Make an automatic ring with the given clocks and randomness. */
    public TicketKeyRing(Clocks clocks, SecureRandom random) {
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
        long seconds = sessionLifetime.toSeconds();
        if (sessionLifetime.isNegative()) {
            throw new IllegalArgumentException("session lifetime too small");
        }
        if (seconds > MAX_LIFETIME_SECONDS) {
            throw new IllegalArgumentException("session lifetime too large");
        }
        lifetime.accumulateAndGet(seconds, Math::max);
    }

    /**
     * Add a key that seals at once (libtls's {@code tls_config_add_ticket_key}) and end automatic operation. It seals
     * until its age passes one session lifetime and opens until it passes two; the four newest are kept. The newest key
     * with the same bytes is left as it is, its age included. A key that {@link #addNext} announced is promoted, and its
     * age begins anew.
     *
     * @param revision any 32 bits; the name on the wire is these four bytes, big-endian, and 12 zeros
     * @param key 48 bytes: 32 for AES-256-CBC, 16 for HMAC-SHA-256; copied, the caller wipes its own
     * @throws IllegalArgumentException when the length is wrong, all bytes are zero, or the revision is taken
     * @throws IllegalStateException when the ring is closed
     */
    public void add(int revision, byte[] key) {
        put(revision, key, Standing.SEALS);
    }

    /**
     * Add a key that only opens, so that tickets of servers that already seal with it are good here; {@link #add} with
     * the same revision and bytes promotes it. Until then it does not age. Automatic operation goes on. The four newest
     * are kept.
     *
     * @param revision any 32 bits, as for {@link #add}
     * @param key 48 bytes; copied, the caller wipes its own
     * @throws IllegalArgumentException when the length is wrong, all bytes are zero, or the revision is taken
     * @throws IllegalStateException when the ring is closed
     */
    public void addNext(int revision, byte[] key) {
        put(revision, key, Standing.NEXT);
    }

    private void put(int revision, byte[] key, Standing standing) {
        TicketKey.requireStrong(key);
        var name = Name.of(revision);
        for (; ; ) {
            var old = opened();
            var now = Moment.of(clocks);
            var renewed = renewed(old, now);
            var known = renewed.named(name.high(), name.low());
            RingKey added;
            if (known == null) {
                added = new RingKey(name, Origin.MANUAL, standing, now, new TicketCipher(key, random));
            } else if (!known.cipher().holds(key)) {
                throw new IllegalArgumentException("ticket key already present");
            } else if (standing == Standing.SEALS && known.standing() == Standing.NEXT) {
                added = known.promoted(now);
            } else if (standing == Standing.NEXT ? known.standing() == Standing.NEXT : known.equals(renewed.newest())) {
                return;
            } else {
                throw new IllegalArgumentException("ticket key already present");
            }
            boolean stillAutomatic = renewed.automatic() && standing == Standing.NEXT;
            if (swap(old, renewed.withManual(added, stillAutomatic))) {
                return;
            }
            if (known == null) {
                added.cipher().retire();
            }
        }
    }

    /**
     * Replace all keys at once and end automatic operation. Placed keys keep the roles given and do not age: whoever
     * places them decides. A key that stays, by name and bytes, keeps its age. Without a current key no ticket is sealed.
     *
     * @param keys any number with different names, at most one of them current; copied
     * @throws IllegalArgumentException when a name comes twice or more than one key is current
     * @throws IllegalStateException when the ring or one of the keys is closed
     */
    public void replaceAll(List<TicketKey> keys) {
        var names = new HashSet<Name>();
        int current = 0;
        for (var key : keys) {
            current += key.role() == KeyRole.CURRENT ? 1 : 0;
            if (!names.add(Name.of(key.name())) || current > 1) {
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

    private List<RingKey> placed(List<TicketKey> keys, RingKeys old) {
        var now = Moment.of(clocks);
        var placed = new ArrayList<RingKey>(keys.size());
        for (var key : keys) {
            var name = Name.of(key.name());
            var standing = switch (key.role()) {
                case NEXT -> Standing.NEXT;
                case CURRENT -> Standing.SEALS;
                default -> Standing.OPENS;
            };
            var bytes = key.key();
            var known = old.named(name.high(), name.low());
            if (known != null
                    && known.standing() != Standing.FORGOTTEN
                    && known.cipher().holds(bytes)) {
                placed.add(new RingKey(name, Origin.PLACED, standing, known.since(), known.cipher()));
            } else {
                placed.add(new RingKey(name, Origin.PLACED, standing, now, new TicketCipher(bytes, random)));
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
     * @return the session and the role of its key, or why the ticket does not open
     */
    public TicketOpening open(byte[] ticket) {
        long seconds = lifetime.get();
        if (seconds == 0) {
            return new Refused(TicketRefusal.TICKETS_OFF);
        }
        if (ticket.length < TicketCipher.OVERHEAD + TicketCipher.BLOCK_BYTES
                || ticket.length % TicketCipher.BLOCK_BYTES != 0) {
            return new Refused(TicketRefusal.MALFORMED);
        }
        for (; ; ) {
            var now = Moment.of(clocks);
            var keys = tended(now, seconds);
            var key = keys.named(TicketCipher.longAt(ticket, 0), TicketCipher.longAt(ticket, 8));
            if (key == null) {
                return new Refused(TicketRefusal.UNKNOWN_KEY);
            }
            if (key.standing() == Standing.FORGOTTEN) {
                return new Refused(TicketRefusal.EXPIRED_KEY);
            }
            if (key.cipher().enter()) {
                try {
                    return open(ticket, key.cipher(), keys.role(key, now, seconds));
                } finally {
                    key.cipher().leave();
                }
            }
        }
    }

    private static TicketOpening open(byte[] ticket, TicketCipher cipher, KeyRole role) {
        if (!cipher.authentic(ticket)) {
            return new Refused(TicketRefusal.BAD_MAC);
        }
        var session = cipher.decrypt(ticket);
        return session == null ? new Refused(TicketRefusal.BAD_CONTENT) : new Opened(session, role);
    }

    /** List the keys for operators, newest first, forgotten ones as long as their names are known. */
    public List<KeyStatus> status() {
        var now = Moment.of(clocks);
        long seconds = lifetime.get();
        var keys = renewed(ring.get(), now);
        var status = new ArrayList<KeyStatus>(keys.keys().size());
        for (var key : keys.keys()) {
            var name = HexFormat.of().toHexDigits(key.name().high())
                    + HexFormat.of().toHexDigits(key.name().low());
            var age = Duration.ofSeconds(now.secondsSince(key.since()));
            status.add(new KeyStatus(key.name().revision(), name, keys.role(key, now, seconds), age));
        }
        return status;
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
        var key = new byte[TicketKey.KEY_BYTES];
        random.nextBytes(key);
        if (TicketKey.weak(key)) {
            throw new IllegalStateException("the source of randomness yields zeros");
        }
        var made = new RingKey(
                Name.of(keys.freeRevision()), Origin.AUTOMATIC, Standing.SEALS, now, new TicketCipher(key, random));
        Arrays.fill(key, (byte) 0);
        return made;
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
        return true;
    }
}
