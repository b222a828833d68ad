package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.SignatureAlgorithmsCert;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of a server's chains a client gets that says more of chains than of keys (RFC 9846 sections 4.3.3 and 4.3.4). */
class ChainWishesTest {
    private static final TestCertificate RSA_ROOT =
            TestCertificates.named("RSA root").key(KeyType.RSA_2048).authority().selfSigned();
    private static final TestCertificate BY_RSA = server(RSA_ROOT);
    private static final TestCertificate BY_EC = server(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    private static TestCertificate server(TestCertificate issuer) {
        return TestCertificates.named("server").dns(Pair.NAME).server().issuedBy(issuer);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsTheFirstToWhoTakesBoth(ProtocolVersion version) throws Exception {
        assertThat(shown(version, null)).isEqualTo(BY_RSA);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsAChainSignedAsTheClientTakesSignatures(ProtocolVersion version) throws Exception {
        assertThat(shown(version, signedBy(SignatureScheme.ECDSA_SECP256R1_SHA256)))
                .isEqualTo(BY_EC);
        assertThat(shown(version, signedBy(SignatureScheme.RSA_PKCS1_SHA256))).isEqualTo(BY_RSA);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsAChainOfAnAuthorityThatTheClientNames(ProtocolVersion version) throws Exception {
        assertThat(shown(version, issuedBy(Parties.ROOT))).isEqualTo(BY_EC);
        assertThat(shown(version, issuedBy(RSA_ROOT))).isEqualTo(BY_RSA);
    }

    // Section 4.5.1.2: a server that cannot do as the client wishes SHOULD go on with what it has.
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsTheFirstToWhoWishesForNoneOfThem(ProtocolVersion version) throws Exception {
        assertThat(shown(version, issuedBy(BY_EC))).isEqualTo(BY_RSA);
        assertThat(shown(version, signedBy(SignatureScheme.ED25519))).isEqualTo(BY_RSA);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheAuthorityBehindThousands(ProtocolVersion version) throws Exception {
        // Further behind than names are read for users; here none is read, as they are compared byte by byte.
        var names = new ArrayList<Bytes>();
        for (int i = 0; i < 3_000; i++) {
            names.add(Bytes.wrap(new X500Principal("CN=" + i).getEncoded()));
        }
        names.add(
                Bytes.wrap(Parties.ROOT.certificate().getSubjectX500Principal().getEncoded()));
        assertThat(shown(version, new CertificateAuthorities(names))).isEqualTo(BY_EC);
    }

    private TestCertificate shown(ProtocolVersion version, Extension wish) throws Exception {
        var client = Parties.client(clocks)
                .protocols(version)
                .roots(List.of(Parties.ROOT.certificate(), RSA_ROOT.certificate()))
                .build();
        Lie lie = message ->
                List.of(wish != null && message instanceof ClientHello hello ? Messages.with(hello, wish) : message);
        var server = TlsConfig.server(new Identities(Parties.identity(BY_RSA), Parties.identity(BY_EC)))
                .clocks(clocks.clocks())
                .build();
        try (var pair = Pair.of(Pair.lyingClient(client, lie), server.engine()).handshake()) {
            var leaf = pair.client().engine().info().peerCertificates().get(0);
            return leaf.equals(BY_EC.certificate()) ? BY_EC : BY_RSA;
        }
    }

    private static Extension signedBy(SignatureScheme scheme) {
        return new SignatureAlgorithmsCert(CodePoints.of(scheme.code()));
    }

    private static Extension issuedBy(TestCertificate authority) {
        var name = authority.certificate().getSubjectX500Principal().getEncoded();
        return new CertificateAuthorities(List.of(Bytes.wrap(name)));
    }
}
