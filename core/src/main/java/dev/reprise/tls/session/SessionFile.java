package dev.reprise.tls.session;

import dev.reprise.tls.internal.file.OwnedFile;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client's sessions in a file, so that the next run resumes what this one set up. The file holds standard PEM
 * blocks {@code SSL SESSION PARAMETERS}: {@code openssl s_client -sess_in} reads the newest of ours, and we read what it
 * wrote with {@code -sess_out}.
 *
 * <p>The file must be a regular file (no link is followed) of the current user with mode 0600; all that is in it is as
 * secret as the traffic it protects. Any number of threads, SessionFiles and processes may share one file: it is read
 * anew at each use, changed under a lock on {@code FILE.lock}, and replaced as a whole, so no entry of others is lost
 * and a process killed at any instant leaves a valid file. At most 8 sessions per peer, 1,024 in all and 1 MiB are kept;
 * the oldest go first, and expired ones whenever the file is written. Thread-safe.
 */
public final class SessionFile implements SessionStore, AutoCloseable {
    private static final int MAX_PER_PEER = 8;
    private static final int MAX_SESSIONS = 1_024;
    private static final int MAX_BYTES = 1 << 20;

    private final OwnedFile file;
    private final Clocks clocks;
    private volatile boolean closed;

    /**
     * Describe a stored session without its secret.
     *
     * @param peer whom it belongs to; empty when another program wrote it
     * @param version the protocol version it resumes in
     * @param cipherSuite the code point of its cipher suite
     * @param hostName the server name it was made under, if any
     * @param received when it was received, or in TLS 1.2 made
     * @param expires when it must not be offered any more
     * @param ticketKeyName the name of the key its ticket is sealed under, as {@link Session#ticketKeyName} has it
     */
    public record Entry(
            Optional<Peer> peer,
            ProtocolVersion version,
            int cipherSuite,
            Optional<String> hostName,
            Instant received,
            Instant expires,
            Optional<String> ticketKeyName) {
        /** Tell whether another program wrote it. */
        public boolean foreign() {
            return peer.isEmpty();
        }
    }

    private SessionFile(OwnedFile file, Clocks clocks) {
        this.file = file;
        this.clocks = clocks;
    }

    /**
     * Open a file, which is created with mode 0600 when it is absent.
     *
     * @throws IOException when the file is not fit to hold secrets, with its path and the text of libtls's
     *     {@code tls_config_set_session_fd}, such as "session file has incorrect permissions (644 != 600)"; when it holds
     *     something else than sessions ("failed to parse session"; it stays untouched); or when the file system has no
     *     POSIX permissions
     */
    public static SessionFile open(Path path) throws IOException {
        return open(path, Clocks.system());
    }

    /** Open a file as {@link #open(Path)} does, with clocks of the caller's. */
    public static SessionFile open(Path path, Clocks clocks) throws IOException {
        try {
            var file = new SessionFile(new OwnedFile(path), clocks);
            try {
                file.file.create();
                file.read().close();
                return file;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw named(path, e);
        }
    }

    /** Say which file is at fault, as a program may have several; libtls has only descriptors. */
    private static IOException named(Path path, IOException fault) {
        var named = new FileSystemException(path.toString(), null, fault.getMessage());
        named.initCause(fault);
        return named;
    }

    /**
     * Describe what a file holds, newest first, without creating or changing anything.
     *
     * @throws IOException as {@link #open} does; no file at all is no entries
     */
    public static List<Entry> list(Path path) throws IOException {
        try (var file = new SessionFile(new OwnedFile(path), Clocks.system())) {
            return file.entries();
        } catch (IOException e) {
            throw named(path, e);
        }
    }

    /** Describe the sessions in the file, newest first, expired ones included. */
    public List<Entry> entries() throws IOException {
        try (var text = read()) {
            var entries = new ArrayList<Entry>();
            for (var stored : text.sessions()) {
                var session = stored.session();
                entries.add(new Entry(
                        Optional.ofNullable(stored.peer()),
                        session.version(),
                        session.cipherSuite(),
                        session.hostName(),
                        session.received(),
                        session.expires(),
                        session.ticketKeyName()));
            }
            return List.copyOf(entries);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code check} runs without any lock held. Another program's sessions are handed out, too, if their host name or
     * else their leaf certificate is the peer's.
     */
    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
        var dropped = new ArrayList<Session>();
        try (var text = read()) {
            for (var stored : text.sessions()) {
                if (!stored.belongsTo(peer)) {
                    continue;
                }
                var session = stored.session();
                var verdict = check.apply(session);
                if (verdict == Verdict.DROP) {
                    dropped.add(session);
                }
                // A single-use session is ours once we removed it; if another process was faster, the next may do.
                if (verdict == Verdict.OFFER && (!session.singleUse() || claim(peer, session, dropped))) {
                    tryToDiscard(peer, dropped);
                    return session.copy();
                }
            }
            discard(peer, dropped);
            return null;
        }
    }

    /** Remove a session before it is used (RFC 9846 appendix C.4: no ticket twice), and the dropped ones with it. */
    private boolean claim(Peer peer, Session session, List<Session> dropped) throws IOException {
        try (var writing = file.lock();
                var text = read()) {
            boolean there = text.removeIf(stored -> stored.session().equals(session) && stored.belongsTo(peer)) > 0;
            if (there) {
                text.removeIf(stored -> dropped.contains(stored.session()) && stored.belongsTo(peer));
                write(writing, text);
                dropped.clear();
            }
            return there;
        }
    }

    private void discard(Peer peer, List<Session> dropped) throws IOException {
        if (!dropped.isEmpty()) {
            remove(stored -> dropped.contains(stored.session()) && stored.belongsTo(peer));
        }
    }

    private void tryToDiscard(Peer peer, List<Session> dropped) {
        try {
            discard(peer, dropped);
        } catch (IOException e) {
            // What is useless today is checked and dropped again next time; a good session is not withheld for it.
        }
    }

    @Override
    public boolean hasOtherIdentity(Peer peer) throws IOException {
        try (var text = read()) {
            for (var stored : text.sessions()) {
                if (stored.belongsToOtherIdentity(peer)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public void put(Peer peer, Session session) throws IOException {
        if (!session.expires().isAfter(clocks.wall().instant())) {
            return; // RFC 9846 section 4.7.1: a ticket of lifetime zero is discarded at once
        }
        try (var writing = file.lock();
                var text = read()) {
            text.removeIf(stored -> stored.session().equals(session) && stored.belongsTo(peer));
            text.sessions().add(0, new StoredSession(peer, session.copy()));
            var kept = new ArrayList<StoredSession>();
            text.removeIf(stored -> peer.equals(stored.peer()) && !keep(stored, kept));
            write(writing, text);
        }
    }

    private static boolean keep(StoredSession stored, List<StoredSession> kept) {
        return kept.size() < MAX_PER_PEER && kept.add(stored);
    }

    @Override
    public void forget(Peer peer, Session refused) throws IOException {
        remove(stored -> stored.belongsTo(peer) && !stored.session().received().isAfter(refused.received()));
    }

    /**
     * Remove the sessions with a server, named by host, by {@code host:port} or by server name.
     *
     * @return how many there were
     */
    public int remove(String server) throws IOException {
        return remove(stored -> stored.answersTo(server));
    }

    private int remove(Predicate<StoredSession> unwanted) throws IOException {
        try (var writing = file.lock();
                var text = read()) {
            int count = text.removeIf(unwanted);
            if (count > 0) {
                write(writing, text);
            }
            return count;
        }
    }

    private SessionText read() throws IOException {
        if (closed) {
            throw new IOException("session file is closed");
        }
        var content = file.read(MAX_BYTES);
        try {
            return SessionText.parse(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void write(OwnedFile.Writing writing, SessionText text) throws IOException {
        var now = clocks.wall().instant();
        text.removeIf(stored -> !stored.session().expires().isAfter(now));
        var content = text.encode(MAX_SESSIONS, MAX_BYTES);
        try {
            writing.replace(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Leave the file; later calls throw IOException. Nothing is open between uses, so nothing is lost without it. */
    @Override
    public void close() {
        closed = true;
        file.close();
    }
}
