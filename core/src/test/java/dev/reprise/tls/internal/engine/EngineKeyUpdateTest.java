package dev.reprise.tls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.junit.jupiter.api.Test;

/** KeyUpdate and other messages after the handshake (RFC 9846 section 4.7). */
class EngineKeyUpdateTest {
    @Test
    void updatesItsKeysOnRequest() throws Exception { // RFC 9846 section 4.7.3
        var rig = Rig.established();
        rig.engine.updateKeys(false);
        assertThat(rig.output()).extracting(RecordPeer.Received::content).containsExactly(Bytes.ofHex("1800000100"));
        rig.engine.updateKeys(true);
        rig.engine.updateKeys(false);
        assertThat(rig.output()).extracting(RecordPeer.Received::content).containsExactly(Bytes.ofHex("1800000101"));
        assertThat(rig.send((byte) 7)).extracting(RecordPeer.Received::content).containsExactly(Bytes.ofHex("07"));
        var early = new Rig();
        early.handshakeKeys();
        assertThatIllegalStateException().isThrownBy(() -> early.engine.updateKeys(false));
        rig.engine.close();
        assertThatIllegalStateException().isThrownBy(() -> rig.engine.updateKeys(true));
    }

    /** Some peers ask for new keys by how much they read, so that a long upload leaves many requests to be read after it. */
    @Test
    void takesAsManyKeyUpdatesMoreAsItHasSentRecords() throws Exception {
        var rig = Rig.established();
        for (int i = 0; i < 200; i++) {
            rig.send((byte) i);
        }
        for (int i = 0; i < 200 + EngineLimits.DEFAULT.keyUpdates(); i++) {
            rig.give(rig.peer.keyUpdate(false));
        }
        rig.refuses(rig.peer.keyUpdate(false), Reason.TOO_MANY_KEY_UPDATES);
    }

    private static final RecordPeer.Received ANSWER =
            new RecordPeer.Received(ContentType.HANDSHAKE, Bytes.ofHex("1800000100"), true);

    @Test
    void answersManyRequestsOnceBeforeItsNextData() throws Exception { // RFC 9846 section 4.7.3
        var rig = Rig.established();
        for (int i = 0; i < 5; i++) {
            rig.give(rig.peer.keyUpdate(true));
        }
        assertThat(rig.engine.hasOutput()).isTrue();
        var sent = rig.send((byte) 1);
        assertThat(sent)
                .containsExactly(
                        ANSWER, new RecordPeer.Received(ContentType.APPLICATION_DATA, Bytes.ofHex("01"), true));
        assertThat(rig.send((byte) 2)).hasSize(1);
        assertThat(rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, (byte) 3))
                        .length())
                .isEqualTo(1);
    }

    @Test
    void answersWithoutDataWhenOutputIsTaken() throws Exception {
        var rig = Rig.established();
        rig.give(rig.peer.keyUpdate(true));
        assertThat(rig.output()).containsExactly(ANSWER);
        assertThat(rig.engine.hasOutput()).isFalse();
        assertThat(rig.send((byte) 2)).hasSize(1);
    }

    @Test
    void doesNotAnswerWhatIsNotRequested() throws Exception { // RFC 9846 section 4.7.3
        var rig = Rig.established();
        rig.give(rig.peer.keyUpdate(false));
        assertThat(rig.engine.hasOutput()).isFalse();
        assertThat(rig.send((byte) 1)).hasSize(1);
        assertThat(rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, (byte) 3))
                        .length())
                .isEqualTo(1);
    }

    @Test
    void refusesRecordsUnderOldKeysAfterAKeyUpdate() throws Exception { // RFC 9846 section 4.7.3
        var rig = Rig.established();
        var stale = new RecordPeer();
        stale.writeWith(ScriptedServer.secret(3));
        stale.sealed(ContentType.APPLICATION_DATA, (byte) 0);
        rig.give(rig.peer.keyUpdate(false));
        rig.refuses(stale.sealed(ContentType.APPLICATION_DATA, (byte) 3), Reason.BAD_RECORD);
    }

    @Test
    void toleratesThirtyTwoKeyUpdatesWithoutData() throws Exception {
        var rig = Rig.established();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 32; i++) {
                rig.give(rig.peer.keyUpdate(i % 2 == 0));
            }
            rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, (byte) 3));
        }
        for (int i = 0; i < 32; i++) {
            rig.give(rig.peer.keyUpdate(false));
        }
        var last = rig.peer.keyUpdate(false);
        var thrown = catchThrowableOfType(ProtocolException.class, () -> rig.give(last));
        assertThat(thrown.reason()).isEqualTo(Reason.TOO_MANY_KEY_UPDATES);
        // The answer still owed is overtaken by the alert.
        assertThat(rig.output()).containsExactly(new RecordPeer.Received(ContentType.ALERT, Bytes.ofHex("020a"), true));
    }

    @Test
    void boundsMessagesAfterTheHandshakeWithoutData() throws Exception {
        var rig = Rig.established();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 64; i++) {
                rig.give(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.HELLO));
            }
            rig.give(rig.peer.sealed(ContentType.APPLICATION_DATA, (byte) 3));
        }
        var many = RecordPeer.HELLO;
        for (int i = 0; i < 6; i++) {
            many = RecordPeer.join(many, many);
        }
        rig.give(rig.peer.sealed(ContentType.HANDSHAKE, many));
        rig.refuses(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.HELLO), Reason.TOO_MANY_POST_HANDSHAKE_MESSAGES);
    }
}
