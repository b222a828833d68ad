package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHelloTest {
    private static final Bytes RANDOM = Bytes.wrap(new byte[32]);
    private static final Bytes VERSION = Wire.extension(ExtensionType.SUPPORTED_VERSIONS, "0304");

    // RFC 9846 section 4.2.3: the random of a HelloRetryRequest is the SHA-256 of its name.
    @Test
    void knowsHelloRetryRequestByItsRandom() throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest("HelloRetryRequest".getBytes(StandardCharsets.US_ASCII));
        assertThat(ServerHello.HELLO_RETRY_REQUEST_RANDOM).isEqualTo(Bytes.wrap(hash));
        var group = Wire.extension(ExtensionType.KEY_SHARE, "0017");
        var retry = parse(ServerHello.HELLO_RETRY_REQUEST_RANDOM, Wire.block(VERSION, group));
        assertThat(retry.isHelloRetryRequest()).isTrue();
        assertThat(retry.extensions().list())
                .containsExactly(new SelectedVersion(0x0304), new KeyShareHelloRetryRequest(0x17));
        assertThat(parse(RANDOM, Wire.block(VERSION)).isHelloRetryRequest()).isFalse();
    }

    // RFC 9846 section 4.2.3: a TLS 1.2 ServerHello must be readable, for its sentinel and to name the version.
    @Test
    void keepsWhatTls12AddsUnread() throws Exception {
        var hello = parse(
                RANDOM,
                Wire.block(
                        Wire.extension(0xff01, Bytes.ofHex("00")),
                        Wire.extension(23, Bytes.EMPTY),
                        Wire.extension(35, Bytes.EMPTY),
                        Wire.extension(11, Bytes.ofHex("0100")),
                        Wire.extension(ExtensionType.SERVER_NAME, ""),
                        Wire.extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, "0003026832"),
                        Wire.extension(ExtensionType.SUPPORTED_GROUPS, "0002001d"),
                        Wire.extension(ExtensionType.KEY_SHARE, "")));
        assertThat(hello.extensions().size()).isEqualTo(8);
        assertThat(hello.extensions().find(ServerNameAcknowledgement.class)).isNotNull();
        assertThat(hello.extensions().find(Alpn.class)).isNotNull();
        assertThat(hello.extensions().find(SupportedGroups.class)).isNull();
        assertThat(hello.extensions().list()).extracting(Extension::type).contains(ExtensionType.KEY_SHARE.code());
    }

    @Test
    void takesTls12HelloWithoutExtensions() throws Exception {
        assertThat(parse(RANDOM, Bytes.EMPTY).extensions()).isEqualTo(Extensions.NONE);
        assertThat(parse(RANDOM, Wire.block()).extensions()).isEqualTo(Extensions.NONE);
    }

    // RFC 9846 section 4.3: a TLS 1.3 ServerHello has only what the table says, wherever supported_versions stands.
    @Test
    void refusesInTls13WhatBelongsIntoEncryptedExtensions() {
        var alpn = Wire.extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, "0003026832");
        assertThat(Refusal.of(() -> parse(RANDOM, Wire.block(alpn, VERSION)))).isEqualTo(Reason.EXTENSION_NOT_ALLOWED);
        assertThat(Refusal.of(() -> parse(RANDOM, Wire.block(VERSION, alpn)))).isEqualTo(Reason.EXTENSION_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"444f574e47524401", "444f574e47524400"})
    void seesDowngradeSentinels(String sentinel) throws Exception {
        var random = Wire.join(RANDOM.slice(0, 24), Bytes.ofHex(sentinel));
        assertThat(parse(random, Bytes.EMPTY).hasDowngradeSentinel()).isTrue();
        assertThat(parse(RANDOM, Bytes.EMPTY).hasDowngradeSentinel()).isFalse();
    }

    private static ServerHello parse(Bytes random, Bytes block) throws ProtocolException {
        return HandshakeMessage.parse(Wire.serverHello(random, block), ProtocolVersion.TLS_1_3)
                .expect(ServerHello.class);
    }
}
