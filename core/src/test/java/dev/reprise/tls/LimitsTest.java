package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sizes of messages and chains, as configured on the side that receives them. */
class LimitsTest {
    private static final ASN1ObjectIdentifier PADDING = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");
    private static final TestCertificate LARGE = TestCertificates.named("Large")
            .dns(Pair.NAME)
            .server()
            .client()
            .extension(PADDING, false, new byte[70_000])
            .issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void boundsHandshakeMessages(ProtocolVersion version) throws Exception {
        var server = TlsConfig.server(Parties.identity(LARGE)).clocks(clocks.clocks());
        var client = Parties.client(clocks).protocols(version);
        var pair = Pair.of(client.build(), server.build()).run();
        assertAborted(pair.client(), Reason.OVERSIZED_MESSAGE, pair.server());
        Pair.of(client.maxHandshakeMessage(1 << 17).build(), server.build())
                .handshake()
                .close();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void boundsChains(ProtocolVersion version) throws Exception {
        var chain = new ArrayList<X509Certificate>(Parties.SERVER.chain());
        for (int i = 0; i < 17; i++) {
            chain.add(Parties.ROOT.certificate());
        }
        var identity = new Identity(chain, Parties.SERVER.key());
        var server = TlsConfig.server(identity).clocks(clocks.clocks());
        var client = Parties.client(clocks).protocols(version);
        var pair = Pair.of(client.build(), server.build()).run();
        assertAborted(pair.client(), Reason.CERTIFICATE_CHAIN_TOO_LONG, pair.server());
        Pair.of(client.maxCertificates(18).build(), server.build()).handshake().close();
        pair = Pair.of(client.maxCertificates(17).build(), server.build()).run();
        assertAborted(pair.client(), Reason.CERTIFICATE_CHAIN_TOO_LONG, pair.server());
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void boundsWhatClientsSend(ProtocolVersion version) throws Exception {
        var server = Parties.server(clocks).requireClientCertificate(List.of(Parties.ROOT.certificate()));
        var client = Parties.client(clocks)
                .protocols(version)
                .identity(Parties.identity(LARGE))
                .build();
        var pair = Pair.of(client, server.build()).run();
        assertAborted(pair.server(), Reason.OVERSIZED_MESSAGE, pair.client());
        Pair.of(client, server.maxHandshakeMessage(1 << 17).build()).handshake().close();
        var between = TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
        var deep = TestCertificates.named("Deep").client().issuedBy(between);
        var deepClient = Parties.client(clocks)
                .protocols(version)
                .identity(Parties.identity(deep))
                .build();
        pair = Pair.of(deepClient, server.maxCertificates(1).build()).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_CHAIN_TOO_LONG, pair.client());
    }

    @Test
    void boundsDepth() throws Exception {
        var one = TestCertificates.named("One").authority().issuedBy(Parties.ROOT);
        var two = TestCertificates.named("Two").authority().issuedBy(one);
        var leaf =
                TestCertificates.named("Deep").dns(Pair.NAME).server().client().issuedBy(two);
        var server = TlsConfig.server(Parties.identity(leaf)).clocks(clocks.clocks());
        Pair.of(Parties.client(clocks).verifyDepth(2).build(), server.build())
                .handshake()
                .close();
        var pair = Pair.of(Parties.client(clocks).verifyDepth(1).build(), server.build())
                .run();
        assertAborted(pair.client(), Reason.CERTIFICATE_CHAIN_TOO_LONG, pair.server());

        var client = Parties.client(clocks).identity(Parties.identity(leaf)).build();
        var asking = Parties.server(clocks)
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .verifyDepth(1);
        pair = Pair.of(client, asking.build()).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_CHAIN_TOO_LONG, pair.client());
    }

    @Test
    void refusesValuesOutOfRange() {
        var client = Parties.client(clocks);
        for (int bytes : new int[] {0, 16_383, 1 << 24}) {
            assertThatThrownBy(() -> client.maxHandshakeMessage(bytes)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int count : new int[] {0, 101}) {
            assertThatThrownBy(() -> client.maxCertificates(count)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int depth : new int[] {-1, 17}) {
            assertThatThrownBy(() -> client.verifyDepth(depth)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(client.build()).isNotNull();
    }
}
