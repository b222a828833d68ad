package dev.reprise.tls.session;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.ticket.KeyRing;

/** Opens to the rest of Reprise what this package's exported types hold and do not show. */
final class Inside extends SessionAccess {
    private Inside() {}

    /** Called as each of these types is loaded, so that whoever has an object of one finds the way in. */
    static void open() {
        SessionAccess.open(new Inside());
    }

    @Override
    public KeyRing keys(TicketKeyRing ring) {
        return ring.keys();
    }
}
