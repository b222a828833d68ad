package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libtls's words for protocol versions: its own regression tests, and what its behaviour checks add. */
class ProtocolWordsTest {
    /** One list and what it means; null when libtls answers -1. */
    record Case(@Nullable String words, @Nullable String versions) {}

    private static final String BOTH = "TLS_1_2 TLS_1_3";

    /** The 20 cases of libtls's own test of configs, in its order; what it says of 1.0 and 1.1 is nothing here. */
    static List<Case> casesOfLibtls() {
        return List.of(
                new Case(null, BOTH),
                new Case("default", BOTH),
                new Case("secure", BOTH),
                new Case("all", BOTH),
                new Case("tlsv1", BOTH),
                new Case("tlsv1.2", "TLS_1_2"),
                new Case("tlsv1.3", "TLS_1_3"),
                new Case("", null),
                new Case("tlsv1.0:tlsv1.1:tlsv1.2:tlsv1.3", BOTH),
                new Case("tlsv1.0,tlsv1.1,tlsv1.2,tlsv1.3", BOTH),
                new Case("tlsv1.1,tlsv1.2,tlsv1.0", "TLS_1_2"),
                new Case("tlsv1.1,tlsv1.2,tlsv1.1", "TLS_1_2"),
                new Case("tlsv1.1,tlsv1.2,!tlsv1.1", "TLS_1_2"),
                new Case("unknown", null),
                new Case("all,!unknown", null),
                new Case("sslv3,tlsv1.0,tlsv1.1,tlsv1.2", null),
                new Case("all,!tlsv1.0", BOTH),
                new Case("!tlsv1.0", BOTH),
                new Case("!tlsv1.0,!tlsv1.1,!tlsv1.3", "TLS_1_2"),
                new Case("!tlsv1.0,!tlsv1.1,tlsv1.2,!tlsv1.3", "TLS_1_2"));
    }

    @ParameterizedTest
    @MethodSource("casesOfLibtls")
    void answersAsLibtlsDoes(Case given) {
        if (given.words() == null) {
            // Where libtls takes NULL for the default, the option is left out.
            assertThat(TlsConfig.client().terms.protocols()).isEqualTo(versions(BOTH));
        } else if (given.versions() == null) {
            assertThatIllegalArgumentException().isThrownBy(() -> TlsConfig.parseProtocols(given.words()));
        } else {
            assertThat(TlsConfig.parseProtocols(given.words())).isEqualTo(versions(given.versions()));
        }
    }

    @Test
    void hasAllCasesOfLibtls() {
        assertThat(casesOfLibtls()).hasSize(20);
    }

    @Test
    void namesAllWordsWhereOneIsUnknown() {
        for (var word :
                List.of("tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3", "all", "default", "secure", "legacy", "tlsv1,")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsConfig.parseProtocols("sslv3"))
                    .withMessageContaining(word);
        }
    }

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
        assertThat(TlsConfig.parseProtocols(words)).isEqualTo(versions(versions));
    }

    private static Set<ProtocolVersion> versions(String names) {
        var versions = EnumSet.noneOf(ProtocolVersion.class);
        for (var name : names.isEmpty() ? new String[0] : names.split(" ")) {
            versions.add(ProtocolVersion.valueOf(name));
        }
        return versions;
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
