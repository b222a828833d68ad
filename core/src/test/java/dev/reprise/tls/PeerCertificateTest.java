package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What libtls tells of a peer's certificate, after a full and a resumed handshake. */
class PeerCertificateTest {
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
    private static final TestCertificate SERVER = TestCertificates.named("x")
            .subject(new X500Name("C=DE,O=Example,CN=server"))
            .dns(Pair.NAME, "*.wild.example")
            .ip("192.0.2.1")
            .extension(
                    Extension.authorityInfoAccess,
                    false,
                    access(AccessDescription.id_ad_caIssuers, AccessDescription.id_ad_ocsp))
            .server()
            .issuedBy(BETWEEN);

    private final RingClocks clocks = new RingClocks();

    /** Every call of libtls that tells of a connection, on either side, in a resumed one as in the first. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void theConnectionTellsTheSameAfterAFullAndAResumedHandshake(ProtocolVersion version) throws Exception {
        var alice = TestCertificates.named("alice").client().issuedBy(Parties.ROOT);
        var suite = version == ProtocolVersion.TLS_1_3
                ? CipherSuite.TLS_CHACHA20_POLY1305_SHA256
                : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
        var client = Parties.client(clocks)
                .cipherSuites(suite)
                .alpn("h2", "http/1.1")
                .identity(Parties.identity(alice))
                .sessions(Parties.store(clocks))
                .build();
        var server = Parties.server(clocks)
                .alpn("http/1.1")
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                for (var end : List.of(pair.client(), pair.server())) {
                    var info = end.engine().info();
                    assertThat(info.resumed()).isEqualTo(resumed);
                    assertThat(info.version().displayName())
                            .isEqualTo(version == ProtocolVersion.TLS_1_3 ? "TLSv1.3" : "TLSv1.2");
                    assertThat(info.cipherSuite().displayName())
                            .isEqualTo(
                                    version == ProtocolVersion.TLS_1_3
                                            ? "TLS_CHACHA20_POLY1305_SHA256"
                                            : "ECDHE-ECDSA-AES128-GCM-SHA256");
                    assertThat(info.cipherSuite().bits()).isEqualTo(version == ProtocolVersion.TLS_1_3 ? 256 : 128);
                    assertThat(info.alpn()).contains("http/1.1");
                    assertThat(info.serverName()).contains(Pair.NAME);
                }
                var known = PeerCertificate.of(pair.server().engine().info()).orElseThrow();
                assertThat(known.commonName()).isEqualTo("alice");
                assertThat(known.certificate()).isEqualTo(alice.certificate());
                assertThat(known.hash()).startsWith("SHA256:").hasSize(7 + 64);
                assertThat(Certificates.parsePem(known.chainPem(), "pem")).containsExactly(alice.certificate());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void tellsTheSameAfterAFullAndAResumedHandshake(ProtocolVersion version) throws Exception {
        var client = Parties.client(clocks)
                .protocols(version)
                .sessions(Parties.store(clocks))
                .build();
        var server = TlsConfig.server(Parties.identity(SERVER))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                var info = pair.client().engine().info();
                assertThat(info.resumed()).isEqualTo(resumed);
                var peer = PeerCertificate.of(info).orElseThrow();
                assertThat(peer.certificate()).isEqualTo(SERVER.certificate());
                assertThat(peer.hash())
                        .isEqualTo("SHA256:"
                                + HexFormat.of()
                                        .formatHex(MessageDigest.getInstance("SHA-256")
                                                .digest(SERVER.certificate().getEncoded())));
                assertThat(peer.subject()).isEqualTo("/C=DE/O=Example/CN=server");
                assertThat(peer.issuer()).isEqualTo("/CN=Between/O=Reprise tests");
                assertThat(peer.commonName()).isEqualTo("server");
                assertThat(peer.notBefore()).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
                assertThat(peer.notAfter()).isEqualTo(Instant.parse("2060-01-01T00:00:00Z"));
                assertThat(Certificates.parsePem(peer.chainPem(), "pem")).isEqualTo(SERVER.chain());
                assertThat(peer.ocspUrl()).contains("http://ocsp.example/1");
                assertThat(peer).hasToString("PeerCertificate[/C=DE/O=Example/CN=server]");
                assertThat(PeerCertificate.of(pair.server().engine().info())).isEmpty();
            }
        }
    }

    @Test
    void tellsWhichNamesItHas() throws Exception {
        try (var pair = Pair.of(
                        Parties.client(clocks).build(),
                        TlsConfig.server(Parties.identity(SERVER))
                                .clocks(clocks.clocks())
                                .build())
                .handshake()) {
            var peer = PeerCertificate.of(pair.client().engine().info()).orElseThrow();
            assertThat(peer.containsName(Pair.NAME)).isTrue();
            assertThat(peer.containsName("a.wild.example")).isTrue();
            assertThat(peer.containsName("192.0.2.1")).isTrue();
            assertThat(peer.containsName("server")).isFalse();
            assertThat(peer.containsName("")).isFalse();
        }
    }

    @Test
    void tellsLittleOfACertificateWithLittleInIt() throws Exception {
        var bare = TestCertificates.named("x")
                .subject(new X500Name("O=Example,CN=one,CN=two"))
                .dns(" ")
                .extension(Extension.authorityInfoAccess, false, new byte[] {0x30, 2, 5, 0})
                .issuedBy(Parties.ROOT);
        var client = Parties.client(clocks).insecureNoVerifyName().build();
        var server =
                TlsConfig.server(Parties.identity(bare)).clocks(clocks.clocks()).build();
        try (var pair = Pair.of(client, server).handshake()) {
            var peer = PeerCertificate.of(pair.client().engine().info()).orElseThrow();
            assertThat(peer.commonName()).isEmpty();
            assertThat(peer.containsName("one")).isFalse();
            assertThat(peer.ocspUrl()).isEmpty();
        }
    }

    private static byte[] access(ASN1ObjectIdentifier... methods) {
        try {
            var descriptions = new AccessDescription[methods.length];
            for (int i = 0; i < methods.length; i++) {
                descriptions[i] = new AccessDescription(
                        methods[i], new GeneralName(GeneralName.uniformResourceIdentifier, "http://ocsp.example/" + i));
            }
            return new AuthorityInformationAccess(descriptions).getEncoded();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
