package dev.reprise.tls.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * Hold a ticket key under its full name, as {@link TicketKeyRing#replaceAll} takes it. Immutable; closing wipes the key
 * and leaves rings it was given to alone, as they copy.
 */
public final class TicketKey implements AutoCloseable {
    /** Bytes in a key: 32 for AES-256-CBC, then 16 for HMAC-SHA-256. */
    public static final int KEY_BYTES = 48;

    /** Bytes in a name: the revision, big-endian, then an id, which is zeros for keys shared with libtls. */
    public static final int NAME_BYTES = 16;

    private final Bytes name;
    private final Secret key;
    private final KeyRole role;

    /**
     * Copy a name, a key and its role.
     *
     * @param name 16 bytes
     * @param key 48 bytes, not all zero
     * @param role next, current or previous
     * @throws IllegalArgumentException when a length is wrong, the key is all zeros, or the role is forgotten
     */
    public TicketKey(byte[] name, byte[] key, KeyRole role) {
        if (name.length != NAME_BYTES) {
            throw new IllegalArgumentException("a ticket key's name has 16 bytes, not " + name.length);
        }
        if (role == KeyRole.FORGOTTEN) {
            throw new IllegalArgumentException("a forgotten ticket key has no place in a ring");
        }
        requireStrong(key);
        this.name = Bytes.copyOf(name);
        this.key = Secret.copyOf(key);
        this.role = role;
    }

    /** Copy a key that libtls would name by this revision: 4 bytes big-endian, then 12 zeros. */
    public TicketKey(int revision, byte[] key, KeyRole role) {
        this(nameOf(revision), key, role);
    }

    /** Return the 16 bytes of the name. */
    public byte[] name() {
        return name.toArray();
    }

    /** Return the role. */
    public KeyRole role() {
        return role;
    }

    /** Wipe the key. */
    @Override
    public void close() {
        key.close();
    }

    /** Return name and role, never the key. */
    @Override
    public String toString() {
        return "TicketKey[" + name + ", " + role + "]";
    }

    /** Return a copy of the key, which the caller wipes. */
    byte[] key() {
        return key.toArray();
    }

    /** Refuse what can't be a key, with the reference's text where it has one. */
    static void requireStrong(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("wrong amount of ticket key data");
        }
        if (weak(key)) {
            throw new IllegalArgumentException("weak ticket key: all bytes are zero");
        }
    }

    /** Tell whether all bytes are zero, as after a forgotten initialisation. */
    static boolean weak(byte[] key) {
        int bits = 0;
        for (byte b : key) {
            bits |= b;
        }
        return bits == 0;
    }

    /** Return libtls's name for a revision. */
    static byte[] nameOf(int revision) {
        return ByteBuffer.allocate(NAME_BYTES).putInt(revision).array();
    }
}
