package dev.reprise.cli.probe;

import dev.reprise.tls.session.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A session that a server handed out, which this owns, and what can be seen of its ticket. */
final class Ticket implements AutoCloseable {
    private static final int NAME_BYTES = 16;
    // Fields of OpenSSL's SSL_SESSION: [10] the ticket, [15] max_early_data.
    private static final int TICKET = 0xaa;
    private static final int MAX_EARLY_DATA = 0xaf;
    private static final int SEQUENCE = 0x30;

    private final Session session;
    private final byte[] ticket;
    private final Duration lifetime;
    private final long maxEarlyData;

    private Ticket(Session session, byte[] ticket, long maxEarlyData) {
        this.session = session;
        this.ticket = ticket;
        this.lifetime = Duration.between(session.received(), session.expires());
        this.maxEarlyData = maxEarlyData;
    }

    /** Take a session over. */
    static Ticket of(Session session) {
        var der = session.toDer();
        try {
            var early = field(der, MAX_EARLY_DATA);
            var ticket = field(der, TICKET);
            return new Ticket(session, ticket == null ? new byte[0] : ticket, early == null ? 0 : number(early));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Return the session, which stays this object's. */
    Session session() {
        return session;
    }

    /** Return how many bytes the ticket has, 0 when the session goes by a session id. */
    int bytes() {
        return ticket.length;
    }

    /** Return how long it may be offered. */
    Duration lifetime() {
        return lifetime;
    }

    /** Return how many bytes of early data it allows. */
    long maxEarlyData() {
        return maxEarlyData;
    }

    /** Return in whose layout the ticket has a code under a weak key, or null. */
    @Nullable
    String weakKey() {
        return WeakKeys.opens(ticket);
    }

    /** Return what names the key in most servers' tickets: their first 16 bytes, in hex; "id" without a ticket. */
    String keyName() {
        return ticket.length < NAME_BYTES ? "id" : HexFormat.of().formatHex(ticket, 0, NAME_BYTES);
    }

    private static long number(byte[] bytes) {
        long value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return value;
    }

    /** Return the content of the one value in an explicitly tagged field, or null when it is absent. */
    private static byte @Nullable [] field(byte[] der, int tag) {
        var fields = ByteBuffer.wrap(der);
        if ((fields.get() & 0xff) != SEQUENCE) {
            return null;
        }
        length(fields);
        while (fields.hasRemaining()) {
            int found = fields.get() & 0xff;
            int length = length(fields);
            if (found == tag) {
                fields.get();
                var content = new byte[length(fields)];
                fields.get(content);
                return content;
            }
            fields.position(fields.position() + length);
        }
        return null;
    }

    private static int length(ByteBuffer der) {
        int first = der.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7f; i > 0; i--) {
            length = length << 8 | (der.get() & 0xff);
        }
        return length;
    }

    @Override
    public void close() {
        session.close();
    }
}
