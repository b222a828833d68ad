package dev.reprise.tls.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.ticket.KeyName;
import dev.reprise.tls.internal.ticket.PlacedKey;
import dev.reprise.tls.internal.ticket.TicketCipher;
import dev.reprise.tls.internal.wire.Bytes;

/**
 * Hold a ticket key under its full name, as {@link TicketKeyRing#replaceAll} takes it. Immutable; closing wipes the key
 * and leaves rings it was given to alone, as they copy.
 */
public final class TicketKey implements AutoCloseable {
    /** Bytes in a key: 32 for AES-256-CBC, then 16 for HMAC-SHA-256. */
    public static final int KEY_BYTES = TicketCipher.KEY_BYTES;

    /** Bytes in a key shared with nginx or HAProxy: 32 for AES-256-CBC, then 32 for HMAC-SHA-256. */
    public static final int LONG_KEY_BYTES = TicketCipher.LONG_KEY_BYTES;

    /** Bytes in a name: the revision, big-endian, then an id, which is zeros for keys shared with libtls. */
    public static final int NAME_BYTES = TicketCipher.NAME_BYTES;

    private final Bytes name;
    private final Secret key;
    private final KeyRole role;

    /**
     * Make a key of a name, its bytes and its role.
     *
     * @param name 16 bytes; copied
     * @param key 48 or 64 bytes, not all zero; copied, the caller wipes its own
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
        TicketCipher.requireStrongOfEitherLength(key);
        this.name = Bytes.copyOf(name);
        this.key = Secret.copyOf(key);
        this.role = role;
    }

    /**
     * Make a key that libtls would name by this revision: 4 bytes big-endian, then 12 zeros.
     *
     * @param revision any 32 bits
     * @param key 48 or 64 bytes, not all zero; copied, the caller wipes its own
     * @param role next, current or previous
     * @throws IllegalArgumentException when the length is wrong, the key is all zeros, or the role is forgotten
     */
    public TicketKey(int revision, byte[] key, KeyRole role) {
        this(KeyName.of(revision).toBytes(), key, role);
    }

    /**
     * Read a revision as programs in C print it, whose numbers have no sign: 0 to 4294967295 in decimal, or in hex after
     * {@code 0x}. The int has the same 32 bits.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static int parseRevision(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        try {
            // The parser would take a sign for a part of the number.
            if (!text.isEmpty() && Character.digit(text.charAt(hex ? 2 : 0), 16) >= 0) {
                return hex ? Integer.parseUnsignedInt(text, 2, text.length(), 16) : Integer.parseUnsignedInt(text);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no revision; legal are 0 to 4294967295, or in hex 0x0 to 0xffffffff");
    }

    /** Return a copy of the 16 bytes of the name. */
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

    /** Return what the ring takes; the key stays this object's. */
    PlacedKey placed() {
        return new PlacedKey(KeyName.of(name.toArray()), key, role.standing());
    }
}
