package dev.reprise.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Read and extend a file of ticket keys: lines {@code REV:HEX}, REV decimal or {@code 0x..}, HEX the key's 48 bytes;
 * blank lines and lines that start with {@code #} are skipped. The last key seals. Keys stay byte arrays all the way:
 * a String of one could not be wiped.
 */
final class TicketKeyFile {
    private static final String WHAT = "ticket key file";
    // Room for some 500 keys: a ring keeps four, so a longer file is a mistake.
    private static final int LIMIT = 64 * 1024;
    private static final int HEX_DIGITS = 2 * FileKey.LENGTH;

    private TicketKeyFile() {}

    /** Read all keys in order, at least one; the caller closes each. A file with any fault yields none. */
    static List<FileKey> read(Path file) throws IOException {
        var content = PrivateFile.read(file, WHAT, LIMIT);
        try {
            var keys = parse(file, content);
            if (keys.isEmpty()) {
                throw fault(file, WHAT + " holds no key");
            }
            return keys;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Add one fresh random key under a revision the file does not have, making the file when there is none, and return
     * the key, which the caller closes. The file is replaced as a whole, so a reader or a crash never meets half of it;
     * {@code FILE.lock} keeps two writers apart and stays, because removing a lock file lets two in.
     */
    static FileKey append(Path file, SecureRandom random) throws IOException {
        try (var channel = openLock(file);
                var lock = channel.lock()) {
            if (!lock.isValid()) {
                throw fault(file, WHAT + " cannot be locked");
            }
            return appendLocked(file, random);
        }
    }

    private static FileChannel openLock(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(beside(file, ".lock"), options, PrivateFile.OWNER_ONLY);
        } catch (NoSuchFileException missing) {
            // The lock is made when it is not there, so what is missing is where to make it.
            throw new FileSystemException("" + file.toAbsolutePath().getParent(), null, "no such directory");
        }
    }

    private static FileKey appendLocked(Path file, SecureRandom random) throws IOException {
        boolean extend = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        var before = extend ? PrivateFile.read(file, WHAT, LIMIT) : new byte[0];
        var draft = beside(file, ".new");
        var after = new byte[0];
        try {
            var key = fresh(random, revisions(file, before));
            after = extended(before, key);
            if (after.length > LIMIT) {
                // Written all the same, no server could read the file any more.
                throw fault(file, WHAT + " is full: take out keys that no ticket needs any more");
            }
            Files.deleteIfExists(draft);
            PrivateFile.create(draft, after);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } finally {
            Arrays.fill(before, (byte) 0);
            Arrays.fill(after, (byte) 0);
            Files.deleteIfExists(draft);
        }
    }

    private static Path beside(Path file, String suffix) throws IOException {
        var name = file.getFileName();
        if (name == null) {
            throw new NotDirectoryException(file.toString());
        }
        return file.resolveSibling(name + suffix);
    }

    private static Set<Integer> revisions(Path file, byte[] content) throws IOException {
        var revisions = new HashSet<Integer>();
        for (var key : parse(file, content)) {
            revisions.add(key.revision());
            key.close();
        }
        return revisions;
    }

    private static FileKey fresh(SecureRandom random, Set<Integer> taken) {
        int revision;
        do {
            revision = random.nextInt();
        } while (taken.contains(revision));
        var bytes = new byte[FileKey.LENGTH];
        random.nextBytes(bytes);
        return new FileKey(revision, bytes);
    }

    private static byte[] extended(byte[] content, FileKey key) {
        boolean openEnd = content.length > 0 && content[content.length - 1] != '\n';
        var prefix = (FileKey.text(key.revision()) + ":").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var all = ByteBuffer.allocate(content.length + (openEnd ? 1 : 0) + prefix.length + HEX_DIGITS + 1);
        all.put(content);
        if (openEnd) {
            all.put((byte) '\n');
        }
        all.put(prefix);
        for (byte b : key.bytes()) {
            all.put((byte) HexFormat.of().toHighHexDigit(b))
                    .put((byte) HexFormat.of().toLowHexDigit(b));
        }
        return all.put((byte) '\n').array();
    }

    /** Parse a whole file; on any fault all keys read so far are wiped. Complaints name lines, never their content. */
    static List<FileKey> parse(Path file, byte[] content) throws IOException {
        var keys = new ArrayList<FileKey>();
        boolean complete = false;
        try {
            int number = 1;
            for (int start = textStart(file, content); start < content.length; number++) {
                int end = start;
                while (end < content.length && content[end] != '\n') {
                    end++;
                }
                addLine(keys, file, number, ByteBuffer.wrap(content, start, end - start));
                start = end + 1;
            }
            complete = true;
            return keys;
        } finally {
            if (!complete) {
                keys.forEach(FileKey::close);
            }
        }
    }

    /** Skip the byte order mark that some editors put before UTF-8, and refuse other encodings by name. */
    private static int textStart(Path file, byte[] content) throws IOException {
        if (startsWith(content, 0xff, 0xfe) || startsWith(content, 0xfe, 0xff)) {
            throw fault(file, WHAT + " is UTF-16; save it as ASCII or UTF-8");
        }
        return startsWith(content, 0xef, 0xbb, 0xbf) ? 3 : 0;
    }

    private static boolean startsWith(byte[] content, int... prefix) {
        if (content.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((content[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static void addLine(List<FileKey> keys, Path file, int number, ByteBuffer line) throws IOException {
        trim(line);
        if (!line.hasRemaining() || line.get(line.position()) == '#') {
            return;
        }
        int revision = revision(file, number, line);
        if (line.remaining() != HEX_DIGITS) {
            throw fault(
                    file,
                    number,
                    line.remaining() + " characters after the colon, expected " + HEX_DIGITS + " hex digits");
        }
        var key = new FileKey(revision, new byte[FileKey.LENGTH]);
        keys.add(key);
        for (int i = 0; i < FileKey.LENGTH; i++) {
            int high = line.get();
            int low = line.get();
            if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
                throw fault(file, number, "something else than hex digits in the key");
            }
            key.bytes()[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
        }
        if (key.zero()) {
            throw fault(file, number, "the key is all zeros");
        }
        if (keys.stream().filter(other -> other.revision() == revision).count() > 1) {
            throw fault(
                    file, number, "revision " + FileKey.text(key.revision()) + " stands in an earlier line already");
        }
    }

    /** Take the revision and the colon off the line. */
    private static int revision(Path file, int number, ByteBuffer line) throws IOException {
        int radix = 10;
        int start = line.position();
        if (line.remaining() > 2 && line.get(start) == '0' && (line.get(start + 1) | 0x20) == 'x') {
            radix = 16;
            line.position(start + 2);
        }
        long value = 0;
        int digits = 0;
        while (line.hasRemaining()) {
            int c = line.get();
            if (c == ':' && digits > 0) {
                return (int) value;
            }
            int digit = Character.digit(c, radix);
            value = value * radix + digit;
            digits++;
            if (digit < 0 || value > 0xffff_ffffL) {
                break;
            }
        }
        throw fault(file, number, "expected REV:HEX with REV from 0 to 4294967295 or 0xffffffff");
    }

    private static void trim(ByteBuffer line) {
        while (line.hasRemaining() && blank(line.get(line.position()))) {
            line.position(line.position() + 1);
        }
        while (line.hasRemaining() && blank(line.get(line.limit() - 1))) {
            line.limit(line.limit() - 1);
        }
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private static IOException fault(Path file, int number, String what) {
        return fault(file, WHAT + ", line " + number + ": " + what);
    }

    private static IOException fault(Path file, String what) {
        return new FileSystemException(file.toString(), null, what);
    }
}
