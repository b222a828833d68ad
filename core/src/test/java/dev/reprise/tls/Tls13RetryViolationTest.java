package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a HelloRetryRequest and the hellos after it must not say (RFC 9846 section 4.2.4): each breach has its reason
 * and alert.
 */
class Tls13RetryViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_3);

    @ParameterizedTest
    @ValueSource(ints = {(1 << 14) + 1, 65_400})
    void refusesCookiesThatNoHelloHasRoomFor(int length) { // section 4.2.2: its extensions have 2^16 - 1 bytes
        peers.retryRequest(Reason.OVERSIZED_MESSAGE, h -> Messages.with(h, new Cookie(Bytes.wrap(new byte[length]))));
    }

    @Test
    void refusesSecondHelloRetryRequest() { // section 4.2.4
        LyingPeers.serverHello(
                peers.client(),
                peers.retrying(),
                Reason.SECOND_HELLO_RETRY_REQUEST,
                h -> new ServerHello(
                        0x0303,
                        ServerHello.HELLO_RETRY_REQUEST_RANDOM,
                        h.legacySessionIdEcho(),
                        h.cipherSuite(),
                        0,
                        Extensions.of(new SelectedVersion(0x0304), new Cookie(Bytes.ofHex("01")))));
    }

    @Test
    void refusesSuiteThatDiffersFromTheHelloRetryRequests() { // section 4.2.4
        LyingPeers.serverHello(
                peers.client(), peers.retrying(), Reason.CIPHER_SUITE_CHANGED, h -> Messages.withOtherHash(h));
        peers.retryRequest(Reason.CIPHER_SUITE_CHANGED, h -> Messages.withOtherHash(h));
    }

    @Test
    void refusesHelloRetryRequestsThatChangeNothing() { // sections 4.2.4 and 4.3.8
        peers.retryRequest(
                Reason.USELESS_HELLO_RETRY_REQUEST, h -> Messages.without(h, KeyShareHelloRetryRequest.class));
        peers.retryRequest(
                Reason.USELESS_HELLO_RETRY_REQUEST,
                h -> Messages.with(h, new KeyShareHelloRetryRequest(NamedGroup.X25519.code())));
    }

    @Test
    void refusesSecondHelloThatIsNotTheFirstWithTheShareAskedFor() { // section 4.2.2
        var p256 = new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65]));
        secondHello(h -> Messages.with(h, Messages.shares()));
        secondHello(h -> Messages.with(
                h, Messages.shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
        secondHello(h -> Messages.with(
                h, Messages.shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])), p256)));
        secondHello(h -> Messages.with(h, new EarlyData()));
        secondHello(h -> Messages.with(h, Alpn.of(List.of("h2"))));
        secondHello(h -> new ClientHello(
                0x0303,
                Bytes.wrap(new byte[32]),
                h.legacySessionId(),
                h.cipherSuites(),
                h.legacyCompressionMethods(),
                h.extensions()));
    }

    /** Change the hello that answers a HelloRetryRequest, which is the second one. */
    private void secondHello(UnaryOperator<ClientHello> change) {
        var hellos = new int[1];
        peers.clientLie(
                peers.retrying(),
                Reason.CLIENT_HELLO_CHANGED,
                m -> List.of(m instanceof ClientHello hello && ++hellos[0] == 2 ? change.apply(hello) : m));
        assertThat(hellos[0]).isEqualTo(2);
    }
}
