package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.ticket.TicketOpening.Refused;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.Arrays;
import java.util.Objects;

/** Seals a session in a ring and opens it again, for tests of what a ring does with its keys. */
final class SealedTickets {
    static final byte[] SESSION = {'s', 'e', 's', 's', 'i', 'o', 'n'};

    private SealedTickets() {}

    /** Return a key that belongs to a number. */
    static byte[] key(int number) {
        var key = new byte[48];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (number * 31 + i + 1);
        }
        return key;
    }

    /** Seal the session, or fail. */
    static byte[] sealed(TicketKeyRing ring) {
        return sealedOrFail(ring, SESSION);
    }

    /** Seal a session, or fail. */
    static byte[] sealedOrFail(TicketKeyRing ring, byte[] session) {
        return Objects.requireNonNull(ring.keys().seal(session), "no key seals");
    }

    /** Open a ticket of the session and return the role of its key, which opening tells of in its own words, or fail. */
    static KeyRole role(TicketKeyRing ring, byte[] ticket) {
        var opening = ring.keys().open(ticket);
        assertThat(opening).isInstanceOf(Opened.class);
        var opened = (Opened) opening;
        assertThat(opened.session()).isEqualTo(SESSION);
        assertThat(opened.key().toBytes()).isEqualTo(Arrays.copyOf(ticket, TicketKey.NAME_BYTES));
        var name = opened.key().toString();
        var status = ring.status().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(opened.current()).isEqualTo(status.role() == KeyRole.CURRENT);
        return status.role();
    }

    /** Return why a ticket does not open, or fail when it does. */
    static TicketRefusal refusal(TicketKeyRing ring, byte[] ticket) {
        var opening = ring.keys().open(ticket);
        assertThat(opening).isInstanceOf(Refused.class);
        return ((Refused) opening).reason();
    }
}
