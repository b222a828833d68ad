package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libtls's words for protocol versions: its own regression tests, and what its behaviour checks add. */
class ProtocolWordsTest {
    @ParameterizedTest(name = "{0}")
    @DisplayName("[116] libtls's words for protocols mean what they mean there")
    @CsvSource(
            delimiter = '|',
            value = {
                "default | TLS_1_2 TLS_1_3",
                "secure | TLS_1_2 TLS_1_3",
                "legacy | TLS_1_2 TLS_1_3",
                "all | TLS_1_2 TLS_1_3",
                "tlsv1 | TLS_1_2 TLS_1_3",
                "tlsv1.2 | TLS_1_2",
                "tlsv1.3 | TLS_1_3",
                "TLSv1.3 | TLS_1_3",
                "tlsv1.0:tlsv1.1:tlsv1.2:tlsv1.3 | TLS_1_2 TLS_1_3",
                "tlsv1.0,tlsv1.1,tlsv1.2,tlsv1.3 | TLS_1_2 TLS_1_3",
                "tlsv1.1,tlsv1.2,tlsv1.0 | TLS_1_2",
                "tlsv1.1,tlsv1.2,tlsv1.1 | TLS_1_2",
                "tlsv1.1,tlsv1.2,!tlsv1.1 | TLS_1_2",
                "all,!tlsv1.0 | TLS_1_2 TLS_1_3",
                "!tlsv1.0 | TLS_1_2 TLS_1_3",
                "!tlsv1.0,!tlsv1.1,!tlsv1.3 | TLS_1_2",
                "!tlsv1.0,!tlsv1.1,tlsv1.2,!tlsv1.3 | TLS_1_2",
                "tlsv1.2,!tlsv1.2,!tlsv1.3 | TLS_1_2",
                "tlsv1.2,  tlsv1.3 | TLS_1_2 TLS_1_3",
                "tlsv1.0 | ''",
                "tlsv1.1,!tlsv1.1 | ''",
            })
    void readsLibtlssWords(String words, String versions) {
        var expected = EnumSet.noneOf(ProtocolVersion.class);
        for (var name : versions.isEmpty() ? new String[0] : versions.split(" ")) {
            expected.add(ProtocolVersion.valueOf(name));
        }
        assertThat(TlsConfig.parseProtocols(words)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @DisplayName("[116] unknown and empty words are refused")
    @ValueSource(strings = {"", "unknown", "all,!unknown", "sslv3,tlsv1.2", "tlsv1.2,", ",", "!", "tlsv1.2 ", "!!all"})
    void refusesUnknownAndEmptyWords(String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> TlsConfig.parseProtocols(words));
    }

    @Test
    @DisplayName("[115] a config that would speak no version is refused when it is built")
    void refusesConfigsThatSpeakNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> TlsConfig.client().protocols(new ProtocolVersion[0]));
        var mismatch =
                TlsConfig.client().protocols(ProtocolVersion.TLS_1_2).cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256);
        assertThatIllegalArgumentException().isThrownBy(mismatch::build);
    }
}
