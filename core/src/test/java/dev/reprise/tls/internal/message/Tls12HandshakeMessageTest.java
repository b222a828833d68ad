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

class Tls12HandshakeMessageTest {
    private final MessageTrial trial = new MessageTrial(ProtocolVersion.TLS_1_2);

    static List<HandshakeType> types() {
        return MessageGenerator.TLS12_TYPES;
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
    void refusesOneByteMore(HandshakeType type) {
        if (type == HandshakeType.FINISHED) {
            return; // All of the body is verify_data; its length is the state's to judge.
        }
        for (int i = 0; i < MessageTrial.ROUNDS; i++) {
            var longer = Wire.join(MessageTrial.body(trial.message(type)), Bytes.ofHex("00"));
            assertThat(trial.reasonOf(Wire.message(type.code(), longer)).alert())
                    .as(trial.generator.toString())
                    .isEqualTo(AlertDescription.DECODE_ERROR);
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

    @ParameterizedTest
    @EnumSource
    void refusesTypesThatTls12DoesNotSend(HandshakeType type) {
        if (!MessageGenerator.TLS12_TYPES.contains(type)) {
            assertThat(trial.reasonOf(Wire.message(type.code(), Bytes.EMPTY))).isEqualTo(Reason.UNEXPECTED_MESSAGE);
        }
    }

    // RFC 8422 section 5.4: explicit curves are a thing of the past.
    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "00", "ff"})
    void refusesServerKeyExchangeOfAnotherCurveType(String curveType) {
        var body = Bytes.ofHex(curveType + "001d" + "0101" + "0403" + "000101");
        assertThat(trial.reasonOf(Wire.message(12, body))).isEqualTo(Reason.SELECTED_UNOFFERED_GROUP);
        assertThat(Reason.SELECTED_UNOFFERED_GROUP.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 8422 section 5.7: opaque point<1..2^8-1>.
    @Test
    void refusesClientKeyExchangeWithoutKey() {
        assertThat(trial.reasonOf(Wire.message(16, Bytes.ofHex("00")))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 5246 section 7.4.2: ASN.1Cert<1..2^24-1>.
    @Test
    void refusesEmptyCertificate() {
        assertThat(trial.reasonOf(Wire.message(11, Bytes.ofHex("000003" + "000000"))))
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 6066 section 8: opaque OCSPResponse<1..2^24-1>, of type ocsp.
    @Test
    void refusesStatusesThatAreEmptyOrOfAnotherType() {
        assertThat(trial.reasonOf(Wire.message(22, Bytes.ofHex("01000000")))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(trial.reasonOf(Wire.message(22, Bytes.ofHex("0200000130")))).isEqualTo(Reason.MALFORMED_MESSAGE);
    }

    // RFC 5246 section 7.4.4: certificate_types<1..2^8-1>, supported_signature_algorithms<2..2^16-2>.
    @ParameterizedTest
    @ValueSource(strings = {"00" + "00020403" + "0000", "0140" + "0000" + "0000", "0140" + "0001040000"})
    void refusesCertificateRequestThatTakesNothing(String body) {
        assertThat(trial.reasonOf(Wire.message(13, Bytes.ofHex(body)))).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }
}
