package dev.reprise.tls.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Costly states as tasks, and what a shell learns. */
class EngineTaskTest {
    @Test
    void handsCostlyMessagesOutAsTasks() throws Exception {
        var rig = new Rig(ScriptedServer.costly());
        assertThat(rig.engine.busy()).isFalse();
        assertThat(rig.engine.task()).isNull();
        rig.give(Rig.HELLO);
        assertThat(rig.engine.busy()).isTrue();
        assertThat(rig.engine.read(Rig.HELLO, 0, new byte[0], 0, 0)).isEqualTo(Engine.BUSY);
        var task = rig.engine.task();
        assertThat(rig.engine.task()).isNull();
        assertThat(rig.engine.busy()).isTrue();
        assertThat(rig.engine.read(Rig.HELLO, 0, new byte[0], 0, 0)).isEqualTo(Engine.BUSY);
        assertThat(task).isNotNull();
        requireNonNull(task).run();
        assertThat(rig.engine.busy()).isFalse();
        assertThat(rig.output()).hasSize(3);
    }

    @Test
    void tellsATasksFailureByTheNextCall() throws Exception {
        var thrown = new ProtocolException(Reason.BAD_SIGNATURE, "scripted");
        var state = ScriptedState.costly((incoming, output) -> {
            throw thrown;
        });
        var engine = Engines.server(state);
        engine.read(Rig.HELLO, 0, new byte[0], 0, 0);
        Rig.runTask(engine);
        assertThat(engine.failure()).isSameAs(thrown);
        assertThat(engine.busy()).isFalse();
        assertThat(engine.hasOutput()).isTrue();
    }

    /** A peer brings this about by nesting what the JDK parses. */
    @Test
    void failsWhenATaskThrowsAnError() throws Exception {
        var thrown = new StackOverflowError("scripted");
        var state = ScriptedState.costly((incoming, output) -> {
            throw thrown;
        });
        var engine = Engines.server(state);
        engine.read(Rig.HELLO, 0, new byte[0], 0, 0);
        Rig.runTask(engine);
        assertFailedInside(engine, thrown);
        assertThat(state.closed()).isTrue();
    }

    @Test
    void failsWhenAStateThrowsAnErrorAtOnceOrAfterATask() throws Exception {
        var thrown = new StackOverflowError("scripted");
        var state = ScriptedState.waiting((incoming, output) -> {
            throw thrown;
        });
        var prompt = Engines.server(state);
        assertThat(catchThrowableOfType(ProtocolException.class, () -> prompt.read(Rig.HELLO, 0, new byte[0], 0, 0)))
                .isSameAs(prompt.failure());
        assertFailedInside(prompt, thrown);
        assertThat(state.closed()).isTrue();

        var next = ScriptedState.waiting((incoming, output) -> {
            throw thrown;
        });
        var first = ScriptedState.costly((incoming, output) -> next);
        var later = Engines.server(first);
        later.read(RecordPeer.plain(22, RecordPeer.join(RecordPeer.HELLO, RecordPeer.HELLO)), 0, new byte[0], 0, 0);
        Rig.runTask(later);
        assertFailedInside(later, thrown);
        assertThat(next.closed()).isTrue();
    }

    @Test
    void wipesAClientWhoseBeginningThrowsAnError() throws Exception {
        var thrown = new LinkageError("scripted");
        var start = new FailingStart(thrown);
        var engine = Engines.client(start);
        Rig.runTask(engine);
        assertThat(start.closed).isTrue();
        assertThat(engine.failure()).hasCause(thrown);
        assertThat(engine.busy()).isFalse();
        assertThat(engine.hasOutput()).as("an alert before any hello").isFalse();
    }

    @Test
    void wipesAtTheEndOfATaskThatThrowsAnErrorAfterClosing() throws Exception {
        var engine = new Engine[1];
        var read = ScriptedServer.secret(1);
        var state = ScriptedState.costly((incoming, output) -> {
            output.installReadKeys(read, ScriptedServer.SUITE);
            engine[0].close();
            throw new StackOverflowError("scripted");
        });
        engine[0] = Engines.server(state);
        engine[0].read(Rig.HELLO, 0, new byte[0], 0, 0);
        Rig.runTask(engine[0]);
        assertThat(engine[0].busy()).isFalse();
        assertThat(state.closed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> read.secret().toArray());
    }

    /** The engine has ended with an alert, holds on to nothing and can be closed. */
    private static void assertFailedInside(Engine engine, Error thrown) throws Exception {
        assertThat(engine.failure())
                .hasCause(thrown)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR));
        assertThat(engine.busy()).isFalse();
        assertThat(engine.task()).isNull();
        var out = new byte[99];
        assertThat(engine.drain(out, 0, 99)).isEqualTo(7);
        assertThat(Bytes.copyOf(out, 0, 7)).isEqualTo(Bytes.ofHex("15030300020250"));
        engine.close();
        assertThat(engine.drain(out, 0, 99)).isZero();
    }

    @Test
    void goesOnWithTheRestOfARecordAfterATask() throws Exception {
        var seen = new ArrayList<String>();
        var last = ScriptedState.waiting((incoming, output) -> {
            seen.add("prompt");
            return ScriptedState.waiting((i, o) -> {
                throw new AssertionError("one message too many");
            });
        });
        var second = ScriptedState.costly((incoming, output) -> {
            seen.add("second");
            return last;
        });
        var first = ScriptedState.costly((incoming, output) -> {
            seen.add("first");
            return second;
        });
        var engine = Engines.server(first);
        var three = RecordPeer.join(RecordPeer.HELLO, RecordPeer.HELLO, RecordPeer.HELLO);
        engine.read(RecordPeer.plain(22, three), 0, new byte[0], 0, 0);
        Rig.runTask(engine);
        assertThat(seen).containsExactly("first");
        assertThat(engine.busy()).isTrue();
        Rig.runTask(engine);
        assertThat(seen).containsExactly("first", "second", "prompt");
        assertThat(engine.busy()).isFalse();
    }

    @Test
    void runsChangeCipherSpecAtOnceAlsoInACostlyState() throws Exception {
        var seen = new ArrayList<Incoming>();
        var state = new ScriptedState[1];
        state[0] = ScriptedState.costly((incoming, output) -> {
            seen.add(incoming);
            return state[0];
        });
        var engine = Engines.server(state[0]);
        engine.read(Rig.CHANGE_CIPHER_SPEC, 0, new byte[0], 0, 0);
        assertThat(engine.busy()).isFalse();
        assertThat(seen).hasSize(1);
    }

    @Test
    void wipesOnlyWhenTheTaskThatRunsHasEnded() throws Exception {
        var next = ScriptedState.waiting((incoming, output) -> {
            throw new AssertionError();
        });
        var engine = new Engine[1];
        var read = ScriptedServer.secret(1);
        var write = ScriptedServer.secret(2);
        var state = ScriptedState.costly((incoming, output) -> {
            engine[0].close();
            assertThat(engine[0].busy()).isTrue();
            output.installReadKeys(read, ScriptedServer.SUITE);
            output.installWriteKeys(write, ScriptedServer.SUITE);
            output.send(ScriptedServer.FINISHED);
            output.sendChangeCipherSpec();
            assertThat(read.secret().toArray()).hasSize(32);
            assertThat(next.closed()).isFalse();
            return next;
        });
        engine[0] = Engines.server(state);
        engine[0].read(Rig.HELLO, 0, new byte[0], 0, 0);
        Rig.runTask(engine[0]);
        assertThat(engine[0].busy()).isFalse();
        assertThat(next.closed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> read.secret().toArray());
        assertThatIllegalStateException().isThrownBy(() -> write.secret().toArray());
        var out = new byte[99];
        assertThat(engine[0].drain(out, 0, 99)).as("close_notify alone").isEqualTo(7);
    }

    @Test
    void failsOnceWhenATaskThrowsAfterClosing() throws Exception {
        var engine = new Engine[1];
        var state = ScriptedState.costly((incoming, output) -> {
            engine[0].close();
            throw new IllegalStateException("scripted");
        });
        engine[0] = Engines.server(state);
        engine[0].read(Rig.HELLO, 0, new byte[0], 0, 0);
        Rig.runTask(engine[0]);
        assertThat(state.closed()).isTrue();
        assertThat(engine[0].busy()).isFalse();
    }

    @Test
    void tellsNoFailureOfAStateUnderWhichAnotherThreadCloses() throws Exception {
        var engine = new Engine[1];
        var closing = new Thread[1];
        var state = ScriptedState.waiting((incoming, output) -> {
            closing[0] = Thread.ofPlatform().start(() -> engine[0].close());
            while (!engine[0].inputClosed()) { // The keys for writing are wiped by then; the rest waits for us.
                Thread.onSpinWait();
            }
            throw new IllegalStateException("the secret is closed");
        });
        engine[0] = Engines.server(state);
        assertThat(engine[0].read(Rig.HELLO, 0, new byte[0], 0, 0)).isEqualTo(Engine.CLOSED);
        closing[0].join();
        assertThat(engine[0].failure()).isNull();
        assertThat(state.closed()).isTrue();
    }

    @Test
    void establishesNothingOnceItIsClosed() throws Exception {
        var engine = new Engine[1];
        var state = ScriptedState.waiting((incoming, output) -> {
            engine[0].close();
            output.report(established());
            return ScriptedState.established((next, again) -> {
                throw new AssertionError();
            });
        });
        engine[0] = Engines.server(state);
        engine[0].read(Rig.HELLO, 0, new byte[0], 0, 0);
        assertThat(engine[0].established()).isFalse();
        assertThat(engine[0].infoIfAny()).isNull();
        assertThat(engine[0].takeEvents()).isEmpty();
    }

    private static Event.Established established() {
        return new Event.Established(
                ProtocolVersion.TLS_1_3,
                ScriptedServer.SUITE,
                NamedGroup.X25519,
                null,
                null,
                HandshakeKind.FULL,
                true,
                null,
                List.of());
    }

    @Test
    void dropsATaskNobodyFetched() throws Exception {
        var rig = new Rig(ScriptedServer.costly());
        rig.give(Rig.HELLO);
        rig.engine.close();
        assertThat(rig.engine.busy()).isFalse();
        assertThat(rig.engine.task()).isNull();
    }

    @Test
    void beginsAClientByATask() throws Exception {
        var waiting = ScriptedState.waiting((incoming, output) -> {
            throw new AssertionError();
        });
        var engine = Engines.client(output -> {
            output.send(Bytes.ofHex("05000000"));
            return waiting;
        });
        assertThat(engine.busy()).isTrue();
        assertThat(engine.hasOutput()).isFalse();
        Rig.runTask(engine);
        var out = new byte[99];
        assertThat(engine.drain(out, 0, 99)).isEqualTo(9);
        assertThat(Bytes.copyOf(out, 0, 9)).isEqualTo(Bytes.ofHex("160301000405000000"));
        engine.close();
        assertThat(waiting.closed()).isTrue();
    }

    @Test
    void wipesAClientThatNeverBegan() {
        var start = new FailingStart(new IllegalStateException("scripted"));
        var engine = Engines.client(start);
        engine.close();
        assertThat(start.closed).isTrue();
        assertThat(engine.task()).isNull();
    }

    @Test
    void wipesAClientThatCannotBegin() {
        var start = new FailingStart(new IllegalStateException("scripted"));
        var engine = Engines.client(start);
        Rig.runTask(engine);
        assertThat(start.closed).isTrue();
        assertThat(requireNonNull(engine.failure())).hasRootCauseMessage("scripted");
    }

    private static final class FailingStart implements Start {
        private final Throwable thrown;
        private boolean closed;

        FailingStart(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public State begin(Output output) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void describesTheConnectionOnlyWhenEstablished() throws Exception {
        var rig = new Rig();
        rig.handshakeKeys();
        assertThatIllegalStateException().isThrownBy(rig.engine::info);
        assertThatIllegalStateException().isThrownBy(() -> rig.engine.seal(new byte[1], 0, 1, new byte[99], 0));
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        var info = rig.engine.info();
        assertThat(info.handshakeKind()).isEqualTo(HandshakeKind.FULL);
        assertThat(info.notOffered()).isEmpty();
        assertThat(info.storeFailure()).isEmpty();
        rig.engine.storeFailure("disk full");
        assertThat(rig.engine.info().storeFailure()).contains("disk full");
        rig.engine.close();
        assertThat(rig.engine.info().handshakeKind()).isEqualTo(HandshakeKind.FULL);
    }

    @Test
    void reportsARefusedSessionOnce() throws Exception {
        var state = ScriptedState.waiting((incoming, output) -> {
            output.report(new Event.SessionRefused());
            return ScriptedState.waiting((i, o) -> {
                throw new AssertionError();
            });
        });
        var engine = Engines.server(state);
        engine.read(Rig.HELLO, 0, new byte[0], 0, 0);
        assertThat(engine.takeEvents()).containsExactly(new Event.SessionRefused());
        assertThat(engine.takeEvents()).isEmpty();
    }

    @Test
    void reportsSixteenTicketsOfAConnectionAndWipesTheRest() throws Exception {
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < 18; i++) {
            sessions.add(TestSessions.session(i));
        }
        var state = ScriptedState.waiting((incoming, output) -> {
            for (var session : sessions) {
                output.report(new Event.TicketReceived(session));
            }
            return ScriptedState.established((i, o) -> {
                throw new AssertionError();
            });
        });
        var engine = Engines.server(state);
        engine.read(Rig.HELLO, 0, new byte[0], 0, 0);
        assertThat(engine.takeEvents())
                .extracting(event -> ((Event.TicketReceived) event).session())
                .isEqualTo(sessions.subList(0, 16));
        assertThat(engine.takeEvents()).isEmpty();
        assertThat(sessions.get(15).toDer()).isNotEmpty();
        assertThatIllegalStateException().isThrownBy(() -> sessions.get(16).toDer());
    }

    @Test
    void wipesTicketsThatNobodyTook() throws Exception {
        var session = TestSessions.session(1);
        var state = ScriptedState.waiting((incoming, output) -> {
            output.report(new Event.TicketReceived(session));
            return ScriptedState.established((i, o) -> {
                throw new AssertionError();
            });
        });
        var engine = Engines.server(state);
        engine.read(Rig.HELLO, 0, new byte[0], 0, 0);
        engine.close();
        assertThat(engine.takeEvents()).isEmpty();
        assertThatIllegalStateException().isThrownBy(session::toDer);
    }

    @Test
    void goesOnAfterBeingIdle() throws Exception {
        var rig = Rig.established();
        for (byte i = 0; i < 3; i++) {
            rig.engine.idle();
            assertThat(rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, i)))
                    .isEqualTo(Bytes.wrap(new byte[] {i}));
            rig.engine.idle();
            assertThat(rig.send(i)).hasSize(1);
        }
    }
}
