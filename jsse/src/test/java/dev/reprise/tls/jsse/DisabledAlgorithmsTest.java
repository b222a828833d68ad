package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates.KeyType;
import java.security.CryptoPrimitive;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the security properties of disabled algorithms are read. */
class DisabledAlgorithmsTest {
    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TLSv1.2| TLSv1.2| true",
                "TLSv1, TLSv1.1| TLSv1.2| false",
                "tlsv1.2| TLSv1.2| true",
                "TLS_RSA_*| TLS_RSA_WITH_AES_128_GCM_SHA256| true",
                "TLS_RSA_*| TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256| false",
                "*_CHACHA20_*| TLS_CHACHA20_POLY1305_SHA256| true",
                "ECDHE| TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256| true",
                "SHA1| SHA1withRSA| true",
                "SHA1| SHA256withRSA| false",
                "RSA| SHA256withRSA| true",
                "secp256r1| SECP256R1| true",
                "RSA keySize < 2048| SHA256withRSA| false",
                "SHA1 jdkCA & usage TLSServer| SHA1withRSA| false",
                "rsa_pkcs1_sha1 usage HandshakeSignature| rsa_pkcs1_sha1| false",
                "include jdk.disabled.namedCurves| secp256r1| false",
                "''| TLSv1.2| false",
            })
    @DisplayName("[JSSE properties] disabledAlgorithms forbid names, parts of names, and names with asterisks")
    void names(String value, String name, boolean forbidden) {
        var disabled = DisabledAlgorithms.parse(value);
        assertThat(disabled.forbids(name)).isEqualTo(forbidden);
        assertThat(disabled.permits(SIGNATURE, name, null)).isEqualTo(!forbidden);
    }

    @Test
    @DisplayName("[JSSE properties] disabledAlgorithms for a usage forbid nothing else")
    void usages() {
        var disabled = DisabledAlgorithms.parse("ECDSA_SECP256R1_SHA256 usage HandshakeSignature");
        assertThat(disabled.forbids("ecdsa_secp256r1_sha256", "HandshakeSignature"))
                .isTrue();
        assertThat(disabled.forbids("ecdsa_secp256r1_sha256", "CertificateSignature"))
                .isFalse();
        assertThat(DisabledAlgorithms.parse(null).forbids("TLSv1.3")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "RSA keySize < 2048, RSA_1024, true",
        "RSA keySize < 1024, RSA_1024, false",
        "RSA keySize <= 1024, RSA_1024, true",
        "RSA keySize == 1024, RSA_1024, true",
        "RSA keySize != 1024, RSA_1024, false",
        "RSA keySize >= 2048, RSA_1024, false",
        "RSA keySize > 1000, RSA_1024, true",
        "EC keySize < 384, P256, true",
        "EC keySize < 256, P256, false",
        "EC keySize < 384, P384, false",
        "RSA keySize < 2048, P256, false",
        "EC, P256, true",
    })
    @DisplayName("[JSSE properties] disabledAlgorithms with keySize forbid keys")
    void keys(String value, KeyType type, boolean forbidden) {
        var key = type.generate().getPublic();
        var disabled = DisabledAlgorithms.parse(value);
        assertThat(disabled.permits(SIGNATURE, key)).isEqualTo(!forbidden);
        assertThat(disabled.permits(SIGNATURE, "SHA256", key, null)).isEqualTo(!forbidden);
    }
}
