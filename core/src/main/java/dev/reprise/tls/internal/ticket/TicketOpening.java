package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.spec.TicketRefusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Answers what came of opening a ticket. */
public sealed interface TicketOpening {

    /** The ticket is authentic. Holds a session's secret: closing wipes it. */
    final class Opened implements TicketOpening, AutoCloseable {
        private final byte[] session;
        private final KeyName key;
        private final boolean current;

        /** Take the plaintext over. */
        Opened(byte[] session, KeyName key, boolean current) {
            this.session = session;
            this.key = key;
            this.current = current;
        }

        /** Return the session's encoding itself, not a copy; zeros after closing. */
        public byte[] session() {
            return session;
        }

        /** Return the name of the key that opened the ticket. */
        public KeyName key() {
            return key;
        }

        /** Tell whether that key seals now; if not, a new ticket is due. */
        public boolean current() {
            return current;
        }

        /** Overwrite the session with zeros. */
        @Override
        public void close() {
            Arrays.fill(session, (byte) 0);
        }

        /** Return the length and the key's name only. */
        @Override
        public String toString() {
            return "Opened[" + session.length + " bytes, key " + key + (current ? ", current]" : "]");
        }
    }

    /**
     * The ticket does not open.
     *
     * @param reason MALFORMED, UNKNOWN_KEY, EXPIRED_KEY, BAD_MAC, BAD_CONTENT, or TICKETS_OFF for a ring that serves no
     *     lifetime
     * @param key the name the ticket begins with, which anybody may have written; null when it is too short for one
     */
    record Refused(TicketRefusal reason, @Nullable KeyName key) implements TicketOpening {}
}
