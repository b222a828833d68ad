package dev.reprise.tls.fleet;

import dev.reprise.tls.fleet.SecretLines.Line;
import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.internal.file.OwnedFile;
import dev.reprise.tls.internal.file.OwnerOnly;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Read and extend a file of ticket keys: lines {@code REV:HEX}, REV of 32 bits in decimal or {@code 0x..}, HEX the key's 48
 * bytes; blank lines and lines that begin with {@code #} are skipped. The last key seals, all open. Whoever writes the file
 * rotates the keys; {@link KeyFileFollower} keeps a ring the same as it.
 */
public final class TicketKeyFile {
    /** Room for some 590 keys: a ring needs a handful, so a longer file is a mistake. */
    static final int MAX_BYTES = 64 * 1024;

    private static final String SUBJECT = "ticket key";
    private static final String NOUN = SUBJECT + " file";

    private TicketKeyFile() {}

    /**
     * Read all keys, at least one; a file with any fault yields none.
     *
     * @param file regular, of the current user's with mode 0600 or 0400, or of root's with 0600, 0400, 0640 or 0440; links
     *     are followed where only these two can have put them, as in a secret volume of Kubernetes
     * @return the keys in their order, the last one current and all others previous; the caller closes each
     * @throws IOException with the path and what is wrong; never with what stands in the file
     */
    public static List<TicketKey> read(Path file) throws IOException {
        return read(file, TicketKeyFile::keys);
    }

    /** Parses what stands in a file, which the caller wipes. */
    @FunctionalInterface
    interface Parser {
        List<TicketKey> keys(byte[] content) throws IOException;
    }

    static List<TicketKey> read(Path file, Parser parser) throws IOException {
        try {
            var content = HandedFile.read(file, NOUN, MAX_BYTES);
            try {
                return parser.keys(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException e) {
            throw OwnerOnly.named(file, e);
        }
    }

    private static List<TicketKey> keys(byte[] content) throws IOException {
        var lines = SecretLines.parse(content, NOUN, TicketKey.KEY_BYTES);
        if (lines.isEmpty()) {
            throw new IOException(NOUN + " holds no key");
        }
        var keys = new ArrayList<TicketKey>(lines.size());
        for (var line : lines) {
            var role = line == lines.getLast() ? KeyRole.CURRENT : KeyRole.PREVIOUS;
            keys.add(new TicketKey(line.number(), line.secret(), role));
            line.close();
        }
        return keys;
    }

    /**
     * Add a fresh random key under a revision that the file does not have, making the file, mode 0600, when there is none.
     * The file is replaced as a whole, so that a reader or a crash never meets half of it; {@code FILE.lock} keeps two
     * writers apart, and stays.
     *
     * @param file no link, of the current user's, mode 0600
     * @return the revision
     * @throws IOException also when the file has a fault, or no room for another key
     */
    public static int append(Path file, SecureRandom random) throws IOException {
        try (var owned = new OwnedFile(file, SUBJECT);
                var writing = owned.lock()) {
            var before = owned.read(MAX_BYTES);
            var key = LocalKeys.freshKey(random);
            var after = new byte[0];
            try {
                int revision = freeRevision(before, random);
                after = SecretLines.appended(before, revision, key);
                if (after.length > MAX_BYTES) {
                    // Written all the same, no server could read the file any more.
                    throw new IOException(NOUN + " is full: take out keys that no ticket needs any more");
                }
                writing.replace(after);
                return revision;
            } finally {
                Arrays.fill(before, (byte) 0);
                Arrays.fill(key, (byte) 0);
                Arrays.fill(after, (byte) 0);
            }
        } catch (IOException e) {
            throw OwnerOnly.named(file, e);
        }
    }

    private static int freeRevision(byte[] content, SecureRandom random) throws IOException {
        var taken = new HashSet<Integer>();
        for (Line line : SecretLines.parse(content, NOUN, TicketKey.KEY_BYTES)) {
            taken.add(line.number());
            line.close();
        }
        int revision;
        do {
            revision = random.nextInt();
        } while (taken.contains(revision));
        return revision;
    }
}
