package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a secret that a program is given and does not write: a file of its user's with mode 0600 or 0400, or one that root
 * hands out, with 0600, 0400, 0640 or 0440. Links are followed where only root and the user can have put them, so that a
 * secret volume of Kubernetes can be read, which is swapped as a whole by a link {@code ..data}.
 */
public final class HandedFile {
    private static final int ROOT = 0;
    private static final int PERMISSION_BITS = 0777;
    private static final int STICKY_BIT = 01000;
    private static final int OTHERS_WRITE = 0022;
    private static final Set<Integer> OURS = Set.of(0600, 0400);
    private static final Set<Integer> OF_ROOT = Set.of(0600, 0400, 0640, 0440);
    private static final int TRIES = 100;

    private HandedFile() {}

    /**
     * Return the content, which the caller wipes.
     *
     * @param noun what the texts call the file
     * @throws IOException when there is none, when it is not fit to hold secrets, or has more than {@code limit} bytes
     */
    public static byte[] read(Path path, String noun, int limit) throws IOException {
        OwnerOnly.requirePosix(path, noun);
        int user = OwnerOnly.currentUser();
        for (int tries = 0; ; tries++) {
            try {
                if (Files.isSymbolicLink(path)) {
                    checkLink(path, noun, user);
                }
                var file = path.toRealPath();
                var key = check(file, noun, user);
                try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                    // Java cannot ask an open file for its owner, so the path is looked at once more.
                    if (key.equals(check(file, noun, user))) {
                        return content(channel, noun, limit);
                    }
                }
            } catch (NoSuchFileException e) {
                // A volume that is being swapped: the link led to what is already gone.
                if (tries == TRIES || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
            if (tries == TRIES) {
                throw new IOException(noun + " was replaced each time it was opened");
            }
        }
    }

    /** Return what changes whenever another file comes to lie at the path, or this one is written to. */
    public static Map<String, Object> state(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,ctime,mode,uid");
    }

    private static Object check(Path file, String noun, int user) throws IOException {
        var attributes = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new IOException(noun + " is not a regular file");
        }
        int owner = OwnerOnly.number(attributes.get("uid"));
        requireOwner(owner, noun, user);
        int mode = OwnerOnly.number(attributes.get("mode")) & PERMISSION_BITS;
        if (!(owner == ROOT ? OF_ROOT : OURS).contains(mode)) {
            throw new IOException("%s has incorrect permissions (%o, expected %s)"
                    .formatted(noun, mode, owner == ROOT ? "600, 400, 640 or 440" : "600 or 400"));
        }
        return Objects.requireNonNull(attributes.get("fileKey"));
    }

    private static void checkLink(Path path, String noun, int user) throws IOException {
        var link = Files.readAttributes(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        requireOwner(OwnerOnly.number(link.get("uid")), "link to the " + noun, user);
        requireTrusted(Objects.requireNonNull(path.toAbsolutePath().getParent()), noun, user);
    }

    /** Require that nobody else can put files or links into a directory in place of those that are there. */
    public static void requireTrusted(Path directory, String noun, int user) throws IOException {
        var attributes = Files.readAttributes(directory.toRealPath(), "unix:uid,mode");
        requireOwner(OwnerOnly.number(attributes.get("uid")), "directory of the " + noun, user);
        int mode = OwnerOnly.number(attributes.get("mode"));
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY_BIT) == 0) {
            throw new IOException("directory of the %s can be written by others (%o)"
                    .formatted(noun, mode & (PERMISSION_BITS | STICKY_BIT)));
        }
    }

    private static void requireOwner(int owner, String noun, int user) throws IOException {
        if (owner != user && owner != ROOT) {
            throw new IOException("%s has incorrect owner (uid %s != %s)"
                    .formatted(noun, Integer.toUnsignedString(owner), Integer.toUnsignedString(user)));
        }
    }

    private static byte[] content(FileChannel channel, String noun, int limit) throws IOException {
        long size = channel.size();
        if (size > limit) {
            throw new IOException(noun + " has " + size + " bytes, more than the " + limit + " allowed");
        }
        var content = ByteBuffer.allocate((int) size);
        try {
            int count = 0;
            while (count >= 0 && content.hasRemaining()) {
                count = channel.read(content);
            }
            if (content.hasRemaining()) {
                throw new FileSystemException("", null, noun + " shrank while it was read");
            }
            return Arrays.copyOf(content.array(), content.position());
        } finally {
            Arrays.fill(content.array(), (byte) 0);
        }
    }
}
