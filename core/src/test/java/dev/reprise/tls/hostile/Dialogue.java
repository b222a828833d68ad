package dev.reprise.tls.hostile;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Lie;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.States;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's and a server's states that talk to each other without records or keys: every message can be looked at before
 * it is taken, and something else put in its place. Messages are bytes, header included; a change_cipher_spec is its one
 * byte.
 */
public final class Dialogue implements AutoCloseable {
    /** The one byte of a change_cipher_spec, shorter than any message. */
    public static final Bytes CHANGE_CIPHER_SPEC = Bytes.ofHex("01");

    /** Who speaks. */
    public enum Role {
        /** The client. */
        CLIENT,
        /** The server. */
        SERVER
    }

    /**
     * What happens next.
     *
     * @param role who takes it
     * @param state the state that takes it
     * @param message what is taken
     */
    @SuppressWarnings("exports") // of the tests' own jar only
    public record Step(Role role, State state, Bytes message) {}

    private final Side client;
    private final Side server;

    private Dialogue(ClientConfig clientConfig, ServerConfig serverConfig, Lie clientLie, Lie serverLie)
            throws TlsException {
        client = new Side(clientLie, clientConfig);
        server = new Side(serverLie, null);
        client.peer = server;
        server.peer = client;
        server.state = States.server(serverConfig);
        client.state = States.client(clientConfig, client);
    }

    /** Begin: the ClientHello is out. */
    public static Dialogue of(ClientConfig client, ServerConfig server) throws TlsException {
        return of(client, server, List::of, List::of);
    }

    /** Begin with sides whose messages pass through lies before they are hashed and sent. */
    public static Dialogue of(ClientConfig client, ServerConfig server, Lie clientLie, Lie serverLie)
            throws TlsException {
        return new Dialogue(client, server, clientLie, serverLie);
    }

    /** Return what happens next, null when nothing is under way. */
    @SuppressWarnings("exports") // of the tests' own jar only
    public @Nullable Step next() {
        for (var role : Role.values()) {
            var side = side(role);
            var message = side.inbox.peek();
            if (message != null && side.state != null) {
                return new Step(role, side.state, message);
            }
        }
        return null;
    }

    /** Let it happen as it should; answer the new state. */
    @SuppressWarnings("exports") // of the tests' own jar only
    public State take(Step step) throws TlsException {
        side(step.role()).inbox.remove();
        return take(step.role(), step.message());
    }

    /** Put a message, or {@link #CHANGE_CIPHER_SPEC}, before a side; answer the new state. */
    @SuppressWarnings("exports") // of the tests' own jar only
    public State take(Role role, Bytes message) throws TlsException {
        var side = side(role);
        var state = side.state;
        if (state == null) {
            throw new IllegalStateException("the " + role + " has ended");
        }
        side.state = null;
        try {
            var incoming = message.length() == 1 ? new ChangeCipherSpec() : state.read(message);
            side.state = state.on(incoming, side);
            return side.state;
        } catch (TlsException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** Return the state a side is in, null after its end. */
    @SuppressWarnings("exports") // of the tests' own jar only
    public @Nullable State state(Role role) {
        return side(role).state;
    }

    /** Wipe everything. */
    @Override
    public void close() {
        client.close();
        server.close();
    }

    private Side side(Role role) {
        return role == Role.CLIENT ? client : server;
    }

    /** One side: its state, what is on its way to it, and the Output its states speak through. */
    private static final class Side implements Output {
        final Deque<Bytes> inbox = new ArrayDeque<>();
        private final Lie lie;
        private final @Nullable ClientConfig config;
        private final List<TrafficSecret> secrets = new ArrayList<>();
        private final List<DirectionKeys> keys = new ArrayList<>();
        private @Nullable Side peer;

        @Nullable
        State state;

        Side(Lie lie, @Nullable ClientConfig config) {
            this.lie = lie;
            this.config = config;
        }

        private void deliver(Bytes message) {
            if (peer != null) {
                peer.inbox.add(message);
            }
        }

        @Override
        public Bytes send(HandshakeMessage message) {
            var sent = new Writer();
            for (var told : lie.tell(message)) {
                var raw = HandshakeMessage.encode(told);
                deliver(raw);
                sent.bytes(raw);
            }
            return sent.toBytes();
        }

        @Override
        public Bytes send(Bytes encodedMessage) {
            try {
                return send(HandshakeMessage.parse(encodedMessage, ProtocolVersion.TLS_1_3)
                        .message());
            } catch (ProtocolException e) {
                throw new AssertionError("our own message does not parse", e);
            }
        }

        @Override
        public void sendChangeCipherSpec() {
            deliver(CHANGE_CIPHER_SPEC);
        }

        @Override
        public void installReadKeys(TrafficSecret secret, CipherSuite suite) {
            secrets.add(secret);
        }

        @Override
        public void installWriteKeys(TrafficSecret secret, CipherSuite suite) {
            secrets.add(secret);
        }

        @Override
        public void installReadKeys(DirectionKeys direction, CipherSuite suite) {
            keys.add(direction);
        }

        @Override
        public void installWriteKeys(DirectionKeys direction, CipherSuite suite) {
            sendChangeCipherSpec();
            keys.add(direction);
        }

        @Override
        public void limitOwnRecords(int maxContent) {}

        @Override
        public void limitRecords(int sent, int received) {}

        @Override
        public void refuseRenegotiation() {}

        @Override
        public void updateReadKeys() {}

        @Override
        public void answerKeyUpdate() {}

        @Override
        public void skipEarlyData(int maxBytes) {}

        @Override
        public void installExporter(Exporter exporter) {
            exporter.close();
        }

        @Override
        public void report(Event event) {
            if (config != null && event instanceof Event.TicketReceived received) {
                try (var session = received.session()) {
                    States.keep(config, session);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        void close() {
            if (state != null) {
                state.close();
                state = null;
            }
            secrets.forEach(TrafficSecret::close);
            keys.forEach(DirectionKeys::close);
        }
    }
}
