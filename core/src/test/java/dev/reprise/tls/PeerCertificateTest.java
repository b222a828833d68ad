package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.session.RingClocks;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

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

    @Test
    void tellsTheSameAfterAFullAndAResumedHandshake() throws Exception {
        var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
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
