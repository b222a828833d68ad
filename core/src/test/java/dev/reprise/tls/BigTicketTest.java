package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A ticket may have 65,535 bytes, but so may all extensions of a ClientHello together (RFC 9846 sections 4.7.1 and
 * 4.2.2): one that has no room there must not end the connections it was to speed up.
 */
class BigTicketTest {
    private static final int MAX_MESSAGE = 1 << 20;

    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);

    @ParameterizedTest
    @CsvSource({
        "TLS_1_3, 32768, true",
        "TLS_1_3, 32769, false",
        "TLS_1_3, 65535, false",
        "TLS_1_2, 32768, true",
        "TLS_1_2, 32769, false",
        "TLS_1_2, 65535, false"
    })
    void connectsAfterATicketOfAnySize(ProtocolVersion version, int size, boolean kept) throws Exception {
        var client = Parties.client(clocks)
                .sessions(store)
                .protocols(version)
                .maxHandshakeMessage(MAX_MESSAGE)
                .build();
        var server = Parties.server(clocks).maxHandshakeMessage(MAX_MESSAGE).build();
        var generous = Pair.lyingServer(server, message -> List.of(withTicketOf(size, message)));
        Pair.of(Pair.engine(client, Pair.NAME), generous).handshake().exchange().close();
        assertThat(store.stored() > 0).isEqualTo(kept);

        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.client().engine().info().notOffered().isEmpty()).isEqualTo(kept);
            assertThat(pair.server().engine().info().ticketRefusal().isPresent())
                    .isEqualTo(kept);
        }
    }

    private static HandshakeMessage withTicketOf(int size, HandshakeMessage message) {
        var ticket = Bytes.wrap(new byte[size]);
        return switch (message) {
            case NewSessionTicket sent -> Messages.withTicket(sent, ticket);
            case Tls12NewSessionTicket sent -> new Tls12NewSessionTicket(sent.lifetimeHintSeconds(), ticket);
            default -> message;
        };
    }
}
