package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in the tickets of one connection, and what the client makes of it. */
class TicketContentTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final ServerConfig server = Parties.server(clocks).build();
    private final ClientConfig client =
            Parties.client(clocks).sessions(store).ticketRequest(8, 8).build();
    private final List<NewSessionTicket> tickets = new ArrayList<>();

    // RFC 9846 section 4.7.1: a ticket_nonce unique on the connection, as the PSK is derived from it alone, and a
    // ticket_age_add fresh for each ticket.
    @Test
    void ticketsShareNeitherNonceNorKeyNorAddend() throws Exception {
        visit();
        assertThat(tickets).hasSize(8);
        assertThat(tickets).extracting(NewSessionTicket::nonce).doesNotHaveDuplicates();
        assertThat(tickets).extracting(NewSessionTicket::ageAdd).doesNotHaveDuplicates();
        var secrets = new HashSet<Bytes>();
        for (var der : Psks.sessions(store, client)) {
            try (var session = Psks.session(der)) {
                secrets.add(Bytes.wrap(session.secret().toArray()));
            }
        }
        assertThat(secrets).hasSize(8);
    }

    // RFC 9846 section 4.3.11.1: the age in milliseconds plus ticket_age_add, modulo 2^32.
    @Test
    void theAgeOfferedIsHiddenByTheAddend() throws Exception {
        visit();
        var addends = new HashSet<Long>();
        tickets.forEach(ticket -> addends.add(ticket.ageAdd()));
        clocks.pass(3);
        var ages = new ArrayList<Long>();
        Lie watch = message -> {
            if (message instanceof ClientHello hello && hello.extensions().last() instanceof OfferedPsks psks) {
                ages.add(psks.identities().get(0).obfuscatedTicketAge());
            }
            return List.of(message);
        };
        Pair.of(Pair.lyingClient(client, watch), server.engine()).handshake().close();
        assertThat(ages).hasSize(1);
        assertThat(addends).contains(ages.get(0) - 3000 & 0xffff_ffffL);
    }

    private void visit() throws Exception {
        Lie watch = message -> {
            if (message instanceof NewSessionTicket ticket) {
                tickets.add(ticket);
            }
            return List.of(message);
        };
        Pair.of(Pair.engine(client, Pair.NAME), Pair.lyingServer(server, watch))
                .handshake()
                .close();
    }
}
