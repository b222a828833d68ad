package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Tls12HandshakeMessageTest {
    private static final int ROUNDS = 200;

    private final MessageGenerator generator = new MessageGenerator();

    static List<HandshakeType> types() {
        return MessageGenerator.TLS12_TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void parsesWhatItEncodes(HandshakeType type) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            var message = generator.tls12Message(type);
            var raw = HandshakeMessage.encode(message);
            var received = HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_2);
            assertThat(received.message()).as(generator.toString()).isEqualTo(message);
            assertThat(received.message().type()).isEqualTo(type);
            assertThat(HandshakeMessage.encode(received.message()))
                    .as(generator.toString())
                    .isEqualTo(raw);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesEveryStrictPrefixOfABody(HandshakeType type) {
        for (int i = 0; i < ROUNDS / 10; i++) {
            var message = generator.tls12Message(type);
            var body = body(message);
            for (int length = 0; length < body.length(); length++) {
                if (!legalPrefix(message, length)) {
                    assertThat(reasonOf(Wire.message(type.code(), body.slice(0, length))))
                            .as(generator.toString())
                            .isNotNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void refusesOneByteMore(HandshakeType type) {
        if (type == HandshakeType.FINISHED) {
            return; // All of the body is verify_data; its length is the state's to judge.
        }
        for (int i = 0; i < ROUNDS; i++) {
            var longer = Wire.join(body(generator.tls12Message(type)), Bytes.ofHex("00"));
            assertThat(reasonOf(Wire.message(type.code(), longer)).alert())
                    .as(generator.toString())
                    .isEqualTo(AlertDescription.DECODE_ERROR);
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
            var array = HandshakeMessage.encode(generator.tls12Message(type)).toArray();
            var noise = generator.bytes(3, 3);
            int position = 4 + (noise.at(0) << 8 | noise.at(1)) % Math.max(1, array.length - 4);
            if (position < array.length) {
                array[position] = (byte) noise.at(2);
            }
            parseOrRefuse(Bytes.wrap(array));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesTypesThatTls12DoesNotSend(HandshakeType type) {
        if (!MessageGenerator.TLS12_TYPES.contains(type)) {
            assertThat(reasonOf(Wire.message(type.code(), Bytes.EMPTY))).isEqualTo(Reason.UNEXPECTED_MESSAGE);
        }
    }

    // RFC 8422 section 5.4: explicit curves are a thing of the past.
    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "00", "ff"})
    void refusesServerKeyExchangeOfAnotherCurveType(String curveType) {
        var body = Bytes.ofHex(curveType + "001d" + "0101" + "0403" + "000101");
        assertThat(reasonOf(Wire.message(12, body))).isEqualTo(Reason.SELECTED_UNOFFERED_GROUP);
        assertThat(Reason.SELECTED_UNOFFERED_GROUP.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 8422 section 5.7: opaque point<1..2^8-1>.
    @Test
    void refusesClientKeyExchangeWithoutKey() {
        assertThat(reasonOf(Wire.message(16, Bytes.ofHex("00")))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 5246 section 7.4.2: ASN.1Cert<1..2^24-1>.
    @Test
    void refusesEmptyCertificate() {
        assertThat(reasonOf(Wire.message(11, Bytes.ofHex("000003" + "000000")))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 5246 section 7.4.4: certificate_types<1..2^8-1>, supported_signature_algorithms<2..2^16-2>.
    @ParameterizedTest
    @ValueSource(strings = {"00" + "00020403" + "0000", "0140" + "0000" + "0000", "0140" + "0001040000"})
    void refusesCertificateRequestThatTakesNothing(String body) {
        assertThat(reasonOf(Wire.message(13, Bytes.ofHex(body)))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

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

    private void parseOrRefuse(Bytes raw) {
        try {
            var message = HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_2).message();
            var again = HandshakeMessage.parse(HandshakeMessage.encode(message), ProtocolVersion.TLS_1_2);
            assertThat(again.message()).as("%s, %s", generator, raw).isEqualTo(message);
        } catch (ProtocolException refused) {
            assertThat(refused.reason().alert())
                    .as("%s, %s", generator, raw)
                    .isIn(AlertDescription.DECODE_ERROR, AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    private static Bytes body(HandshakeMessage message) {
        var raw = HandshakeMessage.encode(message);
        return raw.slice(4, raw.length() - 4);
    }

    private static Reason reasonOf(Bytes raw) {
        return Refusal.of(() -> HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_2));
    }
}
