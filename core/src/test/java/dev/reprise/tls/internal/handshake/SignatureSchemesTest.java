package dev.reprise.tls.internal.handshake;

import static dev.reprise.tls.spec.ProtocolVersion.TLS_1_2;
import static dev.reprise.tls.spec.ProtocolVersion.TLS_1_3;
import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP256R1_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP384R1_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.ED25519;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PKCS1_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PKCS1_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PKCS1_SHA512;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA512;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignatureSchemesTest {
    private static final Identity RSA = identity(KeyType.RSA_2048);
    private static final Identity P256 = identity(KeyType.P256);
    private static final Identity P384 = identity(KeyType.P384);

    private static Identity identity(KeyType type) {
        var certificate = TestCertificates.named(type.name()).key(type).selfSigned();
        return new Identity(certificate.chain(), certificate.key());
    }

    private static @Nullable SignatureScheme choose(
            SignatureSchemes ours, Identity identity, ProtocolVersion version, SignatureScheme... accepted) {
        return ours.forIdentity(identity, version, CodePoints.of(List.of(accepted), SignatureScheme::code));
    }

    @Test
    void choosesOurFirstSchemeOfThosePeerAccepts() {
        for (var version : ProtocolVersion.values()) {
            assertThat(choose(
                            SignatureSchemes.ALL,
                            RSA,
                            version,
                            RSA_PKCS1_SHA256,
                            RSA_PSS_RSAE_SHA512,
                            RSA_PSS_RSAE_SHA384))
                    .isEqualTo(RSA_PSS_RSAE_SHA384);
            assertThat(choose(SignatureSchemes.ALL, P256, version, ED25519, ECDSA_SECP256R1_SHA256))
                    .isEqualTo(ECDSA_SECP256R1_SHA256);
            assertThat(choose(SignatureSchemes.ALL, P256, version, ED25519)).isNull();
        }
    }

    @Test
    void goesByTheOrderGiven() {
        var ours = SignatureSchemes.of(List.of(RSA_PSS_RSAE_SHA512, RSA_PSS_RSAE_SHA256));
        assertThat(choose(ours, RSA, TLS_1_3, RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA512))
                .isEqualTo(RSA_PSS_RSAE_SHA512);
        assertThat(choose(ours, RSA, TLS_1_3, RSA_PSS_RSAE_SHA384)).isNull();
    }

    // RFC 9846 section 4.3.3: RSASSA-PKCS1-v1_5 is not defined for signed handshake messages of TLS 1.3.
    @Test
    void signsByPkcs1InTls12Alone() {
        SignatureScheme[] pkcs1 = {RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
        assertThat(choose(SignatureSchemes.ALL, RSA, TLS_1_3, pkcs1)).isNull();
        assertThat(choose(SignatureSchemes.ALL, RSA, TLS_1_2, pkcs1)).isEqualTo(RSA_PKCS1_SHA256);
    }

    // RFC 5246 section 7.4.1.4.1: a scheme of TLS 1.2 names hash and algorithm, not the curve.
    @Test
    void prefersTheKeysOwnCurveAndTakesOthersInTls12() {
        assertThat(choose(SignatureSchemes.ALL, P384, TLS_1_2, ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384))
                .isEqualTo(ECDSA_SECP384R1_SHA384);
        assertThat(choose(SignatureSchemes.ALL, P384, TLS_1_2, ECDSA_SECP256R1_SHA256))
                .isEqualTo(ECDSA_SECP256R1_SHA256);
        assertThat(choose(SignatureSchemes.ALL, P384, TLS_1_3, ECDSA_SECP256R1_SHA256))
                .isNull();
    }

    @Test
    void asksASignerWhatItSignsBy() {
        var signer = new PrivateKeySigner() {
            @Override
            public byte[] sign(SignatureScheme scheme, byte[] content) {
                throw new AssertionError("nothing is signed here");
            }

            @Override
            public boolean signs(SignatureScheme scheme) {
                return scheme == RSA_PSS_RSAE_SHA384 || scheme == RSA_PKCS1_SHA256;
            }
        };
        var remote = new Identity(RSA.chain(), signer);
        SignatureScheme[] all = SignatureScheme.values();
        assertThat(choose(SignatureSchemes.ALL, remote, TLS_1_3, all)).isEqualTo(RSA_PSS_RSAE_SHA384);
        assertThat(choose(SignatureSchemes.ALL, remote, TLS_1_2, RSA_PSS_RSAE_SHA256, RSA_PKCS1_SHA256))
                .isEqualTo(RSA_PKCS1_SHA256);
        assertThat(choose(SignatureSchemes.ALL, remote, TLS_1_3, RSA_PSS_RSAE_SHA256))
                .isNull();
    }
}
