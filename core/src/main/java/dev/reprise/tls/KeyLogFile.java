package dev.reprise.tls;

import dev.reprise.tls.spec.KeyLog;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * Write the secrets of connections to a file that Wireshark reads (RFC 9850's SSLKEYLOGFILE), one line each, appended to
 * what is there; a new file is readable by its owner only. For debugging. Thread-safe, and several processes may share
 * one file. A file that cannot be written is logged once and ends no connection.
 */
public final class KeyLogFile implements KeyLog, Closeable {
    private static final Logger LOG = System.getLogger("dev.reprise.tls");
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final FileOutputStream stream;
    private volatile boolean closed;
    private volatile boolean failed;

    private KeyLogFile(Path path, FileOutputStream stream) {
        this.path = path;
        this.stream = stream;
    }

    /**
     * Open a file, which is created when it is absent.
     *
     * @throws IOException when it cannot be written: says which file and why
     */
    public static KeyLogFile open(Path path) throws IOException {
        try {
            // A channel would be closed under everybody when one writing thread is interrupted.
            return new KeyLogFile(path, append(path));
        } catch (IOException e) {
            throw IdentityFiles.unopened("key log", path, e);
        }
    }

    private static FileOutputStream append(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            // Appended to, whatever its mode: whoever made it decides who reads it.
        }
        return new FileOutputStream(path.toFile(), true);
    }

    @Override
    public void log(String label, byte[] clientRandom, byte[] secret) {
        var name = label.getBytes(StandardCharsets.US_ASCII);
        var line = new byte[name.length + 2 * (clientRandom.length + secret.length) + 3];
        var text = ByteBuffer.wrap(line).put(name).put((byte) ' ');
        hex(clientRandom, text);
        hex(secret, text.put((byte) ' '));
        text.put((byte) '\n');
        try {
            // One write in append mode, so that lines of other threads and processes are never torn.
            stream.write(line);
        } catch (IOException e) {
            report(e);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static void hex(byte[] value, ByteBuffer text) {
        for (byte b : value) {
            text.put(DIGITS[b >> 4 & 0xf]).put(DIGITS[b & 0xf]);
        }
    }

    private void report(IOException e) {
        if (!failed && !closed) {
            failed = true;
            LOG.log(Level.WARNING, "key log file ''{0}'' cannot be written: {1}", path, e.getMessage());
        }
    }

    /** Close the file; secrets logged from then on are dropped. */
    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
