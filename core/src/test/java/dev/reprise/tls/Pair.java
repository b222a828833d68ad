package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.resumption.StoreSink;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TlsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Couples a client's and a server's engine in memory, for tests. {@link #run} moves bytes until nothing moves any more;
 * what ends a side is kept in {@link End#failure}. The bytes in flight can be cut into pieces ({@link #delivery}),
 * changed, dropped or multiplied record by record ({@link #wire}), and a side can be made to lie message by message with
 * a transcript that still fits ({@link #lyingServer}, {@link #lyingClient}).
 *
 * <pre>{@code
 * try (var pair = Pair.of(client, server).delivery(Delivery.BYTES)) {
 *     pair.handshake();
 *     pair.exchange();
 * }
 * }</pre>
 */
public final class Pair implements AutoCloseable {
    /** The name the client asks for unless a test says otherwise. */
    public static final String NAME = "example.org";
    /** The port the client thinks of. */
    public static final int PORT = 443;

    private static final int MAX_STEPS = 10_000;

    /** In which direction bytes go. */
    public enum Direction {
        /** From the client. */
        TO_SERVER,
        /** From the server. */
        TO_CLIENT
    }

    /** In which portions bytes arrive. */
    public enum Delivery {
        /** One by one. */
        BYTES,
        /** Record by record. */
        RECORDS,
        /** All that is there at once. */
        FLIGHTS
    }

    /** Sits between the two: what it answers is delivered instead of the record. */
    @FunctionalInterface
    public interface Wire {
        /** Passes everything as it is. */
        Wire HONEST = (direction, record) -> List.of(record);

        /**
         * Take one whole record, header included, and answer the portions to deliver: none to drop it, several to split or
         * repeat it; they need not be records.
         */
        List<byte[]> pass(Direction direction, byte[] record);
    }

    private final End client;
    private final End server;
    private Wire wire = Wire.HONEST;
    private Delivery delivery = Delivery.FLIGHTS;

    private Pair(TlsEngine client, TlsEngine server) {
        this.client = new End(client);
        this.server = new End(server);
    }

    /** Couple a client that wants {@link #NAME} and a server. The session to offer is taken here. */
    public static Pair of(ClientConfig client, ServerConfig server) {
        return of(client, server, NAME);
    }

    /** Couple a client that wants a name and a server. The session to offer is taken here. */
    public static Pair of(ClientConfig client, ServerConfig server, String name) {
        return new Pair(engine(client, name), server.engine());
    }

    /** Couple engines made otherwise. */
    public static Pair of(TlsEngine client, TlsEngine server) {
        return new Pair(client, server);
    }

    /** Make a client's engine as a connection to that name would. */
    public static TlsEngine engine(ClientConfig config, String name) {
        return config.engines().engine(config.engines().peer(name, PORT, name), name);
    }

    /** Make the engine of a server whose messages pass through {@code lie} before they are hashed and sent. */
    public static TlsEngine lyingServer(ServerConfig config, Lie lie) {
        return speakingServer(config, output -> new LyingOutput(output, lie));
    }

    /** Make the engine of a server whose states speak through what is put before the engine's Output. */
    static TlsEngine speakingServer(ServerConfig config, UnaryOperator<Output> through) {
        var first = new SpeakingState(config.firstState(), through);
        return new TlsEngine(Engines.server(first), SessionSink.NONE, new Announcer(null));
    }

    /**
     * Make the engine of a client that wants {@link #NAME} and whose messages pass through {@code lie} before they are
     * hashed and sent; binders are not made anew.
     */
    public static TlsEngine lyingClient(ClientConfig config, Lie lie) {
        return speakingClient(config, output -> new LyingOutput(output, lie));
    }

    /** Make the engine of a client that wants {@link #NAME} and whose states speak through what is put before Output. */
    static TlsEngine speakingClient(ClientConfig config, UnaryOperator<Output> through) {
        var start = start(config);
        var engine = Engines.client(output -> new SpeakingState(start.begin(through.apply(output)), through));
        var store = config.engines().sessions();
        var peer = config.engines().peer(NAME, PORT, NAME);
        return new TlsEngine(
                engine, store == null ? SessionSink.NONE : new StoreSink(store, peer), new Announcer(null));
    }

    /** Make the engine of a client as {@link #lyingClient} does, of which a listener hears. */
    static TlsEngine heardClient(ClientConfig config, ConnectionListener listener, Lie lie) {
        var start = start(config);
        var engine = Engines.client(output ->
                new SpeakingState(start.begin(new LyingOutput(output, lie)), through -> new LyingOutput(through, lie)));
        return new TlsEngine(engine, SessionSink.NONE, new Announcer(listener));
    }

    /** Return what begins the handshake of a client that wants {@link #NAME}. */
    static ClientStart start(ClientConfig config) {
        return new ClientStart(
                config.engines().settings(),
                new ClientTarget(NAME, true, config.engines().peer(NAME, PORT, NAME)));
    }

    /** Put something between the two; honest until then. */
    public Pair wire(Wire between) {
        wire = between;
        return this;
    }

    /** Choose the portions; flights until then. */
    public Pair delivery(Delivery portions) {
        delivery = portions;
        return this;
    }

    /** Return the client's end. */
    public End client() {
        return client;
    }

    /** Return the server's end. */
    public End server() {
        return server;
    }

    /** Move bytes until nothing moves; a failure of a side stays in its {@link End#failure}. */
    public Pair run() {
        for (int step = 0; step < MAX_STEPS; step++) {
            boolean moved = client.produce();
            moved |= server.produce();
            moved |= move(client, server, Direction.TO_SERVER);
            moved |= move(server, client, Direction.TO_CLIENT);
            if (!moved) {
                return this;
            }
        }
        throw new AssertionError("the pair does not come to rest");
    }

    /**
     * Run, and expect both sides to be established.
     *
     * @throws TlsException what ended a side; of two that failed the one whose own decision it was
     */
    public Pair handshake() throws TlsException {
        run();
        if (client.failure instanceof ProtocolException) {
            throw client.failure;
        }
        server.throwFailure();
        client.throwFailure();
        if (!client.engine.established() || !server.engine.established()) {
            throw new AssertionError("at rest, and the handshake is not done");
        }
        return this;
    }

    /** Send some bytes both ways and expect them at the other end. */
    public Pair exchange() {
        exchange(client, server, "question".getBytes(US_ASCII));
        exchange(server, client, "answer".getBytes(US_ASCII));
        return this;
    }

    private void exchange(End from, End to, byte[] data) {
        int before = to.received().length;
        from.send(data);
        run();
        var got = to.received();
        if (!Arrays.equals(data, Arrays.copyOfRange(got, Math.min(before, got.length), got.length))) {
            throw new AssertionError(
                    "application data has not arrived, failures: " + client.failure + ", " + server.failure);
        }
    }

    /** End the transport in one direction, as if the sender's host had gone, and run on. */
    public Pair cut(Direction direction) {
        run();
        (direction == Direction.TO_SERVER ? server : client).endOfInput();
        return run();
    }

    /** Close both sides. */
    @Override
    public void close() {
        client.engine.close();
        server.engine.close();
    }

    private boolean move(End from, End to, Direction direction) {
        boolean moved = false;
        for (var record = from.nextRecord(); record != null; record = from.nextRecord()) {
            moved = true;
            for (var portion : wire.pass(direction, record)) {
                deliver(to, portion);
            }
        }
        if (moved) {
            to.consume();
        }
        return moved;
    }

    private void deliver(End to, byte[] portion) {
        if (delivery != Delivery.BYTES) {
            to.arrive(portion, 0, portion.length);
            if (delivery == Delivery.RECORDS) {
                to.consume();
            }
            return;
        }
        for (int i = 0; i < portion.length; i++) {
            to.arrive(portion, i, 1);
            to.consume();
        }
    }
}
