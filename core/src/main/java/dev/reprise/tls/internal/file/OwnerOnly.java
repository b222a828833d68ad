package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What makes a file fit to hold secrets: regular, no link, owned by the current user, mode 0600. */
public final class OwnerOnly {
    /** Creates a file with mode 0600, less what the umask takes away. */
    public static final FileAttribute<Set<PosixFilePermission>> ATTRIBUTE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int PERMISSION_BITS = 0777;
    private static final int OWNER_READS_AND_WRITES = 0600;

    private OwnerOnly() {}

    /** Require a file system that knows owners and modes. */
    static void requirePosix(Path path, String noun) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            throw new IOException("a " + noun + " needs a file system with POSIX permissions, which this one lacks");
        }
    }

    /**
     * Check type, owner and mode in libtls's order and with its texts; set-id and sticky bits do not matter, as there.
     *
     * @param noun what the texts call the file
     * @return what identifies the file as long as it exists, or null when there is none
     */
    public static @Nullable Object check(Path file, String noun, int user) throws IOException {
        try {
            var attributes = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
                throw new IOException(noun + " is not a regular file");
            }
            int owner = number(attributes.get("uid"));
            if (owner != user) {
                throw new IOException("%s has incorrect owner (uid %s != %s)"
                        .formatted(noun, Integer.toUnsignedString(owner), Integer.toUnsignedString(user)));
            }
            int mode = number(attributes.get("mode")) & PERMISSION_BITS;
            if (mode != OWNER_READS_AND_WRITES) {
                throw new IOException("%s has incorrect permissions (%o != 600)".formatted(noun, mode));
            }
            return attributes.get("fileKey");
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            throw new IOException("failed to stat " + noun + ": " + text(e), e);
        }
    }

    /**
     * Give a file we just created mode 0600, if an odd umask has kept it from that. A link that took the file's place since is
     * not followed.
     *
     * @throws IOException also when the path names no regular file any more
     */
    public static void restrict(Path file) throws IOException {
        var attributes = Files.readAttributes(file, "unix:mode,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new FileSystemException(file.toString(), null, "not a regular file any more");
        }
        // Java changes modes by path alone, and through links even when it is told not to follow any (JDK 25). So it is
        // not done but under a umask that takes the owner's own rights, and then a moment after the look at the path.
        if ((number(attributes.get("mode")) & PERMISSION_BITS) != OWNER_READS_AND_WRITES) {
            Files.setPosixFilePermissions(file, ATTRIBUTE.value());
        }
    }

    /** Return the user id that owns the files this process creates. */
    public static int currentUser() throws IOException {
        var status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (var line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                // real, effective, saved and file system's user id
                var words = line.split("\\s+", -1);
                if (words.length >= 5 && words[0].equals("Uid:")) {
                    return Integer.parseUnsignedInt(words[4]);
                }
            }
        }
        // Java has no call for it; a file of our own tells.
        var probe = Files.createTempFile("reprise", null);
        try {
            return number(Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        } finally {
            Files.delete(probe);
        }
    }

    static int number(@Nullable Object attribute) throws IOException {
        if (attribute instanceof Integer number) {
            return number;
        }
        throw new IOException("the file system tells no owner or mode");
    }

    /** Name the file that a fault was with, as a program may have several. */
    public static IOException named(Path path, IOException fault) {
        var named = new FileSystemException(path.toString(), null, fault.getMessage());
        named.initCause(fault);
        return named;
    }

    /** Return the system's words for a failure, as an exception of the file system has the path alone as its message. */
    public static String text(IOException e) {
        return switch (e) {
            case NoSuchFileException absent -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case FileSystemException other -> other.getClass().getSimpleName();
            default -> String.valueOf(e.getMessage());
        };
    }
}
