package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The text of a session file, newest session first, so that OpenSSL, which reads the first, has the newest. Per session:
 *
 * <pre>
 * Reprise-Host: example.org
 * Reprise-Port: 443
 * Reprise-Server-Name: example.org
 * Reprise-Identity: hex digits                 absent without a client certificate
 * Reprise-Policy: hex digits
 * Reprise-Received: 2026-01-01T00:00:00.123Z   the DER has the seconds
 * Reprise-Suspicion: suspected                 absent unless it is in doubt
 * -----BEGIN CERTIFICATE-----                  the server's chain, leaf first
 * -----BEGIN OCSP RESPONSE-----                what was last said of the leaf; absent when nothing was
 * -----BEGIN SSL SESSION PARAMETERS-----
 * </pre>
 *
 * <p>OpenSSL passes over text and blocks of other labels. A session block without such lines was written by another
 * program and is kept as it is. Blocks that are neither are somebody's, too, and are kept at the end of the file. What a
 * session's blocks hold is decoded only when it is asked for.
 * Not thread-safe; it owns its sessions and the text, and closing it wipes them.
 */
final class SessionText implements AutoCloseable {
    private static final byte[] SESSION_BEGIN =
            ("-----BEGIN " + StoredSession.SESSION + "-----").getBytes(StandardCharsets.US_ASCII);
    // What is shorter may be the begin of a block of any label.
    private static final int CERTAIN = "-----BEGIN SSL SESSION".length();

    private final List<byte[]> texts = new ArrayList<>();
    private final List<StoredSession> sessions = new ArrayList<>();
    private final Writer others = new Writer(0);
    /** A peer's tickets came with one chain, and many chains share an intermediate: parsing each once is most of the cost. */
    private final Map<Bytes, X509Certificate> certificates = new HashMap<>();

    private SessionText() {}

    /**
     * Read a file's content, which the caller wipes: it is copied. A damaged session does no harm to the others.
     *
     * @throws IOException when there is something, but nothing that is or was a session: somebody else's file
     */
    static SessionText parse(byte[] content) throws IOException {
        var text = new SessionText();
        var own = content.clone();
        text.texts.add(own);
        if (!text.read(own)) {
            text.close();
            throw new IOException("failed to parse session");
        }
        return text;
    }

    /** Find the entries; false when the content is somebody else's. */
    private boolean read(byte[] content) {
        int from = Pem.textBegin(content);
        boolean ours = content.length == 0 || SessionLines.cutShort(content, from);
        var fields = new HashMap<String, String>();
        var chain = new ArrayList<Pem.Span>();
        for (var span : Pem.spans(content)) {
            SessionLines.read(content, from, span.begin(), fields);
            ours |= !fields.isEmpty();
            from = span.end();
            if (span.label().equals(StoredSession.SESSION)) {
                ours = true;
                add(fields, content, chain, span);
                fields.clear();
                chain.clear();
            } else if (StoredSession.precedes(span.label()) && SessionLines.describeSession(fields)) {
                chain.add(span);
            } else {
                others.bytes(content, span.begin(), span.end() - span.begin());
                if (content[span.end() - 1] != '\n') {
                    others.u8('\n');
                }
            }
        }
        SessionLines.read(content, from, content.length, fields);
        return ours || !fields.isEmpty() || endsInsideBegin(content);
    }

    private void add(Map<String, String> fields, byte[] content, List<Pem.Span> chain, Pem.Span block) {
        try {
            sessions.add(new StoredSession(SessionLines.of(fields), content, chain, block, this::certificate));
        } catch (IllegalArgumentException e) {
            // Lines of ours that do not say whom it belongs to: the design is to go on without it.
        }
    }

    /** Tell whether the last line is a session's BEGIN line that was cut short: no other program's file ends so. */
    private static boolean endsInsideBegin(byte[] content) {
        int start = content.length;
        while (start > 0 && content[start - 1] != '\n') {
            start--;
        }
        int length = content.length - start;
        return length >= CERTAIN
                && length < SESSION_BEGIN.length
                && Arrays.equals(content, start, content.length, SESSION_BEGIN, 0, length);
    }

    private X509Certificate certificate(Bytes der) throws ProtocolException {
        var known = certificates.get(der);
        if (known == null) {
            var own = Bytes.wrap(der.toArray()); // The block's are wiped.
            known = Certificates.parse(own);
            certificates.put(own, known);
        }
        return known;
    }

    /** Return the sessions that can be decoded, newest first; the others are dropped. */
    List<StoredSession> sessions() {
        removeIf(stored -> stored.session() == null);
        return List.copyOf(sessions);
    }

    /** Return the sessions that answer to a description, newest first. */
    List<StoredSession> matching(Predicate<StoredSession> wanted) {
        return sessions.stream().filter(wanted).toList();
    }

    /** Remove and close the sessions that answer to a description; return how many there were. */
    int removeIf(Predicate<StoredSession> unwanted) {
        int before = sessions.size();
        sessions.removeIf(stored -> {
            boolean remove = unwanted.test(stored);
            if (remove) {
                stored.close();
            }
            return remove;
        });
        return before - sessions.size();
    }

    /**
     * Put a session of a peer in front, in place of an equal one, and take out what is then more than the peer may have.
     *
     * @throws IOException when the session alone is more
     */
    void put(Peer peer, Session session) throws IOException {
        removeIf(stored -> stored.is(session, peer));
        var blocks = new Writer(4_096);
        try {
            StoredSession.writeBlocks(session, blocks);
            var text = blocks.toArray();
            texts.add(text);
            var spans = new ArrayList<>(Pem.spans(text));
            var block = spans.removeLast();
            var lines = new SessionLines(peer, Suspicion.NONE, session.received());
            sessions.add(0, new StoredSession(lines, text, spans, block, this::certificate));
        } finally {
            blocks.wipe();
        }
        var quota = new SessionQuota();
        if (!quota.fits(sessions.get(0).size())) {
            throw new IOException("the session does not fit into the " + SessionQuota.MAX_BYTES
                    + " bytes that a session file has for one peer");
        }
        var newest = sessions.get(0);
        removeIf(stored -> stored != newest && peer.equals(stored.peer()) && !quota.fits(stored.size()));
    }

    /** Remove what is damaged, or over at a time. */
    void tidy(Instant now) {
        removeIf(stored -> stored.useless(now));
    }

    /**
     * Return the text, which the caller wipes. What does not fit is left out, oldest first.
     *
     * @throws IOException when not even the newest session fits
     */
    byte[] encode(int maxSessions, int maxBytes) throws IOException {
        var text = new Writer(8_192);
        int room = maxBytes - others.length();
        int count = 0;
        try {
            while (count < Math.min(maxSessions, sessions.size())
                    && sessions.get(count).size() <= room - text.length()) {
                sessions.get(count++).write(text);
            }
            if (count == 0 && !sessions.isEmpty()) {
                throw new IOException("the session does not fit into a session file of " + maxBytes + " bytes");
            }
            if (count == 0 && others.length() > 0) {
                SessionLines.writeNoSessions(text);
            }
            var kept = others.toArray();
            text.bytes(kept);
            Arrays.fill(kept, (byte) 0);
            return text.toArray();
        } finally {
            text.wipe();
        }
    }

    @Override
    public void close() {
        for (var stored : sessions) {
            stored.close();
        }
        sessions.clear();
        others.wipe();
        for (var text : texts) {
            Arrays.fill(text, (byte) 0);
        }
    }
}
