package dev.reprise.tls.session;

import dev.reprise.tls.internal.wire.Writer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines before a session's blocks in a file: what the DER has no field for.
 *
 * @param peer whom it belongs to; null when another program wrote it and the DER alone says so
 * @param suspicion whether it is in doubt
 * @param received when it was received, to the millisecond; null when no line says so
 */
record SessionLines(
        @Nullable Peer peer, Suspicion suspicion, @Nullable Instant received) {
    private static final String PREFIX = "Reprise-";
    private static final String HOST = "Host";
    private static final String PORT = "Port";
    private static final String SERVER_NAME = "Server-Name";
    private static final String IDENTITY = "Identity";
    private static final String POLICY = "Policy";
    private static final String RECEIVED = "Received";
    private static final String SUSPICION = "Suspicion";

    /** Without it, a file that has only others' blocks left would be taken for somebody else's. */
    private static final String NO_SESSIONS = "No-Sessions";

    /** Add the lines of ours in a part of a text to those read before. */
    static void read(byte[] text, int from, int to, Map<String, String> fields) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && text[end] != '\n') {
                end++;
            }
            if (startsWith(text, start, end, PREFIX)) {
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

    private static boolean startsWith(byte[] text, int from, int to, String prefix) {
        if (to - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (text[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Tell whether a text ends in the first of our lines, cut short. */
    static boolean cutShort(byte[] text, int from) {
        var first = PREFIX + HOST + ":";
        int length = text.length - from;
        return length > 0 && length < first.length() && startsWith(text, from, text.length, first.substring(0, length));
    }

    /** Tell whether lines say anything of the session that follows them. */
    static boolean describeSession(Map<String, String> fields) {
        return fields.size() > (fields.containsKey(NO_SESSIONS) ? 1 : 0);
    }

    /**
     * Take the lines for what they say of a session.
     *
     * @throws IllegalArgumentException when they do not say whom it belongs to
     */
    static SessionLines of(Map<String, String> fields) {
        fields.remove(NO_SESSIONS);
        var suspicion = Suspicion.ofWord(fields.get(SUSPICION));
        boolean foreign = fields.isEmpty() || fields.keySet().equals(Set.of(SUSPICION));
        return foreign
                ? new SessionLines(null, suspicion, null)
                : new SessionLines(peer(fields), suspicion, instant(fields.get(RECEIVED)));
    }

    private static Peer peer(Map<String, String> fields) {
        var host = decode(fields.get(HOST));
        var port = fields.get(PORT);
        if (host == null || port == null) {
            throw new IllegalArgumentException("a session without host or port");
        }
        var identity = decode(fields.get(IDENTITY));
        var policy = decode(fields.get(POLICY));
        return new Peer(
                host,
                Integer.parseInt(port),
                Optional.ofNullable(decode(fields.get(SERVER_NAME))),
                identity == null ? "" : identity,
                policy == null ? "" : policy);
    }

    private static @Nullable String decode(@Nullable String value) {
        return value == null ? null : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** The DER has the time as well, in seconds, so that this line may be missing or be spoilt. */
    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Append the lines, with another suspicion. */
    void write(Suspicion now, Writer out) {
        if (peer != null) {
            line(out, HOST, peer.host());
            line(out, PORT, Integer.toString(peer.port()));
            if (peer.serverName().isPresent()) {
                line(out, SERVER_NAME, peer.serverName().get());
            }
            if (!peer.identity().isEmpty()) {
                line(out, IDENTITY, peer.identity());
            }
            line(out, POLICY, peer.policy());
            if (received != null) {
                plainLine(out, RECEIVED, received.toString());
            }
        }
        if (now.inDoubt()) {
            line(out, SUSPICION, now.word());
        }
    }

    /** Append the line that says that a file without sessions is ours. */
    static void writeNoSessions(Writer out) {
        line(out, NO_SESSIONS, "1");
    }

    /** Names come from the user, so that no line end or dash of theirs may reach the text as it is. */
    private static void line(Writer out, String name, String value) {
        plainLine(out, name, URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static void plainLine(Writer out, String name, String value) {
        out.bytes((PREFIX + name + ": " + value + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
