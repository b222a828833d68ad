package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libtls's words for cipher suites: its presets, and the cipher strings of OpenSSL. */
class CipherWordsTest {
    /** What each stands for below. */
    private static final List<String> ECDSA_FIRST = List.of(
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305");

    @ParameterizedTest
    @ValueSource(strings = {"secure", "default", "compat", "legacy", "all", "insecure", "Secure", "ALL:TLSv1.3"})
    void meansAllByEveryPreset(String preset) {
        assertThat(TlsConfig.parseCiphers(preset)).containsExactlyInAnyOrder(CipherSuite.values());
    }

    /** 0 to 5 are the suites of TLS 1.2 in our order: ECDSA and RSA with AES-256, with AES-128, with ChaCha20. */
    @ParameterizedTest
    @CsvSource({
        "HIGH:!aNULL, 0 1 2 3 4 5",
        "ECDHE+AESGCM:ECDHE+CHACHA20, 0 1 2 3 4 5",
        "ECDHE+CHACHA20:ECDHE+AESGCM, 4 5 0 1 2 3",
        "'CHACHA20,AES128 AES256;', 4 5 2 3 0 1",
        "ALL:!aRSA, 0 2 4",
        "ALL:!ECDSA, 1 3 5",
        "EECDH+aRSA+AES, 1 3",
        "ALL:-AES128, 0 1 4 5",
        "ALL:-AES128:AES128, 0 1 4 5 2 3",
        "ALL:!AES128:AES128, 0 1 4 5",
        "ALL:+AES256, 2 3 4 5 0 1",
        "AES128:+AES256, 2 3",
        "AES128:CHACHA20:AES256:@STRENGTH, 4 5 0 1 2 3",
        "ECDHE-RSA-AES128-GCM-SHA256, 3",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:AES128, 3 2",
        "HIGH:!aNULL:!eNULL:!EXPORT:!DES:!MD5:!PSK:!RC4:!DHE:!kRSA:!3DES:!SHA1, 0 1 2 3 4 5",
        "ALL:!TLSv1.2:ALL:TLSv1.2:AES:TLS_AES_128_GCM_SHA256, ''",
    })
    void readsCipherStrings(String string, String numbers) {
        var expected = new ArrayList<String>();
        for (var number : numbers.isEmpty() ? new String[0] : numbers.split(" ")) {
            expected.add(ECDSA_FIRST.get(Integer.parseInt(number)));
        }
        assertThat(TlsConfig.parseCiphers(string).stream()
                        .filter(suite -> suite.version() == ProtocolVersion.TLS_1_2)
                        .map(CipherSuite::displayName))
                .containsExactlyElementsOf(expected);
    }

    /** As in OpenSSL, kinds are of TLS 1.2; suites of TLS 1.3 are all there unless it is spoken of. */
    @ParameterizedTest
    @CsvSource({
        "AES128, TLS_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256",
        "AES128:!TLSv1.3, ''",
        "AES128:TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256, TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.3:-TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256",
    })
    void leavesTls13AloneUnlessItIsNamed(String string, String suites) {
        assertThat(TlsConfig.parseCiphers(string).stream()
                        .filter(suite -> suite.version() == ProtocolVersion.TLS_1_3)
                        .map(CipherSuite::name))
                .containsExactly(suites.isEmpty() ? new String[0] : suites.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "DHE, finite-field Diffie-Hellman",
        "DHE-RSA-AES128-GCM-SHA256, finite-field Diffie-Hellman",
        "ECDHE:EDH+aRSA, finite-field Diffie-Hellman",
        "kRSA, there is no such suite here",
        "HIGH:MEDIUM, there is no such suite here",
        "RC4, there is no such suite here",
        "AES128-SHA, it is unknown",
        "ALL:!nonsense, it is unknown",
        "ECDHE++AES, it is unknown",
        "high, it is unknown",
        "'!', it is unknown",
        "ALL:@SECLEVEL=0, it is unknown",
    })
    void refusesWhatIsNotHereAndSaysWhatIs(String string, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.parseCiphers(string))
                .withMessageContaining(why)
                .withMessageContaining("ECDHE-RSA-AES128-GCM-SHA256")
                .withMessageContaining("CHACHA20")
                .withMessageContaining("secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "!ALL", "ALL:!ALL", "aRSA+ECDSA", "+ALL", "@STRENGTH"})
    void refusesAListThatLeavesNone(String string) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.parseCiphers(string))
                .withMessage("no ciphers for '" + string + "'");
    }

    @Test
    void givesWhatBuildersTake() {
        TlsConfig.client().cipherSuites(TlsConfig.parseCiphers("ECDHE+AESGCM")).build();
        assertThatIllegalArgumentException().isThrownBy(() -> TlsConfig.client().cipherSuites(List.of()));
    }

    @Test
    void tellsStrengthInBits() {
        assertThat(CipherSuite.TLS_AES_128_GCM_SHA256.bits()).isEqualTo(128);
        assertThat(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.bits()).isEqualTo(256);
        assertThat(CipherSuite.TLS_CHACHA20_POLY1305_SHA256.bits()).isEqualTo(256);
    }
}
