package dev.reprise.cli;

import java.util.Arrays;

/** Own one ticket key as it stands in a key file; wiped on close and never printed. */
final class FileKey implements AutoCloseable {
    static final int LENGTH = 48;

    private final int revision;
    private final byte[] bytes;

    /** Take the array over; the caller must not touch it again. */
    FileKey(int revision, byte[] bytes) {
        this.revision = revision;
        this.bytes = bytes;
    }

    /** Return the revision, an unsigned 32-bit number. */
    int revision() {
        return revision;
    }

    /** Return the array itself, which closing wipes. */
    byte[] bytes() {
        return bytes;
    }

    /** Tell whether all bytes are zero, which the ring refuses as weak. */
    boolean zero() {
        int any = 0;
        for (byte b : bytes) {
            any |= b;
        }
        return any == 0;
    }

    /** Return the revision as key files and logs show it. */
    static String text(int revision) {
        return String.format("0x%08x", revision);
    }

    /** Overwrite the bytes with zeros. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** Return the revision only. */
    @Override
    public String toString() {
        return "FileKey[" + text(revision) + "]";
    }
}
