package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.ticket.TicketCrafting;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every reason a server has to refuse a ticket, end to end: a quiet full handshake, told on the server only. */
class RefusalTest {
    private static final byte[] SESSION_ID = "a fleet".getBytes(StandardCharsets.US_ASCII);
    private static final int REVISION = 7;

    private final byte[] key = new byte[48];
    private RingClocks clocks;
    private RingClocks ringClocks;
    private CountingStore store;
    private TicketKeyRing ring;
    private ClientConfig client;

    @BeforeEach
    void begin() {
        Arrays.fill(key, (byte) 5);
        clocks = new RingClocks();
        ringClocks = new RingClocks();
        store = Parties.store(clocks);
        ring = Parties.ring(ringClocks);
        ring.add(REVISION, key);
        client = Parties.client(clocks).sessions(store).build();
    }

    @AfterEach
    void end() {
        ring.close();
    }

    @Test
    void ticketsOff() throws Exception {
        visit(server());
        assertRefused(server().sessionLifetime(Duration.ZERO), TicketRefusal.TICKETS_OFF);
    }

    @Test
    void noCommonMode() throws Exception {
        visit(server());
        var pskKeOnly = new PskKeyExchangeModes(Bytes.wrap(new byte[] {0}));
        var lying = Pair.lyingClient(
                client,
                message -> List.of(message instanceof ClientHello hello ? Messages.with(hello, pskKeOnly) : message));
        try (var pair = Pair.of(lying, server().build().engine()).handshake().exchange()) {
            assertFull(pair, TicketRefusal.NO_COMMON_MODE);
            // Section 4.7.1: no ticket to a client that could not use it.
            assertThat(store.stored()).isEqualTo(4);
        }
    }

    @Test
    void malformed() throws Exception {
        visitWithTickets(ticket -> ticket.slice(0, 63));
        assertRefused(server(), TicketRefusal.MALFORMED);
    }

    @Test
    void unknownKey() throws Exception {
        visitWithTickets(ticket -> flipped(ticket, 0));
        assertRefused(server(), TicketRefusal.UNKNOWN_KEY);
    }

    @Test
    void expiredKey() throws Exception {
        visit(server());
        // A key added by hand opens until its age is two lifetimes, a ticket lives one: clocks must differ to get here.
        ringClocks.pass(2 * Parties.LIFETIME.toSeconds() + 1);
        assertRefused(server(), TicketRefusal.EXPIRED_KEY);
    }

    @Test
    void badMac() throws Exception {
        visitWithTickets(ticket -> flipped(ticket, ticket.length() - 1));
        assertRefused(server(), TicketRefusal.BAD_MAC);
    }

    @Test
    void badContent() throws Exception {
        visitWithTickets(ticket ->
                TicketCrafting.resealed(ticket, key, "no session at all".getBytes(StandardCharsets.US_ASCII)));
        assertRefused(server(), TicketRefusal.BAD_CONTENT);
    }

    @Test
    void version() throws Exception {
        visitWithTickets(ticket -> TicketCrafting.resealed(
                ticket,
                key,
                session -> session.protocolVersion(0x0303).cipherSuite(0xc02b).secret(Secret.copyOf(new byte[48]))));
        assertRefused(server(), TicketRefusal.VERSION);
    }

    @Test
    void expired() throws Exception {
        visit(server());
        // The client's clock stands still, the server's goes on.
        var ahead = new RingClocks();
        ahead.pass(Parties.LIFETIME.toSeconds() + 1);
        assertRefused(server().clocks(ahead.clocks()), TicketRefusal.EXPIRED);
    }

    @Test
    void expiredUnderShorterLifetime() throws Exception {
        visit(server());
        clocks.pass(601);
        assertRefused(server().sessionLifetime(Duration.ofMinutes(10)), TicketRefusal.EXPIRED);
    }

    @Test
    void fromTheFuture() throws Exception {
        visit(server());
        var behind = new RingClocks();
        behind.setWallForward(-301);
        assertRefused(server().clocks(behind.clocks()), TicketRefusal.FROM_THE_FUTURE);
    }

    @Test
    void sessionIdContext() throws Exception {
        visit(server());
        assertRefused(server().sessionId(new byte[] {1}), TicketRefusal.SESSION_ID_CONTEXT);
    }

    @Test
    void serverName() throws Exception {
        store.takeAllFor(client.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME));
        visit(server());
        try (var pair = Pair.of(client, server().build(), "other." + Pair.NAME)
                .handshake()
                .exchange()) {
            assertFull(pair, TicketRefusal.SERVER_NAME);
        }
    }

    @Test
    void cipherSuite() throws Exception {
        visit(server().cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertRefused(server().cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384), TicketRefusal.CIPHER_SUITE);
    }

    @Test
    void theChosenTicketsBinderMustVerify() throws Exception {
        visit(server());
        // Section 4.3.11: a PSK is not accepted unless its binder verifies, and the handshake ends with decrypt_error.
        var lying = Pair.lyingClient(
                client, message -> List.of(message instanceof ClientHello hello ? withBrokenBinder(hello) : message));
        var pair = Pair.of(lying, server().build().engine()).run();
        PairTest.assertAborted(pair.server(), Reason.BAD_BINDER, pair.client());
    }

    private static HandshakeMessage withBrokenBinder(ClientHello hello) {
        return hello.extensions().last() instanceof OfferedPsks psks
                ? Psks.withBinders(hello, List.of(flipped(psks.binders().get(0), 3)))
                : hello;
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(SESSION_ID);
    }

    private void visit(ServerConfig.Builder server) throws Exception {
        Pair.of(client, server.build()).handshake().close();
        assertThat(store.stored()).isEqualTo(4);
    }

    /** Make the client hold tickets that its server has changed. */
    private void visitWithTickets(UnaryOperator<Bytes> change) throws Exception {
        var server = Pair.lyingServer(
                server().build(),
                message -> List.of(
                        message instanceof NewSessionTicket ticket
                                ? Messages.withTicket(ticket, change.apply(ticket.ticket()))
                                : message));
        Pair.of(Pair.engine(client, Pair.NAME), server).handshake().close();
    }

    private void assertRefused(ServerConfig.Builder server, TicketRefusal why) throws Exception {
        try (var pair = Pair.of(client, server.build()).handshake().exchange()) {
            assertFull(pair, why);
        }
    }

    private static void assertFull(Pair pair, TicketRefusal why) {
        var server = pair.server().engine().info();
        assertThat(server.handshakeKind()).isEqualTo(HandshakeKind.FULL);
        assertThat(server.ticketRefusal()).contains(why);
        var client = pair.client().engine().info();
        assertThat(client.handshakeKind()).isEqualTo(HandshakeKind.FULL);
        assertThat(client.notOffered()).isEmpty();
        assertThat(client.ticketRefusal()).isEmpty();
    }

    private static Bytes flipped(Bytes value, int index) {
        var changed = value.toArray();
        changed[index] ^= 0x20;
        return Bytes.wrap(changed);
    }
}
