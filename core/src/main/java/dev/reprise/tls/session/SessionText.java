package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The text of a session file, newest session first, so that OpenSSL, which reads the first, has the newest. Per session:
 *
 * <pre>
 * Reprise-Host: example.org
 * Reprise-Port: 443
 * Reprise-Server-Name: example.org
 * Reprise-Identity: hex digits                 absent without a client certificate
 * Reprise-Policy: hex digits
 * Reprise-Received: 2026-01-01T00:00:00Z       for people; the DER has it
 * -----BEGIN CERTIFICATE-----                  the server's chain, leaf first
 * -----BEGIN SSL SESSION PARAMETERS-----
 * </pre>
 *
 * <p>OpenSSL passes over text and blocks of other labels. A session block without such lines was written by another
 * program and is kept as it is. Blocks that are neither are somebody's, too, and are kept at the end of the file.
 * Not thread-safe; it owns its sessions, and closing it closes those still in it.
 */
final class SessionText implements AutoCloseable {
    private static final String SESSION = "SSL SESSION PARAMETERS";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PREFIX = "Reprise-";

    /** Without it, a file that has only others' blocks left would be taken for somebody else's. */
    private static final String NO_SESSIONS = "No-Sessions";

    private final List<StoredSession> sessions = new ArrayList<>();
    private final Writer others = new Writer(0);
    /** A peer's tickets came with one chain, and many chains share an intermediate: parsing each once is most of the cost. */
    private final Map<Bytes, X509Certificate> certificates = new HashMap<>();

    private SessionText() {}

    /**
     * Read a file's content. A damaged session is dropped and the others are kept.
     *
     * @throws IOException when there is something, but nothing that is or was a session: somebody else's file
     */
    static SessionText parse(byte[] content) throws IOException {
        var text = new SessionText();
        boolean ours = content.length == 0;
        int from = Pem.textBegin(content);
        var fields = new HashMap<String, String>();
        var chain = new ArrayList<X509Certificate>();
        for (var element : Pem.parse(content)) {
            readFields(content, from, element.begin(), fields);
            from = element.end();
            if (element.label().equals(SESSION)) {
                ours = true;
                if (element instanceof Pem.Block block) {
                    text.add(block, fields, chain);
                }
                fields.clear();
                chain.clear();
            } else if (element.label().equals(CERTIFICATE) && belongToSession(fields)) {
                text.addCertificate(element, chain);
            } else {
                text.others.bytes(content, element.begin(), element.end() - element.begin());
                if (content[element.end() - 1] != '\n') {
                    text.others.u8('\n');
                }
            }
            if (element instanceof Pem.Block block) {
                block.close();
            }
        }
        readFields(content, from, content.length, fields);
        if (!ours && !fields.containsKey(NO_SESSIONS)) {
            text.close();
            throw new IOException("failed to parse session");
        }
        return text;
    }

    private void add(Pem.Block block, Map<String, String> fields, List<X509Certificate> chain) {
        var der = block.content().toArray();
        try {
            fields.remove(NO_SESSIONS);
            var peer = fields.isEmpty() ? null : peer(fields);
            var session = Session.of(der, peer == null ? List.of() : chain, peer == null);
            sessions.add(new StoredSession(peer, session, peer == null ? Secret.copyOf(der) : null));
        } catch (IOException | IllegalArgumentException e) {
            // Damaged, or lines of ours that do not say whom it belongs to: design is to go on without it.
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Without such lines before it, a certificate is somebody's, who keeps it beside a session of another program. */
    private static boolean belongToSession(Map<String, String> fields) {
        return fields.size() > (fields.containsKey(NO_SESSIONS) ? 1 : 0);
    }

    /** A chain with a gap is no chain: the leaf in the DER then stands alone. */
    private void addCertificate(Pem.Element element, List<X509Certificate> chain) {
        try {
            if (element instanceof Pem.Block block) {
                chain.add(certificate(block.content()));
                return;
            }
        } catch (ProtocolException e) {
            // as if it were damaged
        }
        chain.clear();
    }

    private X509Certificate certificate(Bytes der) throws ProtocolException {
        var known = certificates.get(der);
        if (known == null) {
            known = Certificates.parse(der);
            certificates.put(Bytes.wrap(der.toArray()), known); // The block's own bytes are wiped.
        }
        return known;
    }

    private static void readFields(byte[] text, int from, int to, Map<String, String> fields) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && text[end] != '\n') {
                end++;
            }
            if (startsWithPrefix(text, start, end)) {
                var line = new String(text, start, end - start, StandardCharsets.US_ASCII);
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(PREFIX.length(), colon),
                            line.substring(colon + 1).trim());
                }
            }
            start = end + 1;
        }
    }

    private static boolean startsWithPrefix(byte[] text, int from, int to) {
        if (to - from < PREFIX.length()) {
            return false;
        }
        for (int i = 0; i < PREFIX.length(); i++) {
            if (text[from + i] != PREFIX.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Peer peer(Map<String, String> fields) {
        var host = decode(fields.get("Host"));
        var port = fields.get("Port");
        if (host == null || port == null) {
            throw new IllegalArgumentException("a session without host or port");
        }
        var identity = decode(fields.get("Identity"));
        var policy = decode(fields.get("Policy"));
        return new Peer(
                host,
                Integer.parseInt(port),
                Optional.ofNullable(decode(fields.get("Server-Name"))),
                identity == null ? "" : identity,
                policy == null ? "" : policy);
    }

    private static @Nullable String decode(@Nullable String value) {
        return value == null ? null : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Return the sessions, newest first, as a list to change. */
    List<StoredSession> sessions() {
        return sessions;
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
     * Return the text, which the caller wipes. What does not fit is left out, oldest first.
     *
     * @throws IOException when not even the newest session fits
     */
    byte[] encode(int maxSessions, int maxBytes) throws IOException {
        var text = new Writer(8_192);
        int room = maxBytes - others.length();
        int count = 0;
        try {
            for (var stored : sessions) {
                var block = encode(stored);
                boolean fits = count < maxSessions && block.length <= room - text.length();
                if (fits) {
                    text.bytes(block);
                    count++;
                }
                Arrays.fill(block, (byte) 0);
                if (!fits) {
                    break;
                }
            }
            if (count == 0 && !sessions.isEmpty()) {
                throw new IOException("the session does not fit into a session file of " + maxBytes + " bytes");
            }
            if (count == 0 && others.length() > 0) {
                line(text, NO_SESSIONS, "1");
            }
            var kept = others.toArray();
            text.bytes(kept);
            Arrays.fill(kept, (byte) 0);
            return text.toArray();
        } finally {
            text.wipe();
        }
    }

    private static byte[] encode(StoredSession stored) throws IOException {
        var text = new Writer(4_096);
        var session = stored.session();
        var der = stored.toDer();
        try {
            var peer = stored.peer();
            if (peer != null) {
                line(text, "Host", peer.host());
                line(text, "Port", Integer.toString(peer.port()));
                if (peer.serverName().isPresent()) {
                    line(text, "Server-Name", peer.serverName().get());
                }
                if (!peer.identity().isEmpty()) {
                    line(text, "Identity", peer.identity());
                }
                line(text, "Policy", peer.policy());
                text.bytes((PREFIX + "Received: " + session.received() + "\n").getBytes(StandardCharsets.US_ASCII));
                for (var certificate : session.chain()) {
                    Pem.write(CERTIFICATE, certificate.getEncoded(), text);
                }
            }
            Pem.write(SESSION, der, text);
            return text.toArray();
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate that cannot be encoded", e);
        } finally {
            Arrays.fill(der, (byte) 0);
            text.wipe();
        }
    }

    /** Names come from the user, so that no line end or dash of theirs may reach the text as it is. */
    private static void line(Writer text, String name, String value) {
        var line = PREFIX + name + ": " + URLEncoder.encode(value, StandardCharsets.UTF_8) + "\n";
        text.bytes(line.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        for (var stored : sessions) {
            stored.close();
        }
        sessions.clear();
        others.wipe();
    }
}
