package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stands in a file: the lines that say whom it belongs to, and blocks that nobody decodes before somebody
 * asks for what is in them. Not thread-safe; closing it wipes what was decoded.
 */
final class StoredSession implements AutoCloseable {
    static final String SESSION = "SSL SESSION PARAMETERS";
    static final String CERTIFICATE = "CERTIFICATE";
    /** An OCSPResponse (RFC 6960 section 4.2.1) about the leaf, so that it need not be asked for again. */
    static final String RESPONSE = "OCSP RESPONSE";

    private final SessionLines lines;
    private final byte[] text;
    private final List<Pem.Span> chain;
    private final Pem.@Nullable Span response;
    private final Pem.Span block;
    private final CertificateParser certificates;
    private Suspicion suspicion;
    private @Nullable Session session;
    private boolean damaged;

    /** Parses a certificate, or knows it from another session of the file. */
    interface CertificateParser {
        X509Certificate parse(Bytes der) throws ProtocolException;
    }

    /**
     * Make an entry of what was found in a text, which is neither copied nor wiped here.
     *
     * @param before the blocks of the server's chain, leaf first, and of an OCSP response
     * @param block the session's block
     */
    StoredSession(
            SessionLines lines, byte[] text, List<Pem.Span> before, Pem.Span block, CertificateParser certificates) {
        this.lines = lines;
        this.text = text;
        this.chain =
                before.stream().filter(span -> span.label().equals(CERTIFICATE)).toList();
        this.response = before.stream()
                .filter(span -> span.label().equals(RESPONSE))
                .findFirst()
                .orElse(null);
        this.block = block;
        this.certificates = certificates;
        this.suspicion = lines.suspicion();
    }

    /** Tell whether blocks of a label stand before a session of ours and belong to it. */
    static boolean precedes(String label) {
        return label.equals(CERTIFICATE) || label.equals(RESPONSE);
    }

    /**
     * Append the blocks of a session of ours to a text.
     *
     * @throws IOException when one of its certificates has no encoding
     */
    static void writeBlocks(Session session, Writer out) throws IOException {
        try {
            for (var certificate : session.chain()) {
                Pem.write(CERTIFICATE, certificate.getEncoded(), out);
            }
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate that cannot be encoded", e);
        }
        var response = session.response();
        if (response != null) {
            Pem.write(RESPONSE, response.toArray(), out);
        }
        var der = session.toDer();
        try {
            Pem.write(SESSION, der, out);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Append the lines and the blocks, which stay as they are. */
    void write(Writer out) {
        lines.write(suspicion, out);
        for (var span : chain) {
            copy(span, out);
        }
        if (response != null) {
            copy(response, out);
        }
        copy(block, out);
    }

    /** Return how many bytes {@link #write} appends. */
    int size() {
        var text = new Writer(256);
        lines.write(suspicion, text);
        int size = text.length() + length(block) + (response == null ? 0 : length(response));
        for (var span : chain) {
            size += length(span);
        }
        return size;
    }

    private int length(Pem.Span span) {
        return span.end() - span.begin() + (text[span.end() - 1] == '\n' ? 0 : 1);
    }

    private void copy(Pem.Span span, Writer out) {
        out.bytes(text, span.begin(), span.end() - span.begin());
        if (text[span.end() - 1] != '\n') {
            out.u8('\n');
        }
    }

    /** Return whom it belongs to; null when another program wrote it and the DER alone says so. */
    @Nullable
    Peer peer() {
        return lines.peer();
    }

    /** Return the session, which stays this entry's; null when its block is damaged. */
    @Nullable
    Session session() {
        if (session == null && !damaged) {
            session = decoded();
            damaged = session == null;
        }
        return session;
    }

    private @Nullable Session decoded() {
        if (!(block.parse(text) instanceof Pem.Block whole)) {
            return null;
        }
        try (whole) {
            boolean foreign = peer() == null;
            var decoded = Session.of(whole.content(), foreign ? List.of() : certificates(), foreign, lines.received());
            var kept = foreign ? null : response();
            return kept == null ? decoded : decoded.with(kept);
        } catch (IOException e) {
            return null; // Damaged: the design is to go on without it.
        }
    }

    /** A chain with a gap is no chain: the leaf in the DER then stands alone. */
    private List<X509Certificate> certificates() {
        var parsed = new ArrayList<X509Certificate>(chain.size());
        for (var span : chain) {
            if (!(span.parse(text) instanceof Pem.Block whole)) {
                return List.of();
            }
            try (whole) {
                parsed.add(certificates.parse(whole.content()));
            } catch (ProtocolException e) {
                return List.of();
            }
        }
        return parsed;
    }

    /** One that is damaged is none: whoever needs one does without the session. */
    private @Nullable Bytes response() {
        if (response == null || !(response.parse(text) instanceof Pem.Block whole)) {
            return null;
        }
        try (whole) {
            return Bytes.wrap(whole.content().toArray()); // The block's are wiped.
        }
    }

    /** Tell whether there is nothing to resume from any more: its block is damaged, or its time is over. */
    boolean useless(Instant now) {
        var decoded = session();
        return decoded == null || !decoded.expires().isAfter(now);
    }

    /**
     * Tell whether the session may be offered to a peer. Another program's is for the server its host name says, else
     * for any its leaf certificate names, at whatever port and policy, as the chain is verified again before use; never
     * for those with a client certificate, as nothing tells whether it was made with one.
     */
    boolean belongsTo(Peer wanted) {
        var own = peer();
        if (own != null) {
            return own.equals(wanted);
        }
        var decoded = wanted.identity().isEmpty() ? session() : null;
        if (decoded == null) {
            return false;
        }
        return decoded.hostName().isPresent()
                ? wanted.serverName()
                        .filter(name -> saysHostName(decoded, name))
                        .isPresent()
                : leafNames(decoded, wanted.serverName().orElse(wanted.host()));
    }

    /** Tell whether it is this session of a peer. */
    boolean is(Session wanted, Peer ofPeer) {
        return belongsTo(ofPeer) && wanted.equals(session());
    }

    /** Tell whether it is one of these sessions of a peer. */
    boolean isOneOf(List<Session> wanted, Peer ofPeer) {
        return belongsTo(ofPeer) && wanted.contains(session());
    }

    /** Tell whether the session may be offered to that peer, if only our own certificate were another. */
    boolean belongsToOtherIdentity(Peer wanted) {
        var own = peer();
        return own != null
                ? own.sameButIdentity(wanted)
                : !wanted.identity().isEmpty() && belongsTo(wanted.withIdentity(""));
    }

    /** Tell whether a user means this session by a host, a host and port, or a server name. */
    boolean answersTo(String name) {
        var own = peer();
        if (own == null) {
            var decoded = session();
            return decoded != null
                    && (decoded.hostName().isPresent() ? saysHostName(decoded, name) : leafNames(decoded, name));
        }
        return own.host().equalsIgnoreCase(name)
                || (own.host() + ":" + own.port()).equalsIgnoreCase(name)
                || ("[" + own.host() + "]:" + own.port()).equalsIgnoreCase(name)
                || own.serverName().filter(name::equalsIgnoreCase).isPresent();
    }

    private static boolean saysHostName(Session session, String name) {
        return session.hostName().filter(name::equalsIgnoreCase).isPresent();
    }

    private static boolean leafNames(Session session, String name) {
        try {
            return !session.chain().isEmpty()
                    && NameCheck.matches(session.chain().get(0), name);
        } catch (ProtocolException e) {
            return false; // a certificate with malformed names names nobody
        }
    }

    /** Tell whether it is in doubt. */
    boolean inDoubt() {
        return suspicion.inDoubt();
    }

    /** Tell whether what a connection showed says anything of it. */
    boolean isChangedBy(Observation seen) {
        return suspicion.after(seen) != suspicion;
    }

    /** Take account of what a connection showed; false when the session is to go. */
    boolean survives(Observation seen) {
        var after = suspicion.after(seen);
        suspicion = after == null ? suspicion : after;
        return after != null;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
