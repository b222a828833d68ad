package dev.reprise.tls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What records the engine takes when, and what it refuses (RFC 9846 section 5). */
class EngineRecordTest {
    private static final byte[] DATA = {1, 2, 3};

    @Test
    void passesApplicationDataBothWays() throws Exception {
        var rig = Rig.established();
        assertThat(rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, DATA)))
                .isEqualTo(Bytes.wrap(DATA));
        var sent = rig.send(DATA);
        assertThat(sent).containsExactly(new RecordPeer.Received(ContentType.APPLICATION_DATA, Bytes.wrap(DATA), true));
    }

    @Test
    void takesNothingMoreOnceItsInputIsClosed() throws Exception {
        var rig = Rig.established();
        rig.engine.closeInput();
        assertThat(rig.engine.inputClosed()).isTrue();
        var record = rig.peer.sealed(ContentType.APPLICATION_DATA, DATA);
        assertThat(rig.engine.read(record, 0, new byte[100], 0, 100)).isEqualTo(Engine.CLOSED);
        assertThat(rig.send(DATA)).hasSize(1);
        assertThat(rig.engine.outputClosed()).isFalse();
    }

    @Test
    void keepsDataThatDoesNotFit() throws Exception {
        var rig = Rig.established();
        var record = rig.peer.sealed(ContentType.APPLICATION_DATA, 5, DATA);
        var out = new byte[2];
        assertThat(rig.engine.read(record, 0, out, 0, 2)).isEqualTo(2);
        assertThat(out).containsExactly(1, 2);
        assertThat(rig.engine.kept()).isEqualTo(1);
        assertThat(rig.engine.takeKept(out, 1, 1)).isEqualTo(1);
        assertThat(out).containsExactly(1, 3);
        assertThat(rig.engine.takeKept(out, 1, 1)).isZero();
    }

    @Test
    void opensIntoAnArrayThatHasJustEnoughRoom() throws Exception {
        var rig = Rig.established();
        var record = rig.peer.sealed(ContentType.APPLICATION_DATA, DATA);
        var out = new byte[6];
        assertThat(rig.engine.read(record, 0, out, 1, 4)).isEqualTo(3);
        assertThat(Arrays.copyOf(out, 4)).containsExactly(0, 1, 2, 3);
        assertThat(out[5]).isZero();
    }

    @Test
    void leavesNoHandshakeBytesInTheCallersArray() throws Exception {
        var rig = Rig.established();
        var record = rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.HELLO);
        var out = new byte[100];
        assertThat(rig.engine.read(record, 0, out, 0, out.length)).isZero();
        assertThat(out).containsOnly(0);
    }

    @Test
    void handsMessagesOverInOrderAcrossAndWithinRecords() throws Exception {
        var rig = Rig.established();
        var two = RecordPeer.join(RecordPeer.HELLO, RecordPeer.HELLO);
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, two));
        for (byte piece : two) {
            rig.give(rig.peer.sealed(ContentType.HANDSHAKE, piece));
        }
        assertThat(rig.server.connected.received()).hasSize(4);
    }

    @Test
    void refusesUnknownTypesAndLongRecords() throws Exception { // RFC 9846 sections 5, 5.1 and 5.2
        new Rig().refuses(RecordPeer.plain(24, DATA), Reason.UNKNOWN_CONTENT_TYPE);
        new Rig().refuses(RecordPeer.plain(22, new byte[16385]), Reason.RECORD_TOO_LONG);
        new Rig().refuses(RecordPeer.plain(23, new byte[16641]), Reason.RECORD_TOO_LONG);
        Rig.established().refuses(RecordPeer.plain(23, new byte[16384 + 2 + 16]), Reason.RECORD_TOO_LONG);
    }

    @Test
    void refusesRecordsThatDoNotOpen() throws Exception { // RFC 9846 section 5.2
        var rig = Rig.established();
        var record = rig.peer.sealed(ContentType.APPLICATION_DATA, DATA);
        record[record.length - 1] ^= 1;
        rig.refuses(record, Reason.BAD_RECORD);
    }

    @Test
    void refusesReplayedRecords() throws Exception { // RFC 9846 section 5.3
        var rig = Rig.established();
        var record = rig.peer.sealed(ContentType.APPLICATION_DATA, DATA);
        rig.give(record);
        rig.refuses(record, Reason.BAD_RECORD);
    }

    @Test
    void refusesEmptyHandshakeAndAlertRecords() throws Exception { // RFC 9846 sections 5.1 and 5.4
        new Rig().refuses(RecordPeer.plain(22), Reason.EMPTY_RECORD);
        new Rig().refuses(RecordPeer.plain(21), Reason.EMPTY_RECORD);
    }

    @Test
    void refusesPlaintextHandshakeOnceThereAreKeys() throws Exception { // RFC 9846 section 5.1
        var rig = new Rig();
        rig.handshakeKeys();
        rig.refuses(Rig.HELLO, Reason.UNPROTECTED_RECORD);
    }

    @Test
    void refusesApplicationDataBeforeTheHandshakeIsDone() throws Exception { // RFC 9846 section 2
        new Rig().refuses(RecordPeer.plain(23, new byte[40]), Reason.EARLY_APPLICATION_DATA);
        for (var data : new byte[][] {DATA, {}}) {
            var rig = new Rig();
            rig.handshakeKeys();
            rig.refuses(rig.peer.sealed(ContentType.APPLICATION_DATA, data), Reason.EARLY_APPLICATION_DATA);
        }
    }

    @Test
    void refusesOversizedMessagesAtOnce() throws Exception {
        new Rig().refuses(RecordPeer.plain(22, (byte) 11, (byte) 1, (byte) 0, (byte) 1), Reason.OVERSIZED_MESSAGE);
    }

    @Test
    void refusesOtherRecordsInsideAHandshakeMessage() throws Exception { // RFC 9846 section 5.1
        var rig = Rig.established();
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, (byte) 5, (byte) 0));
        rig.refuses(rig.peer.sealed(ContentType.APPLICATION_DATA, DATA), Reason.INTERLEAVED_HANDSHAKE);
        rig = Rig.established();
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, (byte) 5, (byte) 0));
        rig.refuses(rig.peer.sealed(ContentType.ALERT, (byte) 1, (byte) 0), Reason.INTERLEAVED_HANDSHAKE);
    }

    @Test
    void refusesHandshakeBytesAcrossAKeyChange() throws Exception { // RFC 9846 section 5.1
        new Rig()
                .refuses(
                        RecordPeer.plain(22, RecordPeer.join(RecordPeer.HELLO, RecordPeer.HELLO)),
                        Reason.KEY_CHANGE_INSIDE_RECORD);
        var rig = new Rig();
        rig.handshakeKeys();
        var content = RecordPeer.join(RecordPeer.FINISHED, new byte[] {4});
        rig.refuses(rig.peer.sealed(ContentType.HANDSHAKE, content), Reason.KEY_CHANGE_INSIDE_RECORD);
        rig = Rig.established();
        content = RecordPeer.join(new byte[] {24, 0, 0, 1, 0}, new byte[] {24, 0, 0, 1, 0});
        rig.refuses(rig.peer.sealed(ContentType.HANDSHAKE, content), Reason.KEY_CHANGE_INSIDE_RECORD);
    }

    @Test
    void toleratesThirtyTwoEmptyRecordsInARow() throws Exception {
        var rig = Rig.established();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 32; i++) {
                rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, 3));
            }
            rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, DATA));
        }
        for (int i = 0; i < 32; i++) {
            rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA));
        }
        rig.refuses(rig.peer.sealed(ContentType.APPLICATION_DATA), Reason.TOO_MANY_EMPTY_RECORDS);
    }

    @Test
    void handsChangeCipherSpecToTheState() throws Exception { // RFC 9846 section 5, appendix E.4
        var rig = new Rig();
        rig.handshakeKeys();
        rig.give(Rig.CHANGE_CIPHER_SPEC);
        assertThat(rig.server.waitFinished.received()).containsExactly(new ChangeCipherSpec());
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        assertThat(rig.engine.established()).isTrue();
        rig.applicationKeys();
        rig.refuses(Rig.CHANGE_CIPHER_SPEC, Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    @Test
    void takesChangeCipherSpecBetweenFragments() throws Exception { // RFC 9846 section 5: at any time
        var rig = new Rig();
        rig.handshakeKeys();
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, Arrays.copyOf(RecordPeer.FINISHED, 7)));
        rig.give(Rig.CHANGE_CIPHER_SPEC);
        rig.give(rig.peer.sealed(
                ContentType.HANDSHAKE, Arrays.copyOfRange(RecordPeer.FINISHED, 7, RecordPeer.FINISHED.length)));
        assertThat(rig.engine.established()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "02", "0101", "ff"})
    void refusesChangeCipherSpecWithOtherContent(String content) throws Exception { // RFC 9846 section 5
        var rig = new Rig();
        rig.handshakeKeys();
        rig.refuses(RecordPeer.plain(20, Bytes.ofHex(content).toArray()), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    @Test
    void refusesProtectedChangeCipherSpec() throws Exception { // RFC 9846 section 5
        var rig = new Rig();
        rig.handshakeKeys();
        rig.refuses(rig.peer.sealed(ContentType.CHANGE_CIPHER_SPEC, (byte) 1), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    @Test
    void boundsTheNumberOfChangeCipherSpecs() throws Exception {
        var rig = new Rig();
        rig.handshakeKeys();
        for (int i = 0; i < 32; i++) {
            rig.give(Rig.CHANGE_CIPHER_SPEC);
        }
        rig.refuses(Rig.CHANGE_CIPHER_SPEC, Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    @Test
    void skipsEarlyDataThatDoesNotOpenAfterServerHello() throws Exception { // RFC 9846 section 4.3.10
        var rig = new Rig(ScriptedServer.prompt().skipsEarlyData(1000, false));
        rig.handshakeKeys();
        var early = new RecordPeer();
        early.writeWith(ScriptedServer.secret(9));
        rig.give(early.sealed(ContentType.APPLICATION_DATA, new byte[600]));
        rig.give(Rig.CHANGE_CIPHER_SPEC);
        rig.give(early.sealed(ContentType.APPLICATION_DATA, new byte[400]));
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        assertThat(rig.engine.established()).isTrue();
        rig.applicationKeys();
        rig.refuses(early.sealed(ContentType.APPLICATION_DATA, DATA), Reason.BAD_RECORD);
    }

    @Test
    void skipsNoMoreEarlyDataOnceARecordOpened() throws Exception { // RFC 9846 section 4.3.10
        var rig = new Rig(ScriptedServer.prompt().skipsEarlyData(1000, false));
        rig.handshakeKeys();
        var early = new RecordPeer();
        early.writeWith(ScriptedServer.secret(9));
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, Arrays.copyOf(RecordPeer.FINISHED, 5)));
        rig.refuses(early.sealed(ContentType.APPLICATION_DATA, DATA), Reason.BAD_RECORD);
    }

    @Test
    void skipsApplicationDataUntilTheSecondClientHello() throws Exception { // RFC 9846 section 4.3.10
        var rig = new Rig(ScriptedServer.prompt().skipsEarlyData(1000, true));
        rig.give(Rig.HELLO);
        var early = new RecordPeer();
        early.writeWith(ScriptedServer.secret(9));
        for (int i = 0; i < 10; i++) {
            rig.give(early.sealed(ContentType.APPLICATION_DATA, new byte[100]));
        }
        rig.give(Rig.HELLO);
        rig.peer.writeWith(ScriptedServer.secret(1));
        rig.output();
        rig.refuses(early.sealed(ContentType.APPLICATION_DATA, DATA), Reason.BAD_RECORD);
    }

    /** Each costs an attempt to open it, however small it is. */
    @Test
    void boundsTheRecordsOfEarlyDataItSkips() throws Exception {
        var rig = new Rig(ScriptedServer.prompt().skipsEarlyData(16_384, false));
        rig.handshakeKeys();
        var junk = RecordPeer.plain(23, new byte[20]);
        for (int i = 0; i < 64; i++) {
            rig.give(junk);
        }
        rig.refuses(junk, Reason.TOO_MUCH_EARLY_DATA);
    }

    @Test
    void boundsTheEarlyDataItSkips() throws Exception { // RFC 9846 section 4.3.10
        for (boolean retry : new boolean[] {false, true}) {
            var rig = new Rig(ScriptedServer.prompt().skipsEarlyData(100, retry));
            rig.give(Rig.HELLO);
            var early = new RecordPeer();
            early.writeWith(ScriptedServer.secret(9));
            rig.give(early.sealed(ContentType.APPLICATION_DATA, new byte[99]));
            rig.give(early.sealed(ContentType.APPLICATION_DATA));
            rig.refuses(early.sealed(ContentType.APPLICATION_DATA), Reason.TOO_MUCH_EARLY_DATA);
        }
    }
}
