package dev.reprise.tls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts in and out, ends and failures (RFC 9846 section 6). */
class EngineAlertTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HANDSHAKE_TIMEOUT")
    void sendsTheAlertOfEveryReasonByteByByte(Reason reason) throws Exception { // RFC 9846 section 6.2
        var thrown = new ProtocolException(reason, "scripted");
        var state = ScriptedState.waiting((incoming, output) -> {
            throw thrown;
        });
        var engine = Engines.server(state);
        assertThat(catchThrowableOfType(TlsException.class, () -> engine.read(Rig.HELLO, 0, new byte[0], 0, 0)))
                .isSameAs(thrown);
        var out = new byte[9];
        assertThat(engine.drain(out, 0, 9)).isEqualTo(7);
        assertThat(out).containsExactly(21, 3, 3, 0, 2, 2, reason.alert().code(), 0, 0);
        assertThat(engine.hasOutput()).isFalse();
        assertThat(catchThrowableOfType(TlsException.class, () -> engine.read(Rig.HELLO, 0, new byte[0], 0, 0)))
                .hasCause(thrown);
        assertThat(engine.drain(out, 0, 9)).isZero();
    }

    @Test
    void followsUserCanceledByCloseNotify() throws Exception { // RFC 9846 section 6.1
        var rig = new Rig();
        var thrown = rig.engine.abort(Reason.HANDSHAKE_TIMEOUT, "scripted");
        assertThat(Bytes.wrap(rig.drain())).isEqualTo(Bytes.ofHex("1503030002015a" + "15030300020100"));
        rig.assertEndedSilently(thrown);
    }

    @Test
    void protectsTheAlertOnceThereAreKeys() throws Exception { // RFC 9846 section 6
        var rig = Rig.established();
        assertThat(rig.engine.abort(Reason.INTERNAL_ERROR, "scripted"))
                .isSameAs(rig.engine.abort(Reason.BAD_RECORD, "later").getCause());
        assertThat(rig.output()).containsExactly(new RecordPeer.Received(ContentType.ALERT, Bytes.ofHex("0250"), true));
    }

    @Test
    void sendsWhatWasSaidBeforeTheAlert() throws Exception {
        var thrown = new ProtocolException(Reason.UNEXPECTED_MESSAGE, "scripted");
        var state = ScriptedState.waiting((incoming, output) -> {
            output.send(Bytes.ofHex("05000000"));
            throw thrown;
        });
        var engine = Engines.server(state);
        assertThatThrownBy(() -> engine.read(Rig.HELLO, 0, new byte[0], 0, 0)).isSameAs(thrown);
        var out = new byte[16];
        assertThat(engine.drain(out, 0, 16)).isEqualTo(16);
        assertThat(Bytes.wrap(out)).isEqualTo(Bytes.ofHex("160303000405000000" + "1503030002020a"));
    }

    @Test
    void callsAnyOtherExceptionAnInternalError() throws Exception {
        var fault = new IllegalArgumentException("scripted");
        var state = ScriptedState.waiting((incoming, output) -> {
            throw fault;
        });
        var engine = Engines.server(state);
        var thrown = catchThrowableOfType(ProtocolException.class, () -> engine.read(Rig.HELLO, 0, new byte[0], 0, 0));
        assertThat(thrown.reason()).isEqualTo(Reason.INTERNAL_ERROR);
        assertThat(thrown).hasCause(fault);
        assertThat(state.closed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 40, 47, 70, 80, 86, 100, 112, 116, 120, 1, 255})
    void takesErrorAlertsWhateverTheirLevel(int code) throws Exception { // RFC 9846 section 6
        for (int level : new int[] {0, 1, 2, 9}) {
            var rig = Rig.established();
            var record = rig.peer.sealed(ContentType.ALERT, (byte) level, (byte) code);
            var thrown = catchThrowableOfType(PeerAlertException.class, () -> rig.give(record));
            assertThat(thrown.code()).isEqualTo(code);
            rig.assertEndedSilently(thrown);
            assertThat(rig.server.connected.closed()).isTrue();
        }
    }

    @Test
    void sendsNothingAfterThePeersAlert() throws Exception { // RFC 9846 section 6.2
        var rig = new Rig();
        rig.give(Rig.HELLO);
        assertThat(rig.engine.hasOutput()).isTrue();
        var thrown = catchThrowableOfType(
                PeerAlertException.class, () -> rig.give(RecordPeer.plain(21, (byte) 2, (byte) 40)));
        rig.assertEndedSilently(thrown);
    }

    @Test
    void takesPlaintextAlertsUntilThePeerHasShownItsKeys() throws Exception { // RFC 9846 section 6
        var plain = RecordPeer.plain(21, (byte) 2, (byte) 40);
        var early = new Rig();
        early.handshakeKeys();
        assertThat(catchThrowableOfType(PeerAlertException.class, () -> early.give(plain))
                        .code())
                .isEqualTo(40);
        var late = Rig.established();
        late.refuses(plain, Reason.UNPROTECTED_RECORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "010000", "02280228"})
    void refusesAlertsThatAreNotTwoBytes(String content) throws Exception { // RFC 9846 section 5.1
        new Rig().refuses(RecordPeer.plain(21, Bytes.ofHex(content).toArray()), Reason.MALFORMED_ALERT);
        var rig = Rig.established();
        rig.refuses(rig.peer.sealed(ContentType.ALERT, Bytes.ofHex(content).toArray()), Reason.MALFORMED_ALERT);
    }

    @Test
    void refusesEmptyProtectedHandshakeAndAlertRecords() throws Exception { // RFC 9846 section 5.4
        // No Sealer makes such a record, so the inner type alone, sealed as application data whose last byte it is.
        var alert = Rig.established();
        alert.refuses(alert.peer.sealedInner((byte) 21), Reason.EMPTY_RECORD);
        var handshake = Rig.established();
        handshake.refuses(handshake.peer.sealedInner((byte) 22, (byte) 0), Reason.EMPTY_RECORD);
        var nothing = Rig.established();
        nothing.refuses(nothing.peer.sealedInner((byte) 0, (byte) 0), Reason.RECORD_WITHOUT_CONTENT_TYPE);
    }

    @Test
    void endsReadingButNotWritingAtCloseNotify() throws Exception { // RFC 9846 section 6.1
        var rig = Rig.established();
        rig.give(rig.peer.sealed(ContentType.ALERT, (byte) 1, (byte) 0));
        assertThat(rig.engine.inputClosed()).isTrue();
        assertThat(rig.engine.read(Rig.HELLO, 0, new byte[0], 0, 0)).isEqualTo(Engine.CLOSED);
        rig.engine.endOfInput();
        assertThat(rig.send((byte) 7)).hasSize(1);
        rig.engine.closeOutput();
        rig.engine.closeOutput();
        assertThat(rig.output()).containsExactly(new RecordPeer.Received(ContentType.ALERT, Bytes.ofHex("0100"), true));
    }

    @Test
    void endsWritingButNotReadingWithItsOwnCloseNotify() throws Exception { // RFC 9846 section 6.1
        var rig = Rig.established();
        rig.engine.closeOutput();
        assertThat(rig.output()).hasSize(1);
        assertThat(rig.engine.seal(new byte[1], 0, 1, new byte[99], 0)).isZero();
        assertThat(rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, (byte) 1))
                        .length())
                .isEqualTo(1);
        // After close_notify we send no more messages, so no alert and no KeyUpdate either.
        rig.give(rig.peer.keyUpdate(true));
        assertThat(rig.drain()).isEmpty();
        assertThat(rig.engine.abort(Reason.INTERNAL_ERROR, "scripted")).isNotNull();
        assertThat(rig.drain()).isEmpty();
    }

    @Test
    void failsTheHandshakeAtCloseNotify() throws Exception {
        var rig = new Rig();
        assertThat(catchThrowableOfType(
                                PeerAlertException.class, () -> rig.give(RecordPeer.plain(21, (byte) 1, (byte) 0)))
                        .code())
                .isZero();
        var canceled = new Rig();
        canceled.give(RecordPeer.plain(21, (byte) 1, (byte) 90));
        assertThat(catchThrowableOfType(
                                PeerAlertException.class, () -> canceled.give(RecordPeer.plain(21, (byte) 1, (byte) 0)))
                        .code())
                .isEqualTo(90);
    }

    @Test
    void ignoresUserCanceledButNotForever() throws Exception { // RFC 9846 section 6.1
        var rig = Rig.established();
        for (int i = 0; i < 32; i++) {
            rig.give(rig.peer.sealed(ContentType.ALERT, (byte) 1, (byte) 90));
        }
        rig.refuses(rig.peer.sealed(ContentType.ALERT, (byte) 1, (byte) 90), Reason.TOO_MANY_EMPTY_RECORDS);
    }

    @Test
    void answersACloseNotifyInTheHandshakeByOneOfOurs() throws Exception { // RFC 5246 section 7.2.1
        var rig = new Rig();
        rig.handshakeKeys();
        var record = rig.peer.sealed(ContentType.ALERT, (byte) 1, (byte) 0);
        var thrown = catchThrowableOfType(PeerAlertException.class, () -> rig.give(record));
        assertThat(thrown.code()).isZero();
        assertThat(rig.output()).extracting(RecordPeer.Received::content).containsExactly(Bytes.ofHex("0100"));
        rig.assertEndedSilently(thrown);
    }

    @Test
    void tellsATruncationFromAnEnd() throws Exception { // RFC 9846 section 6.1
        var rig = Rig.established();
        var thrown = catchThrowableOfType(TruncatedException.class, rig.engine::endOfInput);
        assertThat(catchThrowableOfType(TruncatedException.class, rig.engine::endOfInput))
                .hasCause(thrown);
        assertThat(catchThrowableOfType(TruncatedException.class, () -> rig.give(Rig.HELLO)))
                .hasCause(thrown);
        assertThat(rig.send((byte) 1)).hasSize(1);

        var early = new Rig();
        early.handshakeKeys();
        var ended = catchThrowableOfType(TruncatedException.class, early.engine::endOfInput);
        early.assertEndedSilently(ended);
        assertThat(early.server.waitFinished.closed()).isTrue();
    }

    @Test
    void wipesEverythingWhenClosed() throws Exception {
        var rig = Rig.established();
        rig.engine.close();
        rig.engine.close();
        assertThat(rig.server.connected.closed()).isTrue();
        assertThat(rig.output()).hasSize(1);
        assertThat(rig.engine.read(Rig.HELLO, 0, new byte[0], 0, 0)).isEqualTo(Engine.CLOSED);
        assertThat(rig.engine.seal(new byte[1], 0, 1, new byte[99], 0)).isZero();
    }

    @Test
    void saysNothingBeforeTheClientHello() throws Exception {
        var closed = Engines.client(output -> ScriptedState.waiting((incoming, out) -> {
            throw new AssertionError();
        }));
        closed.close();
        assertThat(closed.drain(new byte[9], 0, 9)).isZero();
        var failed = Engines.client(output -> {
            throw new IllegalStateException("scripted");
        });
        Rig.runTask(failed);
        assertThat(failed.failure())
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        thrown -> assertThat(thrown.reason()).isEqualTo(Reason.INTERNAL_ERROR));
        assertThat(failed.drain(new byte[9], 0, 9)).isZero();
    }
}
