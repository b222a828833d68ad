package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeMessageTest {
    private final MessageTrial trial = new MessageTrial(ProtocolVersion.TLS_1_3);

    static List<HandshakeType> types() {
        return MessageGenerator.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void parsesWhatItEncodes(HandshakeType type) throws Exception {
        trial.assertRoundTrips(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesEveryStrictPrefixOfABody(HandshakeType type) {
        trial.refuseCutBodies(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesEveryStrictPrefixOfAMessage(HandshakeType type) {
        var raw = HandshakeMessage.encode(trial.message(type));
        for (int length = 0; length < raw.length(); length++) {
            assertThat(trial.reasonOf(raw.slice(0, length))).isEqualTo(Reason.TRUNCATED_MESSAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesOneByteMore(HandshakeType type) {
        for (int i = 0; i < MessageTrial.ROUNDS; i++) {
            var message = trial.message(type);
            var longer = Wire.join(MessageTrial.body(message), Bytes.ofHex("00"));
            if (type != HandshakeType.FINISHED) {
                trial.assertRefused(Wire.message(type.code(), longer));
            }
            assertThat(trial.reasonOf(Wire.join(HandshakeMessage.encode(message), Bytes.ofHex("00"))))
                    .isEqualTo(Reason.TRAILING_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void throwsNothingElseForRandomBytes(HandshakeType type) {
        trial.parseRandomBytes(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void throwsNothingElseForDamagedMessages(HandshakeType type) {
        trial.parseDamagedMessages(type);
    }

    // RFC 9846 section 4: the types are a closed list; what nobody knows is unexpected_message.
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 9, 10, 17, 18, 19, 25, 26, 200, 253, 255})
    void refusesUnknownTypes(int type) {
        assertThat(HandshakeType.find(type)).isNull();
        assertThat(trial.reasonOf(Wire.message(type, Bytes.EMPTY))).isEqualTo(Reason.UNKNOWN_HANDSHAKE_TYPE);
        assertThat(Reason.UNKNOWN_HANDSHAKE_TYPE.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @ParameterizedTest
    @EnumSource
    void findsEachTypeAndRefusesThoseThatTls13DoesNotSend(HandshakeType type) {
        assertThat(HandshakeType.find(type.code())).isEqualTo(type);
        if (!MessageGenerator.TYPES.contains(type)) {
            assertThat(trial.reasonOf(Wire.message(type.code(), Bytes.EMPTY))).isEqualTo(Reason.UNEXPECTED_MESSAGE);
        }
    }

    // RFC 9846 section 4.7.3: any other request_update ends the connection with illegal_parameter.
    @ParameterizedTest
    @ValueSource(strings = {"02", "80", "ff"})
    void refusesKeyUpdateOfAnotherValue(String body) {
        assertThat(trial.reasonOf(Wire.message(24, Bytes.ofHex(body)))).isEqualTo(Reason.BAD_KEY_UPDATE);
        assertThat(Reason.BAD_KEY_UPDATE.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 9846 section 4.7.1: ticket<1..2^16-1>.
    @Test
    void refusesEmptyTicket() {
        assertThat(trial.reasonOf(Wire.message(4, Bytes.ofHex("0000000100000002" + "00" + "0000" + "0000"))))
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 9846 section 4.5.1: cert_data<1..2^24-1>.
    @Test
    void refusesEmptyCertificate() {
        assertThat(trial.reasonOf(Wire.message(11, Bytes.ofHex("00" + "000005" + "000000" + "0000"))))
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }
}
