package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private final MessageGenerator generator = new MessageGenerator();

    // RFC 9846 section 4.2.2: a ClientHello of an older version may end after the compression methods.
    @Test
    void takesHelloWithoutExtensions() throws Exception {
        var raw = Wire.clientHello(Bytes.EMPTY);
        var hello = (ClientHello)
                HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_3).message();
        assertThat(hello.extensions().size()).isZero();
        assertThat(HandshakeMessage.encode(hello)).isEqualTo(raw);
    }

    @Test
    void takesHelloWithAnEmptyBlock() throws Exception {
        var hello = (ClientHello) HandshakeMessage.parse(Wire.clientHello(Wire.block()), ProtocolVersion.TLS_1_3)
                .message();
        assertThat(hello.extensions()).isEqualTo(Extensions.NONE);
    }

    // RFC 9846 section 4.2.2: no data after a valid extensions block, else decode_error.
    @Test
    void refusesDataAfterTheBlock() {
        assertThat(reasonOf(Wire.join(Wire.block(), Bytes.ofHex("00")))).isEqualTo(Reason.TRAILING_BYTES);
        assertThat(reasonOf(Bytes.ofHex("00"))).isEqualTo(Reason.TRUNCATED_MESSAGE);
    }

    // RFC 9846 section 4.2.2: legacy_session_id<0..32>, cipher_suites<2..2^16-2>, compression_methods<1..2^8-1>.
    @Test
    void refusesVectorsOutOfBounds() {
        assertThat(helloReason("21" + "00".repeat(33), "00021301", "0100")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(helloReason("00", "0000", "0100")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(helloReason("00", "0003130113", "0100")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(helloReason("00", "00021301", "00")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
    }

    // RFC 9846 section 4.3.11.2: binders cover all but the binders list, lengths as if it were there.
    @Test
    void truncatesBeforeTheBindersBuiltOrParsed() throws Exception {
        for (int i = 0; i < 100; i++) {
            var psks = generator.offeredPsks();
            var hello = withLast(generator.clientHello(), psks);
            var raw = HandshakeMessage.encode(hello);
            var binders = new Writer();
            psks.binders().forEach(binders::vector8);
            var end = new Writer().vector16(binders.toBytes()).toBytes();
            assertThat(raw.slice(raw.length() - end.length(), end.length())).isEqualTo(end);
            assertThat(hello.truncatedLength()).as(generator.toString()).isEqualTo(raw.length() - end.length());
            assertThat(((ClientHello) HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_3)
                                    .message())
                            .truncatedLength())
                    .isEqualTo(hello.truncatedLength());
        }
    }

    @Test
    void replacesPlaceholdersWithoutTouchingWhatTheyCover() {
        var identity = new PskIdentity(generator.bytes(100, 200), 7);
        var hello = withLast(generator.clientHello(), OfferedPsks.placeholder(identity, 48));
        var binder = generator.bytes(48, 48);
        var before = HandshakeMessage.encode(hello);
        var kept = before.toString();
        var after = hello.bound(before, binder);
        int covered = hello.truncatedLength();
        assertThat(before).hasToString(kept);
        assertThat(after.slice(0, covered)).isEqualTo(before.slice(0, covered));
        assertThat(after.slice(covered, after.length() - covered).toString()).isEqualTo("003130" + binder);
    }

    @Test
    void refusesBindersOfOtherLengthsOrNumber() {
        var identity = new PskIdentity(Bytes.ofHex("aa"), 0);
        var hello = withLast(generator.clientHello(), OfferedPsks.placeholder(identity, 32));
        var binder = generator.bytes(32, 32);
        var encoded = HandshakeMessage.encode(hello);
        assertThatIllegalArgumentException().isThrownBy(() -> hello.bound(encoded, generator.bytes(48, 48)));
        var two = withLast(
                generator.clientHello(), new OfferedPsks(List.of(identity, identity), List.of(binder, binder)));
        assertThatIllegalArgumentException().isThrownBy(() -> two.bound(HandshakeMessage.encode(two), binder));
    }

    @Test
    void hasNoTruncatedLengthWithoutPreSharedKey() {
        var hello = withLast(generator.clientHello(), new EarlyData());
        assertThatIllegalStateException().isThrownBy(hello::truncatedLength);
        var encoded = HandshakeMessage.encode(hello);
        assertThatIllegalStateException().isThrownBy(() -> hello.bound(encoded, generator.bytes(32, 32)));
    }

    private static ClientHello withLast(ClientHello hello, Extension last) {
        var list = new ArrayList<>(hello.extensions().list());
        list.removeIf(extension -> extension instanceof OfferedPsks || extension.type() == last.type());
        list.add(last);
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                Extensions.of(list));
    }

    private static Reason reasonOf(Bytes end) {
        return Refusal.of(() -> HandshakeMessage.parse(Wire.clientHello(end), ProtocolVersion.TLS_1_3));
    }

    private static Reason helloReason(String sessionId, String suites, String compression) {
        var body = Bytes.ofHex("0303" + "00".repeat(32) + sessionId + suites + compression);
        return Refusal.of(() -> HandshakeMessage.parse(Wire.message(1, body), ProtocolVersion.TLS_1_3));
    }
}
