package dev.reprise.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Read and create files that hold secrets: regular, owned by the user, mode exactly 0600, no link followed; the rule and
 * the wording that libtls has for session files.
 */
final class PrivateFile {
    /** The mode of a new file: read and written by its owner alone. */
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFile() {}

    /** Read a whole file of at most {@code limit} bytes, which the caller wipes; {@code what} names it in complaints. */
    static byte[] read(Path file, String what, int limit) throws IOException {
        long inode = check(file, what);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            // Java has no fstat, so a file swapped between the check and the open shows as another inode after it.
            if (check(file, what) != inode) {
                throw fault(file, what + " was replaced while it was opened");
            }
            long size = channel.size();
            if (size > limit) {
                throw fault(file, what + " has " + size + " bytes, more than " + limit);
            }
            var content = ByteBuffer.allocate((int) size);
            int count = 0;
            while (content.hasRemaining() && count >= 0) {
                count = channel.read(content);
            }
            if (content.hasRemaining()) {
                Arrays.fill(content.array(), (byte) 0);
                throw fault(file, what + " shrank while it was read");
            }
            return content.array();
        }
    }

    /** Make a new file 0600 with this content, on the disk before this returns; an existing one is a failure. */
    static void create(Path file, byte[] content) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, OWNER_ONLY)) {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** Check the file that the path names now, and return its inode number. */
    private static long check(Path file, String what) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            throw fault(file, what + " lies on a file system without owners and permissions");
        }
        long inode = (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw fault(file, what + " is not a regular file");
        }
        long owner = Integer.toUnsignedLong((int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        long user = new UnixSystem().getUid();
        if (owner != user) {
            throw fault(file, what + " has incorrect owner (uid " + owner + " != " + user + ")");
        }
        int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
        if (mode != 0600) {
            throw fault(file, what + " has incorrect permissions (" + Integer.toOctalString(mode) + " != 600)");
        }
        return inode;
    }

    private static IOException fault(Path file, String what) {
        return new FileSystemException(file.toString(), null, what);
    }
}
