package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;

import dev.reprise.tls.internal.handshake.tls12.KeyExchangeContent;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ClientKeyExchange;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which certificates and keys the sides of TLS 1.2 must not send: each breach has its reason and alert. */
class Tls12KeyExchangeViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void refusesServerWithoutCertificate() {
        peers.serverLie(
                Reason.EMPTY_CERTIFICATE_LIST,
                m -> List.of(m instanceof Tls12Certificate ? new Tls12Certificate(List.of()) : m));
    }

    @Test
    void refusesKeyThatIsNotTheSuites() { // RFC 5246 section 7.4.2
        peers.serverHello(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                h -> Messages.withSuite(h, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.code()));
    }

    @Test
    void refusesGroupsAndSignaturesThatWereNotOffered() { // RFC 8422 section 5.4, RFC 5246 section 7.4.3
        keyExchange(
                Reason.SELECTED_UNOFFERED_GROUP,
                k -> new ServerKeyExchange(0x001e, k.publicKey(), k.scheme(), k.signature()));
        keyExchange(
                Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), 0x0203, k.signature()));
        keyExchange(
                Reason.SIGNATURE_SCHEME_MISMATCH,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), 0x0401, k.signature()));
        keyExchange(
                Reason.BAD_SIGNATURE,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), k.scheme(), Messages.flipped(k.signature())));
        keyExchange(
                Reason.BAD_SIGNATURE,
                k -> new ServerKeyExchange(k.group(), Messages.flipped(k.publicKey()), k.scheme(), k.signature()));
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve() {
        var offCurve = new byte[65];
        offCurve[0] = 4;
        offCurve[64] = 9;
        for (var bad : List.of(offCurve, new byte[65], new byte[1], new byte[64])) {
            var point = Bytes.wrap(bad);
            var client = peers.client().groups(NamedGroup.SECP256R1);
            var lying = Pair.lyingClient(
                    client.build(), m -> List.of(m instanceof ClientKeyExchange ? new ClientKeyExchange(point) : m));
            var pair = Pair.of(lying, peers.server().build().engine()).run();
            assertAborted(pair.server(), Reason.INVALID_KEY_SHARE, pair.client());

            var signed = pairWithKey(NamedGroup.SECP256R1, point);
            assertAborted(signed.client(), Reason.INVALID_KEY_SHARE, signed.server());
        }
        // X25519: the all-zero point leads to an all-zero secret (RFC 8422 section 5.11).
        var zero = pairWithKey(NamedGroup.X25519, Bytes.wrap(new byte[32]));
        assertAborted(zero.client(), Reason.INVALID_KEY_SHARE, zero.server());
    }

    /** Let a server sign a key of its own making. */
    private Pair pairWithKey(NamedGroup group, Bytes publicKey) {
        var randoms = new ArrayList<Bytes>();
        // P-256 is the curve of the server's certificate, which the client has to offer, too (RFC 8422 section 5.3).
        var client = Pair.lyingClient(
                peers.client().groups(group, NamedGroup.SECP256R1).build(), m -> {
                    if (m instanceof ClientHello hello) {
                        randoms.add(hello.random());
                    }
                    return List.of(m);
                });
        var server = Pair.lyingServer(peers.server().build(), m -> {
            if (m instanceof ServerHello hello) {
                randoms.add(hello.random());
            }
            return List.of(m instanceof ServerKeyExchange ? signed(group, publicKey, randoms) : m);
        });
        return Pair.of(client, server).run();
    }

    private static ServerKeyExchange signed(NamedGroup group, Bytes publicKey, List<Bytes> randoms) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(Parties.SERVER.key());
            signature.update(KeyExchangeContent.of(randoms.get(0), randoms.get(1), group.code(), publicKey));
            return new ServerKeyExchange(
                    group.code(),
                    publicKey,
                    SignatureScheme.ECDSA_SECP256R1_SHA256.code(),
                    Bytes.wrap(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void keyExchange(Reason reason, UnaryOperator<ServerKeyExchange> change) {
        peers.serverLie(reason, m -> List.of(m instanceof ServerKeyExchange exchange ? change.apply(exchange) : m));
    }
}
