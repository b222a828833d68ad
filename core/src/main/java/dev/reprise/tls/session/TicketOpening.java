package dev.reprise.tls.session;

import dev.reprise.tls.spec.TicketRefusal;
import java.util.Arrays;

/** Answer what came of opening a ticket. */
public sealed interface TicketOpening {

    /** The ticket is authentic. Holds a session's secret: closing wipes it. */
    final class Opened implements TicketOpening, AutoCloseable {
        private final byte[] session;
        private final KeyRole role;

        /** Take the plaintext over. */
        Opened(byte[] session, KeyRole role) {
            this.session = session;
            this.role = role;
        }

        /** Return the session's encoding itself, not a copy; zeros after closing. */
        public byte[] session() {
            return session;
        }

        /** Return the role of the key that opened the ticket; unless it is current, a new ticket is due. */
        public KeyRole role() {
            return role;
        }

        /** Overwrite the session with zeros. */
        @Override
        public void close() {
            Arrays.fill(session, (byte) 0);
        }

        /** Return length and role only. */
        @Override
        public String toString() {
            return "Opened[" + session.length + " bytes, " + role + "]";
        }
    }

    /**
     * The ticket does not open.
     *
     * @param reason MALFORMED, UNKNOWN_KEY, EXPIRED_KEY, BAD_MAC, BAD_CONTENT, or TICKETS_OFF for a ring that serves no
     *     lifetime
     */
    record Refused(TicketRefusal reason) implements TicketOpening {}
}
