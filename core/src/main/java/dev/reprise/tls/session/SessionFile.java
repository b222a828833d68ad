package dev.reprise.tls.session;

import dev.reprise.tls.internal.file.OwnedFile;
import dev.reprise.tls.internal.file.OwnerOnly;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
 * and a process killed at any instant leaves a valid file. At most 8 sessions and 64 KiB per peer, 1,024 and 1 MiB in all
 * are kept; the oldest go first, and expired ones whenever the file is written. Thread-safe.
 */
public final class SessionFile implements SessionStore, AutoCloseable {
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
            var file =
                    new SessionFile(new OwnedFile(Objects.requireNonNull(path, "the path is null"), "session"), clocks);
            try {
                file.file.create();
                file.read().close();
                return file;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw OwnerOnly.named(path, e);
        }
    }

    /**
     * Describe what a file holds, newest first, without creating or changing anything.
     *
     * @throws IOException as {@link #open} does; no file at all is no entries
     */
    public static List<Entry> list(Path path) throws IOException {
        try (var file = new SessionFile(
                new OwnedFile(Objects.requireNonNull(path, "the path is null"), "session"), Clocks.system())) {
            return file.entries();
        } catch (IOException e) {
            throw OwnerOnly.named(path, e);
        }
    }

    /** Describe the sessions in the file, newest first, expired ones included. */
    public List<Entry> entries() throws IOException {
        try (var text = read()) {
            var entries = new ArrayList<Entry>();
            for (var stored : text.sessions()) {
                var session = stored.session();
                if (session == null) {
                    continue;
                }
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
            for (var stored : text.matching(stored -> !stored.inDoubt() && stored.belongsTo(peer))) {
                var session = stored.session();
                if (session == null) {
                    continue;
                }
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
            boolean there = text.removeIf(stored -> stored.is(session, peer)) > 0;
            if (there) {
                text.removeIf(stored -> stored.isOneOf(dropped, peer));
                write(text, writing::replaceDurably);
                dropped.clear();
            }
            return there;
        }
    }

    private void discard(Peer peer, List<Session> dropped) throws IOException {
        if (!dropped.isEmpty()) {
            remove(stored -> stored.isOneOf(dropped, peer));
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
        return any(stored -> stored.belongsToOtherIdentity(peer));
    }

    private boolean any(Predicate<StoredSession> wanted) throws IOException {
        try (var text = read()) {
            return !text.matching(wanted).isEmpty();
        }
    }

    @Override
    public void put(Peer peer, Session session) throws IOException {
        put(peer, List.of(session));
    }

    @Override
    public void put(Peer peer, List<Session> sessions) throws IOException {
        var now = clocks.wall().instant();
        // RFC 9846 section 4.7.1: a ticket of lifetime zero is discarded at once.
        var lasting = new ArrayList<>(sessions);
        lasting.removeIf(session -> !session.expires().isAfter(now));
        if (lasting.isEmpty()) {
            return;
        }
        try (var writing = file.lock();
                var text = read()) {
            for (var session : lasting) {
                text.put(peer, session);
            }
            // Should the power fail at once, the sessions may be missing, and nobody minds.
            write(text, writing::replace);
        }
    }

    @Override
    public void forget(Peer peer, Session refused) throws IOException {
        remove(peer, session -> session.receivedNoLaterThan(refused));
    }

    @Override
    public void remove(Peer peer, Predicate<Session> unwanted) throws IOException {
        remove(stored -> {
            var session = stored.belongsTo(peer) ? stored.session() : null;
            return session != null && unwanted.test(session);
        });
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
                write(text, writing::replaceDurably);
            }
            return count;
        }
    }

    @Override
    public void observe(Peer peer, Observation seen) throws IOException {
        try (var writing = file.lock();
                var text = read()) {
            Predicate<StoredSession> concerned = stored -> stored.belongsTo(peer) && stored.isChangedBy(seen);
            if (!text.matching(concerned).isEmpty()) {
                text.removeIf(stored -> concerned.test(stored) && !stored.survives(seen));
                write(text, writing::replace);
            }
        }
    }

    @Override
    public boolean inDoubt(Peer peer) throws IOException {
        return any(stored -> stored.inDoubt() && stored.belongsTo(peer));
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

    private interface Replacing {
        void with(byte[] content) throws IOException;
    }

    private void write(SessionText text, Replacing replacing) throws IOException {
        text.tidy(clocks.wall().instant());
        var content = text.encode(MAX_SESSIONS, MAX_BYTES);
        try {
            replacing.with(content);
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
