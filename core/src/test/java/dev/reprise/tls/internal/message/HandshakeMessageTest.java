package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeMessageTest {
    private static final int ROUNDS = 200;

    private final MessageGenerator generator = new MessageGenerator();

    static List<HandshakeType> types() {
        return MessageGenerator.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void parsesWhatItEncodes(HandshakeType type) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            var message = generator.message(type);
            var raw = HandshakeMessage.encode(message);
            var received = HandshakeMessage.parse(raw);
            assertThat(received.message()).as(generator.toString()).isEqualTo(message);
            assertThat(received.message().type()).isEqualTo(type);
            assertThat(received.raw()).isEqualTo(raw);
            assertThat(HandshakeMessage.encode(received.message()))
                    .as(generator.toString())
                    .isEqualTo(raw);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesEveryStrictPrefixOfABody(HandshakeType type) {
        for (int i = 0; i < ROUNDS / 10; i++) {
            var message = generator.message(type);
            var body = body(message);
            for (int length = 0; length < body.length(); length++) {
                if (!legalPrefix(message, length)) {
                    assertRefused(Wire.message(type.code(), body.slice(0, length)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesEveryStrictPrefixOfAMessage(HandshakeType type) {
        var raw = HandshakeMessage.encode(generator.message(type));
        for (int length = 0; length < raw.length(); length++) {
            assertThat(reasonOf(raw.slice(0, length))).isEqualTo(Reason.TRUNCATED_MESSAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesOneByteMore(HandshakeType type) {
        for (int i = 0; i < ROUNDS; i++) {
            var message = generator.message(type);
            var longer = Wire.join(body(message), Bytes.ofHex("00"));
            if (type != HandshakeType.FINISHED) {
                assertRefused(Wire.message(type.code(), longer));
            }
            assertThat(reasonOf(Wire.join(HandshakeMessage.encode(message), Bytes.ofHex("00"))))
                    .isEqualTo(Reason.TRAILING_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void throwsNothingElseForRandomBytes(HandshakeType type) {
        for (int i = 0; i < ROUNDS * 10; i++) {
            parseOrRefuse(Wire.message(type.code(), generator.bytes(0, 200)));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void throwsNothingElseForDamagedMessages(HandshakeType type) {
        for (int i = 0; i < ROUNDS * 10; i++) {
            var array = HandshakeMessage.encode(generator.message(type)).toArray();
            var noise = generator.bytes(3, 3);
            int position = 4 + (noise.at(0) << 8 | noise.at(1)) % Math.max(1, array.length - 4);
            if (position < array.length) {
                array[position] = (byte) noise.at(2);
            }
            parseOrRefuse(Bytes.wrap(array));
        }
    }

    // RFC 9846 section 4: the types are a closed list; what nobody knows is unexpected_message.
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 9, 10, 17, 18, 19, 25, 26, 200, 253, 255})
    void refusesUnknownTypes(int type) {
        assertThat(HandshakeType.find(type)).isNull();
        assertThat(reasonOf(Wire.message(type, Bytes.EMPTY))).isEqualTo(Reason.UNKNOWN_HANDSHAKE_TYPE);
        assertThat(Reason.UNKNOWN_HANDSHAKE_TYPE.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @ParameterizedTest
    @EnumSource
    void findsEachTypeAndRefusesThoseThatTls13DoesNotSend(HandshakeType type) {
        assertThat(HandshakeType.find(type.code())).isEqualTo(type);
        if (!MessageGenerator.TYPES.contains(type)) {
            assertThat(reasonOf(Wire.message(type.code(), Bytes.EMPTY))).isEqualTo(Reason.UNEXPECTED_MESSAGE);
        }
    }

    // RFC 9846 section 4.7.3: any other request_update ends the connection with illegal_parameter.
    @ParameterizedTest
    @ValueSource(strings = {"02", "80", "ff"})
    void refusesKeyUpdateOfAnotherValue(String body) {
        assertThat(reasonOf(Wire.message(24, Bytes.ofHex(body)))).isEqualTo(Reason.BAD_KEY_UPDATE);
        assertThat(Reason.BAD_KEY_UPDATE.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 9846 section 4.7.1: ticket<1..2^16-1>.
    @Test
    void refusesEmptyTicket() {
        assertThat(reasonOf(Wire.message(4, Bytes.ofHex("0000000100000002" + "00" + "0000" + "0000"))))
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 9846 section 4.5.1: cert_data<1..2^24-1>.
    @Test
    void refusesEmptyCertificate() {
        assertThat(reasonOf(Wire.message(11, Bytes.ofHex("00" + "000005" + "000000" + "0000"))))
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    private void assertRefused(Bytes raw) {
        assertThatExceptionOfType(ProtocolException.class)
                .as("%s, %s", generator, raw)
                .isThrownBy(() -> HandshakeMessage.parse(raw));
    }

    /** Require that what is legal means the same when it is encoded again. */
    private void parseOrRefuse(Bytes raw) {
        try {
            var message = HandshakeMessage.parse(raw).message();
            assertThat(HandshakeMessage.parse(HandshakeMessage.encode(message)).message())
                    .as("%s, %s", generator, raw)
                    .isEqualTo(message);
        } catch (ProtocolException refused) {
            assertThat(refused.reason().alert())
                    .as("%s, %s", generator, raw)
                    .isIn(AlertDescription.DECODE_ERROR, AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    /** The hellos may end before their extensions, and verify_data may have any length. */
    private static boolean legalPrefix(HandshakeMessage message, int length) {
        return switch (message) {
            case ClientHello hello ->
                length == body(message).length() - hello.extensions().encodedLength();
            case ServerHello hello ->
                length == body(message).length() - hello.extensions().encodedLength();
            case Finished ignored -> true;
            default -> false;
        };
    }

    private static Bytes body(HandshakeMessage message) {
        var raw = HandshakeMessage.encode(message);
        return raw.slice(4, raw.length() - 4);
    }

    private static Reason reasonOf(Bytes raw) {
        return Refusal.of(() -> HandshakeMessage.parse(raw));
    }
}
