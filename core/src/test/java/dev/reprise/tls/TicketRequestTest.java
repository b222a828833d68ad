package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.message.TicketRequestHint;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many tickets a client asks for and gets (RFC 9149). */
class TicketRequestTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final List<HandshakeMessage> sent = new ArrayList<>();

    @Test
    void asksForFourTicketsUnlessToldOtherwise() throws Exception {
        visit(client().build());
        assertThat(store.stored()).isEqualTo(4);
        visit(client().build());
        assertThat(store.stored()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 0, 0", "1, 0, 1, 0", "2, 8, 2, 8", "8, 9, 8, 8", "255, 255, 8, 8"})
    void getsWhatItAsksForUpToEight(int full, int resumed, int afterFull, int afterResumed) throws Exception {
        var client = client().ticketRequest(full, resumed).build();
        visit(client);
        assertThat(tickets()).isEqualTo(afterFull);
        assertThat(hint()).isEqualTo(afterFull);
        assertThat(store.stored()).isEqualTo(afterFull);
        if (afterFull > 0) {
            visit(client);
            assertThat(tickets()).isEqualTo(afterResumed);
            assertThat(hint()).isEqualTo(afterResumed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8})
    void getsAsManyAsTheServerIsToldWithoutAsking(int afterFull) throws Exception {
        var config = client().build();
        Lie lie = message -> List.of(
                message instanceof ClientHello hello
                        ? Messages.with(hello, Messages.without(hello.extensions(), TicketRequest.class))
                        : message);
        var told = Parties.server(clocks).ticketCount(afterFull, 1).build();
        Pair.of(Pair.lyingClient(config, lie), told.engine()).handshake().close();
        assertThat(store.stored()).isEqualTo(afterFull);
    }

    @Test
    void refusesTicketCountsOutOfRange() {
        for (var count : new int[][] {{-1, 0}, {0, -1}, {9, 0}, {0, 9}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Parties.server(clocks).ticketCount(count[0], count[1]))
                    .withMessageContaining("legal are 0 to 8");
        }
    }

    @Test
    void getsTwoAfterFullHandshakeAndOneAfterResumptionWithoutAsking() throws Exception {
        // Without the extension, and thus with a binder over the hello without it, as old clients have it.
        var config = client().build();
        Lie lie = message -> List.of(
                message instanceof ClientHello hello
                        ? Messages.with(hello, Messages.without(hello.extensions(), TicketRequest.class))
                        : message);
        Pair.of(Pair.lyingClient(config, lie), server()).handshake().close();
        assertThat(tickets()).isEqualTo(2);
        assertThat(sent)
                .noneMatch(message -> message instanceof EncryptedExtensions extensions
                        && extensions.extensions().find(TicketRequestHint.class) != null);
    }

    @Test
    void refusesCountsThatAreNoByte() {
        assertThatThrownBy(() -> client().ticketRequest(-1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().ticketRequest(4, 256)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsTheRequestAgainAfterHelloRetryRequest() throws Exception {
        // RFC 9149 section 3: presence and value are the same in the second ClientHello.
        var client = client().groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .ticketRequest(3, 1)
                .build();
        var server = Parties.server(clocks).groups(NamedGroup.SECP256R1).build();
        var requests = new ArrayList<TicketRequest>();
        Lie watch = message -> {
            if (message instanceof ClientHello hello) {
                requests.add(hello.extensions().find(TicketRequest.class));
            }
            return List.of(message);
        };
        Pair.of(Pair.lyingClient(client, watch), Pair.lyingServer(server, this::recorded))
                .handshake()
                .close();
        assertThat(requests).containsExactly(new TicketRequest(3, 1), new TicketRequest(3, 1));
        assertThat(tickets()).isEqualTo(3);
    }

    @Test
    void refusesRequestThatChangesAfterHelloRetryRequest() {
        var client = client().groups(NamedGroup.X25519, NamedGroup.SECP256R1).build();
        var server = Parties.server(clocks).groups(NamedGroup.SECP256R1).build();
        var hellos = new ArrayList<ClientHello>();
        Lie lie = message -> {
            if (message instanceof ClientHello hello) {
                hellos.add(hello);
                return List.of(Messages.with(hello, new TicketRequest(hellos.size(), 1)));
            }
            return List.of(message);
        };
        var pair = Pair.of(Pair.lyingClient(client, lie), server.engine()).run();
        assertAborted(pair.server(), Reason.CLIENT_HELLO_CHANGED, pair.client());
    }

    @Test
    void refusesHintOutsideEncryptedExtensions() {
        // RFC 9149 section 3: illegal_parameter.
        Lie lie = message -> List.of(
                message instanceof ServerHello hello ? Messages.with(hello, new TicketRequestHint(2)) : message);
        var pair = Pair.of(
                        Pair.engine(client().build(), Pair.NAME),
                        Pair.lyingServer(Parties.server(clocks).build(), lie))
                .run();
        assertAborted(pair.client(), Reason.EXTENSION_NOT_ALLOWED, pair.server());
    }

    @Test
    void refusesHintNobodyAskedFor() {
        Lie lie = message -> List.of(
                message instanceof EncryptedExtensions extensions
                        ? Messages.with(extensions, new TicketRequestHint(2))
                        : message);
        var pair = Pair.of(
                        Pair.engine(Parties.client(clocks).build(), Pair.NAME),
                        Pair.lyingServer(Parties.server(clocks).build(), lie))
                .run();
        assertAborted(pair.client(), Reason.UNSOLICITED_EXTENSION, pair.server());
    }

    @Test
    void getsNoHintFromServerWithoutTickets() throws Exception {
        var server = Parties.server(clocks).sessionLifetime(Duration.ZERO).build();
        Pair.of(Pair.engine(client().build(), Pair.NAME), Pair.lyingServer(server, this::recorded))
                .handshake()
                .close();
        assertThat(tickets()).isZero();
        assertThat(sent)
                .noneMatch(message -> message instanceof EncryptedExtensions extensions
                        && extensions.extensions().find(TicketRequestHint.class) != null);
    }

    @Test
    void keepsAtMostSixteenTicketsOfConnection() throws Exception {
        // A server may send any number; a connection must not flush the store of others.
        Lie lie = message -> message instanceof NewSessionTicket ticket
                ? List.of(ticket, another(ticket, 1), another(ticket, 2), another(ticket, 3), another(ticket, 4))
                : List.of(message);
        Pair.of(
                        Pair.engine(client().build(), Pair.NAME),
                        Pair.lyingServer(Parties.server(clocks).build(), lie))
                .handshake()
                .exchange()
                .close();
        assertThat(store.stored()).isEqualTo(16);
    }

    private static NewSessionTicket another(NewSessionTicket ticket, int i) {
        var bytes = ticket.ticket().toArray();
        bytes[0] ^= (byte) i;
        return Messages.withTicket(ticket, Bytes.wrap(bytes));
    }

    @Test
    void usesEveryTicketOfConnectionOnce() throws Exception {
        var client = client().build();
        visit(client);
        var identities = new ArrayList<Object>();
        Lie watch = message -> {
            if (message instanceof ClientHello hello && hello.extensions().last() instanceof OfferedPsks psks) {
                identities.add(psks.identities().get(0).identity());
            }
            return List.of(message);
        };
        store.ignoreNew(true);
        for (int i = 0; i < 4; i++) {
            Pair.of(Pair.lyingClient(client, watch), server()).handshake().close();
        }
        assertThat(identities).doesNotHaveDuplicates().hasSize(4);
    }

    private void visit(ClientConfig client) throws Exception {
        sent.clear();
        Pair.of(Pair.engine(client, Pair.NAME), server()).handshake().close();
    }

    private TlsEngine server() {
        return Pair.lyingServer(config(), this::recorded);
    }

    private @Nullable ServerConfig shared;

    private ServerConfig config() {
        if (shared == null) {
            shared = Parties.server(clocks).build();
        }
        return shared;
    }

    private List<HandshakeMessage> recorded(HandshakeMessage message) {
        sent.add(message);
        return List.of(message);
    }

    private long tickets() {
        return sent.stream().filter(NewSessionTicket.class::isInstance).count();
    }

    private int hint() {
        for (var message : sent) {
            if (message instanceof EncryptedExtensions extensions) {
                var hint = extensions.extensions().find(TicketRequestHint.class);
                return hint == null ? -1 : hint.expectedCount();
            }
        }
        return -1;
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store);
    }
}
