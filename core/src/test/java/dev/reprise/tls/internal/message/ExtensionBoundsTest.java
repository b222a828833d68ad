package dev.reprise.tls.internal.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionBoundsTest {
    // RFC 9846 sections 4.3.1 to 4.3.9, RFC 7301 section 3.1: the least and the largest each vector may be.
    @ParameterizedTest
    @CsvSource({
        "SUPPORTED_VERSIONS, 00",
        "SUPPORTED_VERSIONS, 03030403",
        "SUPPORTED_GROUPS, 0000",
        "SUPPORTED_GROUPS, 000100",
        "SIGNATURE_ALGORITHMS, 0000",
        "SIGNATURE_ALGORITHMS, 0003040304",
        "SIGNATURE_ALGORITHMS_CERT, 0000",
        "COOKIE, 0000",
        "PSK_KEY_EXCHANGE_MODES, 00",
        "CERTIFICATE_AUTHORITIES, 0000",
        "CERTIFICATE_AUTHORITIES, 00020000",
        "CERTIFICATE_AUTHORITIES, 0004000000aa",
        "KEY_SHARE, 0004001d0000",
        "STATUS_REQUEST, 01000200000000",
        "APPLICATION_LAYER_PROTOCOL_NEGOTIATION, 0000",
        "APPLICATION_LAYER_PROTOCOL_NEGOTIATION, 00020000",
    })
    void refusesVectorsOutOfBoundsInClientHello(ExtensionType type, String data) {
        assertThat(inClientHello(type, data)).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(Reason.BAD_VECTOR_LENGTH.alert()).isEqualTo(AlertDescription.DECODE_ERROR);
    }

    // RFC 6066 section 8: opaque OCSPResponse<1..2^24-1>, of type ocsp.
    @Test
    void refusesStatusesThatAreEmptyOrOfAnotherType() {
        assertThat(inCertificate("01000000")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(inCertificate("0000000130")).isEqualTo(Reason.MALFORMED_MESSAGE);
        assertThat(inCertificate("0200000130")).isEqualTo(Reason.MALFORMED_MESSAGE);
        assertThat(inCertificate("")).isEqualTo(Reason.TRUNCATED_MESSAGE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StapledStatus(Bytes.wrap(new byte[StapledStatus.MAX_RESPONSE + 1])));
    }

    /** RFC 6066 section 8 has one type; what another would look like, nobody knows. */
    @Test
    void keepsARequestForAnotherTypeOfStatusAsItIs() throws Exception {
        var block = Wire.block(Wire.extension(ExtensionType.STATUS_REQUEST, "02abcdef"));
        var hello = HandshakeMessage.parse(Wire.clientHello(block), ProtocolVersion.TLS_1_3)
                .expect(ClientHello.class);
        assertThat(hello.extensions().find(StatusRequest.class)).isNull();
        assertThat(hello.extensions().list())
                .containsExactly(new UnknownExtension(ExtensionType.STATUS_REQUEST.code(), Bytes.ofHex("02abcdef")));
    }

    // RFC 9846 section 4.3.8: the list MAY be empty when the client wants a HelloRetryRequest.
    @Test
    void takesAnEmptyListOfKeyShares() throws Exception {
        var block = Wire.block(Wire.extension(ExtensionType.KEY_SHARE, "0000"));
        var hello = HandshakeMessage.parse(Wire.clientHello(block), ProtocolVersion.TLS_1_3)
                .expect(ClientHello.class);
        assertThat(requireNonNull(hello.extensions().find(KeyShareClientHello.class))
                        .shares())
                .isEmpty();
    }

    @Test
    void findsTheKeyShareOfAGroup() {
        var share = new KeyShareEntry(0x1d, Bytes.ofHex("01"));
        var shares = new KeyShareClientHello(List.of(new KeyShareEntry(0x0a0a, Bytes.ofHex("00")), share));
        assertThat(shares.find(0x1d)).isEqualTo(share);
        assertThat(shares.find(0x17)).isNull();
    }

    // RFC 8449 section 4: a limit below 64 is illegal_parameter; one over the version's is not ours to refuse.
    @Test
    void refusesRecordSizeLimitBelow64() throws Exception {
        assertThat(inClientHello(ExtensionType.RECORD_SIZE_LIMIT, "003f")).isEqualTo(Reason.BAD_RECORD_SIZE_LIMIT);
        assertThat(Reason.BAD_RECORD_SIZE_LIMIT.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        assertThat(RecordSizeLimit.parse(Bytes.ofHex("0040").reader())).isEqualTo(new RecordSizeLimit(64));
        assertThat(RecordSizeLimit.parse(Bytes.ofHex("ffff").reader())).isEqualTo(new RecordSizeLimit(0xffff));
    }

    // RFC 7301 section 3.1: the server's list MUST contain exactly one protocol.
    @Test
    void refusesTwoSelectedProtocols() {
        var block = Wire.block(
                Wire.extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, "0006" + "026832" + "026833"));
        assertThat(Refusal.of(() -> HandshakeMessage.parse(Wire.message(8, block), ProtocolVersion.TLS_1_3)))
                .isEqualTo(Reason.MALFORMED_MESSAGE);
    }

    @Test
    void keepsEveryByteOfAProtocolNameInAString() {
        var bytes = Bytes.ofHex("00417fff80");
        assertThat(Alpn.encodeName(Alpn.decodeName(bytes))).isEqualTo(bytes);
        assertThat(Alpn.of(List.of("h2")).protocols()).containsExactly(Bytes.ofHex("6832"));
        assertThatIllegalArgumentException().isThrownBy(() -> Alpn.encodeName("\u20ac"));
        assertThatIllegalArgumentException().isThrownBy(() -> Alpn.of(List.of("")));
    }

    @Test
    void seesPskDheKeAmongOtherModes() {
        assertThat(new PskKeyExchangeModes(Bytes.ofHex("0b0001")).pskDheKe()).isTrue();
        assertThat(new PskKeyExchangeModes(Bytes.ofHex("00")).pskDheKe()).isFalse();
        assertThat(PskKeyExchangeModes.PSK_DHE_KE.pskDheKe()).isTrue();
    }

    @Test
    void listsCodePointsInTheirOrder() {
        var codes = CodePoints.of(
                List.of(
                        CipherSuite.TLS_AES_128_GCM_SHA256,
                        CipherSuite.TLS_AES_256_GCM_SHA384,
                        CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
                CipherSuite::code);
        assertThat(codes).isEqualTo(CodePoints.of(0x1301, 0x1302, 0x1303));
        assertThat(codes.size()).isEqualTo(3);
        assertThat(codes.at(2)).isEqualTo(0x1303);
        assertThat(codes.indexOf(0x1302)).isEqualTo(1);
        assertThat(codes.contains(0x0213)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new CodePoints(Bytes.ofHex("130113")));
        assertThatIllegalArgumentException().isThrownBy(() -> CodePoints.of(0x10000));
    }

    private static Reason inCertificate(String data) {
        return Refusal.of(() -> Extensions.parse(
                Wire.block(Wire.extension(ExtensionType.STATUS_REQUEST, data)).reader(), ExtensionContext.CERTIFICATE));
    }

    private static Reason inClientHello(ExtensionType type, String data) {
        return Refusal.of(() -> HandshakeMessage.parse(
                Wire.clientHello(Wire.block(Wire.extension(type, data))), ProtocolVersion.TLS_1_3));
    }
}
