package dev.reprise.tls.session;

import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.spec.Clocks;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Hold the keys under which a server seals its tickets. Live and thread-safe: any number of configurations share a ring,
 * and keys may be added while connections run.
 *
 * <p>A fresh ring is automatic: it makes its own random keys. A key seals until its age passes 3*(L/4) whole seconds, L
 * being the largest session lifetime that any configuration serves with the ring, and opens until every ticket sealed
 * under it has expired, one L later. This happens at ticket operations; an idle ring does nothing. The first {@link #add}
 * or {@link #replaceAll} ends automatic operation for good: then keys are what the caller gives. The age of a key is the
 * larger of its wall-clock and monotonic age. No ticket is ever made under a key that is being replaced or wiped.
 */
public final class TicketKeyRing implements AutoCloseable {
    static {
        Inside.open();
    }

    private final KeyRing keys;

    /** Make an automatic ring with this machine's clocks and the platform's randomness. */
    public TicketKeyRing() {
        this(Clocks.system(), new SecureRandom());
    }

    /** Make an automatic ring with the given clocks and randomness. */
    public TicketKeyRing(Clocks clocks, SecureRandom random) {
        keys = new KeyRing(clocks, random);
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
        keys.add(revision, Objects.requireNonNull(key, "the key is null"));
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
        keys.addNext(revision, Objects.requireNonNull(key, "the key is null"));
    }

    /**
     * Replace all keys at once and end automatic operation. Placed keys keep the roles given and do not age: whoever
     * places them decides. A key that stays, by name and bytes, keeps its age. Without a current key no ticket is sealed.
     *
     * @param placed any number with different names, at most one of them current; copied
     * @throws IllegalArgumentException when a name comes twice or more than one key is current
     * @throws IllegalStateException when the ring or one of the keys is closed
     */
    public void replaceAll(List<TicketKey> placed) {
        keys.replaceAll(Objects.requireNonNull(placed, "the list of keys is null").stream()
                .map(TicketKey::placed)
                .toList());
    }

    /** List the keys for operators, newest first, forgotten ones as long as their names are known. */
    public List<KeyStatus> status() {
        var states = keys.states();
        var status = new ArrayList<KeyStatus>(states.size());
        for (var key : states) {
            var name = key.name();
            status.add(new KeyStatus(name.revision(), name.toString(), KeyRole.of(key), key.age()));
        }
        return status;
    }

    /** Return what seals and opens; for {@link Inside}. */
    KeyRing keys() {
        return keys;
    }

    /** Wipe all keys. From then on nothing is sealed, every ticket is unknown, and keys are not taken. */
    @Override
    public void close() {
        keys.close();
    }
}
