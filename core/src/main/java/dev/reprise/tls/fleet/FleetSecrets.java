package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.internal.file.OwnedFile;
import dev.reprise.tls.internal.file.OwnerOnly;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hold the secrets that are live in a fleet: mostly one; two while one takes the other's place. The last one seals, all
 * open. To change over, give every server the new secret in front of the old one; then behind it; and take the old one away
 * when the fleet has made its next key, which wraps all keys anew. Thread-safe; closing wipes them.
 *
 * <p>A file of secrets has lines {@code ID:HEX}, the id of 32 bits in decimal or {@code 0x..}, HEX the secret's 32 bytes; it
 * is read again when it changes, and may be handed out read-only like a {@link TicketKeyFile}.
 */
public final class FleetSecrets implements AutoCloseable {
    private static final String SUBJECT = "fleet secret";
    private static final String NOUN = SUBJECT + " file";
    private static final int MAX_BYTES = 4096;

    private final @Nullable Path file;
    private Map<String, Object> seen = Map.of();
    private String fault = "";
    private List<FleetSecret> secrets;
    private boolean closed;

    private FleetSecrets(@Nullable Path file, List<FleetSecret> secrets) {
        this.file = file;
        this.secrets = secrets;
    }

    /**
     * Take over secrets, which are closed with this.
     *
     * @param secrets at least one, with different ids; the last one seals
     */
    public static FleetSecrets of(FleetSecret... secrets) {
        if (secrets.length == 0) {
            throw new IllegalArgumentException("no fleet secret is given");
        }
        var ids = new HashSet<Integer>();
        for (var secret : secrets) {
            if (!ids.add(secret.id())) {
                throw new IllegalArgumentException(
                        "two fleet secrets have the id " + Integer.toUnsignedString(secret.id()));
            }
        }
        return new FleetSecrets(null, List.of(secrets));
    }

    /**
     * Read secrets from a file, and again whenever it has changed and they are needed. A change that cannot be read is
     * logged, and the secrets are what they were.
     *
     * @throws IOException with the path and what is wrong
     */
    public static FleetSecrets open(Path file) throws IOException {
        var state = HandedFile.state(file);
        var opened = new FleetSecrets(file, read(file));
        opened.seen = state;
        return opened;
    }

    /** Read a file's secrets once; the caller closes each. */
    static List<FleetSecret> read(Path file) throws IOException {
        try {
            var content = HandedFile.read(file, NOUN, MAX_BYTES);
            try {
                var secrets = new ArrayList<FleetSecret>();
                for (var line : SecretLines.parse(content, NOUN, FleetSecret.BYTES)) {
                    secrets.add(new FleetSecret(line.number(), line.secret()));
                    line.close();
                }
                if (secrets.isEmpty()) {
                    throw new IOException(NOUN + " holds no secret");
                }
                return secrets;
            } catch (IllegalArgumentException e) {
                throw new IOException(NOUN + ": " + e.getMessage(), e);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException e) {
            throw OwnerOnly.named(file, e);
        }
    }

    /**
     * Add a fresh random secret to a file, in front of those that are there, so that it opens everywhere before it seals
     * anywhere; the file is made, mode 0600, when there is none.
     *
     * @return its id
     * @throws IOException also when the file has a fault
     */
    public static int prepend(Path file, SecureRandom random) throws IOException {
        try (var owned = new OwnedFile(file, SUBJECT);
                var writing = owned.lock()) {
            var before = owned.read(MAX_BYTES);
            var secret = new byte[FleetSecret.BYTES];
            var line = new byte[0];
            var after = new byte[0];
            try {
                random.nextBytes(secret);
                int id = freeId(before, random);
                line = SecretLines.appended(new byte[0], id, secret);
                after = Arrays.copyOf(line, line.length + before.length);
                System.arraycopy(before, 0, after, line.length, before.length);
                writing.replace(after);
                return id;
            } finally {
                for (var array : List.of(before, secret, line, after)) {
                    Arrays.fill(array, (byte) 0);
                }
            }
        } catch (IOException e) {
            throw OwnerOnly.named(file, e);
        }
    }

    private static int freeId(byte[] content, SecureRandom random) throws IOException {
        var taken = new HashSet<Integer>();
        for (var line : SecretLines.parse(content, NOUN, FleetSecret.BYTES)) {
            taken.add(line.number());
            line.close();
        }
        int id;
        do {
            id = random.nextInt();
        } while (taken.contains(id));
        return id;
    }

    /** Return a copy of the one that seals, which the caller closes. */
    synchronized FleetSecret sealing() {
        refresh();
        return secrets.getLast().copy();
    }

    /** Return the id of the one that seals. */
    synchronized int sealingId() {
        refresh();
        return secrets.getLast().id();
    }

    /** Return a copy of the one with an id, which the caller closes; null when there is none. */
    synchronized @Nullable FleetSecret find(int id) {
        refresh();
        for (var secret : secrets) {
            if (secret.id() == id) {
                return secret.copy();
            }
        }
        return null;
    }

    private void refresh() {
        if (closed) {
            throw new IllegalStateException("the fleet secrets are closed");
        }
        if (file != null) {
            readAgain(file);
        }
    }

    private void readAgain(Path from) {
        Map<String, Object> now;
        try {
            now = HandedFile.state(from);
        } catch (IOException e) {
            return; // It is gone, or being swapped; what it said is here.
        }
        if (now.equals(seen)) {
            return;
        }
        try {
            var old = secrets;
            secrets = read(from);
            old.forEach(FleetSecret::close);
            seen = now;
            fault = "";
        } catch (IOException e) {
            // Tried again at each use, as the fault may be the system's and pass; but told once.
            var text = String.valueOf(e.getMessage());
            if (!text.equals(fault)) {
                System.getLogger("dev.reprise.tls").log(Level.WARNING, "fleet secrets: unchanged: " + text);
            }
            fault = text;
        }
    }

    /** Wipe all secrets. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        secrets.forEach(FleetSecret::close);
    }
}
