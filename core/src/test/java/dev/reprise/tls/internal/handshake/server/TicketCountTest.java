package dev.reprise.tls.internal.handshake.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.TicketRequest;
import org.junit.jupiter.api.Test;

class TicketCountTest {
    private final TicketCount count = new TicketCount(3, 2);

    @Test
    void goesByTheConfigForClientsThatDoNotSay() {
        assertThat(count.of(null, false)).isEqualTo(3);
        assertThat(count.of(null, true)).isEqualTo(2);
    }

    // RFC 9149 section 3: not more than were asked for, and a limit of the server's own.
    @Test
    void goesByTheRequestUpToEight() {
        var request = new TicketRequest(1, 200);
        assertThat(count.of(request, false)).isEqualTo(1);
        assertThat(count.of(request, true)).isEqualTo(8);
    }
}
