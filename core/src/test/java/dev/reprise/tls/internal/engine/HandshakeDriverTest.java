package dev.reprise.tls.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.States;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Carries handshakes without records, message by message or byte by byte, as QUIC would (RFC 9001 section 4): each message
 * comes at its level, and both sides get the same secrets for it.
 */
class HandshakeDriverTest {
    private final RingClocks clocks = new RingClocks();
    private final ClientConfig client = Parties.client(clocks)
            .sessions(Parties.store(clocks))
            .protocols(ProtocolVersion.TLS_1_3)
            .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
            .build();
    private final ServerConfig server =
            Parties.server(clocks).ticketKeys(Parties.ring(clocks)).build();

    /** A message on its way. */
    private record Sent(Level level, Bytes message) {}

    /** Keys that a side was given. */
    private record Given(Level level, Bytes secret) {}

    /** Keeps what a side sends and the secrets it gets; knows levels and no records. */
    private static final class Frames implements Carrier {
        final Queue<Sent> sent = new ArrayDeque<>();
        final List<Level> levels = new ArrayList<>();
        final List<Given> read = new ArrayList<>();
        final List<Given> write = new ArrayList<>();

        @Override
        public void send(Level level, Bytes message) {
            sent.add(new Sent(level, message));
            levels.add(level);
        }

        @Override
        public void flush() {}

        @Override
        public void installReadKeys(Level level, TrafficSecret secret, CipherSuite suite) {
            read.add(new Given(level, Bytes.wrap(secret.secret().toArray())));
        }

        @Override
        public void installWriteKeys(Level level, TrafficSecret secret, CipherSuite suite) {
            write.add(new Given(level, Bytes.wrap(secret.secret().toArray())));
        }

        @Override
        public void installReadKeys(DirectionKeys keys, CipherSuite suite) {
            throw new AssertionError("TLS 1.2");
        }

        @Override
        public void installWriteKeys(DirectionKeys keys, CipherSuite suite) {
            throw new AssertionError("TLS 1.2");
        }

        @Override
        public void sendChangeCipherSpec() {} // RFC 9001 section 8.4: there is none.

        @Override
        public void limitOwnRecords(int maxContent) {}

        @Override
        public void limitRecords(int sent, int received) {}

        @Override
        public long dataSent() {
            return 0;
        }

        @Override
        public void updateReadKeys() {
            throw new AssertionError("RFC 9001 section 6: keys are updated without a message");
        }

        @Override
        public void answerKeyUpdate() {
            throw new AssertionError();
        }

        @Override
        public void refuseRenegotiation() {
            throw new AssertionError("TLS 1.2");
        }

        @Override
        public void skipEarlyData(int maxBytes) {
            throw new AssertionError("none was sent");
        }
    }

    /** A side: the states, and what carries them. */
    private static final class Side {
        final Frames frames = new Frames();
        final List<Event> events = new ArrayList<>();
        final HandshakeDriver driver;

        Side(Function<Carrier, HandshakeDriver> driver) {
            this.driver = driver.apply(frames);
        }

        void runTasks() throws TlsException {
            while (driver.taskDue()) {
                driver.runDue();
                driver.resume();
            }
        }

        /** Give the other side all that was sent; answer whether that was anything. */
        boolean deliver(Side to, int portion) throws TlsException {
            boolean any = !frames.sent.isEmpty();
            for (var sent = frames.sent.poll(); sent != null; sent = frames.sent.poll()) {
                var bytes = sent.message().toArray();
                for (int at = 0; at < bytes.length; at += portion) {
                    to.driver.receive(sent.level(), bytes, at, Math.min(portion, bytes.length - at));
                    to.runTasks();
                }
            }
            to.events.addAll(to.driver.output().takeEvents());
            return any;
        }

        Event.Established established() {
            return events.stream()
                    .filter(Event.Established.class::isInstance)
                    .map(Event.Established.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private record Sides(Side client, Side server) {
        /** Carry everything both ways until nothing is left. */
        Sides run(int portion) throws TlsException {
            client.runTasks();
            for (int i = 0; client.deliver(server, portion) | server.deliver(client, portion); i++) {
                assertThat(i).isLessThan(20);
            }
            return this;
        }
    }

    private Sides sides(ServerConfig with) {
        return new Sides(
                new Side(frames -> HandshakeDriver.client(frames, EngineLimits.DEFAULT, States.start(client))),
                new Side(frames -> HandshakeDriver.server(frames, EngineLimits.DEFAULT, States.server(with))));
    }

    /** In which portions the bytes of a message come. */
    enum Portions {
        MESSAGES(1 << 16),
        PIECES(100),
        BYTES(1);

        final int bytes;

        Portions(int bytes) {
            this.bytes = bytes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void carriesAFullHandshakeAndAResumedOne(Portions portions) throws Exception {
        var full = sides(server).run(portions.bytes);
        assertDone(full, HandshakeKind.FULL);
        store(full.client);
        assertDone(sides(server).run(portions.bytes), HandshakeKind.RESUMED);
    }

    @Test
    void carriesARetriedHandshake() throws Exception {
        var retrying = Parties.server(clocks).groups(NamedGroup.SECP256R1).build();
        assertDone(sides(retrying).run(1 << 16), HandshakeKind.FULL_WITH_RETRY);
    }

    /** Put the sessions whose tickets came where the next connection finds them. */
    private void store(Side from) throws Exception {
        for (var event : from.events) {
            if (event instanceof Event.TicketReceived received) {
                States.keep(client, received.session());
            }
        }
    }

    private static void assertDone(Sides sides, HandshakeKind kind) {
        for (var side : List.of(sides.client, sides.server)) {
            assertThat(side.driver.established()).isTrue();
            assertThat(side.driver.maySend()).isTrue();
            assertThat(side.driver.mayReceive()).isTrue();
            assertThat(side.established().kind()).isEqualTo(kind);
            assertThat(side.frames.read).extracting(Given::level).containsExactly(Level.HANDSHAKE, Level.APPLICATION);
        }
        assertThat(sides.client.frames.read).isEqualTo(sides.server.frames.write);
        assertThat(sides.client.frames.write).isEqualTo(sides.server.frames.read);
        assertThat(sides.client.frames.levels)
                .startsWith(Level.INITIAL)
                .endsWith(Level.HANDSHAKE)
                .doesNotContain(Level.APPLICATION);
        assertThat(sides.server.frames.levels)
                .startsWith(Level.INITIAL)
                .contains(Level.HANDSHAKE)
                .endsWith(Level.APPLICATION);
        sides.client.driver.close();
        sides.server.driver.close();
    }

    @Test
    void refusesBytesAtAnotherLevelThanTheirs() throws Exception { // RFC 9001 section 4.1.3
        var sides = sides(server);
        sides.client.runTasks();
        var hello = requireNonNull(sides.client.frames.sent.poll()).message().toArray();
        for (var level : new Level[] {Level.HANDSHAKE, Level.APPLICATION}) {
            var thrown = catchThrowableOfType(
                    ProtocolException.class, () -> sides.server.driver.receive(level, hello, 0, hello.length));
            assertThat(thrown.reason()).isEqualTo(Reason.UNEXPECTED_MESSAGE);
        }
        sides.client.driver.close();
        sides.server.driver.close();
    }
}
