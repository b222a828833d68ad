package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ServerHello and EncryptedExtensions of TLS 1.3 must not say (RFC 9846 sections 4.2.3 and 4.3), nor a ClientHello
 * in the same fields: each breach has its reason and alert.
 */
class Tls13ServerHelloViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_3);

    @Test
    void refusesOlderVersions() { // section 4.3.1
        // Without supported_versions a ServerHello is one of TLS 1.2, where key_share has no place.
        bothHellos(
                Reason.NO_COMMON_VERSION,
                h -> Messages.without(Messages.without(h, SelectedVersion.class), KeyShareServerHello.class));
        for (int version : new int[] {0x0303, 0x0302, 0x0305, 0x7f1c}) {
            bothHellos(Reason.SELECTED_UNOFFERED_VERSION, h -> Messages.with(h, new SelectedVersion(version)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302, 0x0304, 0xffff})
    void refusesOtherLegacyVersions(int version) { // sections 4.2.2, 4.2.3 and E.5
        assertThat(Reason.BAD_LEGACY_VERSION.alert()).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        bothHellos(Reason.BAD_LEGACY_VERSION, h -> Messages.withVersion(h, version));
        for (var server :
                List.of(peers.server(), peers.server().protocols(ProtocolVersion.values()), peers.retrying())) {
            peers.clientHello(server, Reason.BAD_LEGACY_VERSION, h -> Messages.withVersion(h, version));
        }
    }

    @Test
    void refusesSessionIdThatIsNotItsOwn() { // section 4.2.3
        for (var other : List.of(Bytes.EMPTY, Bytes.wrap(new byte[32]))) {
            bothHellos(Reason.SESSION_ID_NOT_ECHOED, h -> Messages.withSessionId(h, other));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc02b, 0x1304, 0x0000, 0x00ff})
    void refusesSuitesThatWereNotOffered(int suite) { // of TLS 1.2, of TLS 1.3 but not ours, of nobody
        bothHellos(Reason.SELECTED_UNOFFERED_CIPHER_SUITE, h -> Messages.withSuite(h, suite));
    }

    @Test
    void refusesSuiteOfOursThatIsNotEnabled() {
        var client = peers.client().cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256);
        LyingPeers.serverHello(
                client,
                peers.server(),
                Reason.SELECTED_UNOFFERED_CIPHER_SUITE,
                h -> Messages.withSuite(h, CipherSuite.TLS_AES_256_GCM_SHA384.code()));
    }

    @Test
    void refusesCompression() { // sections 4.2.3 and 4.2.2
        bothHellos(Reason.COMPRESSION_OFFERED, h -> Messages.withCompression(h, 1));
        for (var methods : List.of("01", "0001", "0100")) {
            peers.clientHello(Reason.COMPRESSION_OFFERED, h -> Messages.withCompression(h, Bytes.ofHex(methods)));
        }
    }

    @Test
    void refusesExtensionsItDidNotAskFor() { // section 4.3
        var extra = new UnknownExtension(0x7777, Bytes.EMPTY);
        bothHellos(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, extra));
        encryptedExtensions(peers.client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, extra));
        encryptedExtensions(
                peers.client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, Alpn.of(List.of("h2"))));
        // Section 4.3.10: early data was not offered.
        encryptedExtensions(peers.client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, new EarlyData()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0019, 0x001e, 0x0000})
    void refusesGroupsThatWereNotOffered(int group) { // section 4.3.8
        peers.retryRequest(
                Reason.SELECTED_UNOFFERED_GROUP, h -> Messages.with(h, new KeyShareHelloRetryRequest(group)));
        peers.serverHello(
                Reason.SELECTED_UNOFFERED_GROUP,
                h -> Messages.with(h, new KeyShareServerHello(new KeyShareEntry(group, Bytes.wrap(new byte[65])))));
    }

    @Test
    void refusesGroupOfOursWhoseShareWasNotSent() {
        peers.serverHello(
                Reason.SELECTED_UNOFFERED_GROUP,
                h -> Messages.with(
                        h,
                        new KeyShareServerHello(
                                new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65])))));
    }

    @Test
    void refusesServerHelloWithoutKeyShare() throws Exception { // sections 4.3.8 and 4.3.11
        peers.serverHello(Reason.MISSING_EXTENSION, h -> Messages.without(h, KeyShareServerHello.class));
        peers.visit();
        peers.serverHello(Reason.PSK_WITHOUT_KEY_SHARE, h -> Messages.without(h, KeyShareServerHello.class));
        assertThat(Reason.PSK_WITHOUT_KEY_SHARE.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    @Test
    void refusesKeysThatAreNone() { // section 7.4.2
        peers.serverHello(
                Reason.INVALID_KEY_SHARE,
                h -> Messages.with(
                        h,
                        new KeyShareServerHello(
                                new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
        peers.clientHello(
                Reason.INVALID_KEY_SHARE,
                h -> Messages.with(
                        h, Messages.shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
    }

    @Test
    void refusesPskThatWasNotOffered() throws Exception { // sections 4.3 and 4.3.11
        peers.serverHello(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, new SelectedPsk(0)));
        for (int index : new int[] {1, 0xffff}) {
            peers.visit();
            peers.serverHello(Reason.SELECTED_UNOFFERED_PSK, h -> Messages.with(h, new SelectedPsk(index)));
        }
    }

    @Test
    void refusesPskOfAnotherHash() throws Exception { // section 4.3.11
        peers.visit();
        peers.serverHello(Reason.SELECTED_UNOFFERED_PSK, h -> Messages.withOtherHash(h));
    }

    @Test
    void refusesApplicationProtocolsThatWereNotOffered() { // RFC 7301 section 3.1
        var client = peers.client().alpn("h2", "http/1.1");
        for (var chosen : List.of("h3", "H2", "h2 ")) {
            encryptedExtensions(
                    client,
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    e -> Messages.with(e, Alpn.of(List.of(chosen))));
        }
        encryptedExtensions(
                client, Reason.MALFORMED_MESSAGE, e -> Messages.with(e, Alpn.of(List.of("h2", "http/1.1"))));
    }

    private void bothHellos(Reason reason, UnaryOperator<ServerHello> change) {
        peers.retryRequest(reason, change);
        LyingPeers.serverHello(peers.client(), peers.retrying(), reason, change);
        peers.serverHello(reason, change);
    }

    private void encryptedExtensions(
            ClientConfig.Builder client, Reason reason, UnaryOperator<EncryptedExtensions> change) {
        peers.serverLie(
                client,
                reason,
                m -> List.of(m instanceof EncryptedExtensions extensions ? change.apply(extensions) : m));
    }
}
