package dev.reprise.tls.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.CountingStore;
import dev.reprise.tls.Lie;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsEngine;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;

/** Connections of one client with our servers, one after another, on clocks that stand still; tells what was sent. */
final class Visits {
    final RingClocks clocks = new RingClocks();
    final CountingStore store = Parties.store(clocks);

    /**
     * A ticket on its way.
     *
     * @param seconds its lifetime, as the server says
     * @param bytes the ticket
     */
    record Ticket(long seconds, Bytes bytes) {
        /** The name of its key. */
        Bytes keyName() {
            return bytes.slice(0, 16);
        }
    }

    /**
     * One connection.
     *
     * @param client what the client says of it
     * @param server what the server says of it
     * @param tickets the tickets that the server sent, empty ones left out
     */
    record Visit(ConnectionInfo client, ConnectionInfo server, List<Ticket> tickets) {
        /** Whether it was resumed, as both sides say. */
        boolean resumed() {
            assertThat(client.resumed()).isEqualTo(server.resumed());
            return client.resumed();
        }
    }

    /** A client that keeps its sessions and asks for one ticket at a time. */
    ClientConfig.Builder client(ProtocolVersion... versions) {
        var client = Parties.client(clocks).sessions(store).ticketRequest(1, 1);
        return versions.length == 0 ? client : client.protocols(versions);
    }

    /** A server with tickets. */
    ServerConfig.Builder server() {
        return Parties.server(clocks);
    }

    /** A ring to share. */
    TicketKeyRing ring() {
        return Parties.ring(clocks);
    }

    /** A key that belongs to a number. */
    static byte[] key(int number) {
        var key = new byte[48];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (number * 31 + i + 1);
        }
        return key;
    }

    /** Connect, send something both ways, close. */
    static Visit visit(ClientConfig.Builder client, ServerConfig server) throws Exception {
        return visit(client.build(), server);
    }

    /** Connect, send something both ways, close. */
    static Visit visit(ClientConfig client, ServerConfig server) throws Exception {
        return visit(Pair.engine(client, Pair.NAME), server);
    }

    /** The same for another name than {@link Pair#NAME}. */
    static Visit visit(ClientConfig client, ServerConfig server, String name) throws Exception {
        return visit(Pair.engine(client, name), server);
    }

    /** The same with a client that says other things than it means. */
    static Visit visit(ClientConfig.Builder client, ServerConfig server, Lie lie) throws Exception {
        return visit(Pair.lyingClient(client.build(), lie), server);
    }

    private static Visit visit(TlsEngine client, ServerConfig server) throws Exception {
        var tickets = new ArrayList<Ticket>();
        var watched = Pair.lyingServer(server, message -> {
            if (message instanceof NewSessionTicket ticket) {
                tickets.add(new Ticket(ticket.lifetimeSeconds(), ticket.ticket()));
            }
            if (message instanceof Tls12NewSessionTicket ticket
                    && !ticket.ticket().isEmpty()) {
                tickets.add(new Ticket(ticket.lifetimeHintSeconds(), ticket.ticket()));
            }
            return List.of(message);
        });
        try (var pair = Pair.of(client, watched).handshake().exchange()) {
            return new Visit(
                    pair.client().engine().info(), pair.server().engine().info(), tickets);
        }
    }

    /** What a client says first. */
    static ClientHello hello(ClientConfig client) {
        var said = new ArrayList<HandshakeMessage>();
        var engine = Pair.lyingClient(client, message -> {
            said.add(message);
            return List.of(message);
        });
        var nobody = Parties.server(new RingClocks()).build().engine();
        Pair.of(engine, nobody).wire((direction, record) -> List.of()).run().close();
        return (ClientHello) said.get(0);
    }
}
