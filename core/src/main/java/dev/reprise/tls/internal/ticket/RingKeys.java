package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.ticket.RingKey.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a ring at one time: immutable, so that a handshake reads one consistent state. Each change makes a new
 * one; the ring swaps it in and retires what the new one lacks.
 *
 * @param keys newest first
 * @param automatic whether the ring makes keys itself
 * @param nextRevision the revision of the next key it makes
 * @param closed whether the ring is closed for good
 */
record RingKeys(List<RingKey> keys, boolean automatic, int nextRevision, boolean closed) {
    /** libtls has four slots; here each kind of key has four of its own, so that no kind pushes out another. */
    private static final int KEPT_PER_KIND = 4;

    RingKeys {
        keys = List.copyOf(keys);
    }

    static RingKeys empty(int firstRevision) {
        return new RingKeys(List.of(), true, firstRevision, false);
    }

    /** Return the key that seals now, or null. Only the newest one is asked: an older key never takes over again. */
    @Nullable
    RingKey sealing(Moment now, long lifetime) {
        var newest = newest();
        return newest != null && newest.seals(now, lifetime) ? newest : null;
    }

    /** Return the newest key that ever sealed, also when it is forgotten, or null. */
    @Nullable
    RingKey newest() {
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            if (key.standing() == KeyStanding.SEALS || key.standing() == KeyStanding.FORGOTTEN) {
                return key;
            }
        }
        return null;
    }

    /** Find a key by name; every name is compared in full, so that time tells nothing about near misses. */
    @Nullable
    RingKey named(KeyName name) {
        RingKey found = null;
        for (int i = 0; i < keys.size(); i++) {
            var known = keys.get(i).name();
            if (((known.high() ^ name.high()) | (known.low() ^ name.low())) == 0) {
                found = keys.get(i);
            }
        }
        return found;
    }

    /** Tell whether {@link #renewed} would change anything. */
    boolean due(Moment now, long lifetime) {
        if (automatic && sealing(now, lifetime) == null) {
            return true;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).over(now, lifetime)) {
                return true;
            }
        }
        return false;
    }

    /** Forget every key whose time is over. */
    RingKeys renewed(Moment now, long lifetime) {
        var kept = new ArrayList<RingKey>(keys.size());
        for (var key : keys) {
            kept.add(key.over(now, lifetime) ? key.forgotten() : key);
        }
        return new RingKeys(kept, automatic, nextRevision, closed);
    }

    /** Put a key the ring made in front; the revisions of its successors go on from its own, modulo 2^32. */
    RingKeys withAutomatic(RingKey key) {
        return new RingKeys(trimmed(key, keys), true, key.name().revision() + 1, closed);
    }

    /** Put a key added by hand in front. */
    RingKeys withManual(RingKey key, boolean stillAutomatic) {
        var others = new ArrayList<RingKey>(keys.size());
        for (var other : keys) {
            if (!other.name().equals(key.name())) {
                others.add(other);
            }
        }
        return new RingKeys(trimmed(key, others), stillAutomatic, nextRevision, closed);
    }

    /** Return the revision for the next key made here, passing over any that is taken. */
    int freeRevision() {
        int revision = nextRevision;
        while (named(KeyName.of(revision)) != null) {
            revision++;
        }
        return revision;
    }

    /** Retire each key that still works here and no longer in {@code successor}. */
    void retireMissing(RingKeys successor) {
        for (var key : keys) {
            if (key.standing() != KeyStanding.FORGOTTEN && !successor.holds(key.cipher())) {
                key.cipher().retire();
            }
        }
    }

    private boolean holds(TicketCipher cipher) {
        for (var key : keys) {
            if (key.cipher() == cipher && key.standing() != KeyStanding.FORGOTTEN) {
                return true;
            }
        }
        return false;
    }

    private static List<RingKey> trimmed(RingKey first, List<RingKey> others) {
        var kept = new ArrayList<RingKey>(others.size() + 1);
        kept.add(first);
        for (var key : others) {
            int sameKind = 0;
            for (var other : kept) {
                if (other.origin() == key.origin()
                        && (other.standing() == KeyStanding.NEXT) == (key.standing() == KeyStanding.NEXT)) {
                    sameKind++;
                }
            }
            if (key.origin() == Origin.PLACED || sameKind < KEPT_PER_KIND) {
                kept.add(key);
            }
        }
        return kept;
    }
}
