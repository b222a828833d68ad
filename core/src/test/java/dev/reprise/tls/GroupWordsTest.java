package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libtls's words for key exchange groups. */
class GroupWordsTest {
    @ParameterizedTest
    @CsvSource({
        "X25519, X25519",
        "'P-256,P-384:P-521', SECP256R1 SECP384R1 SECP521R1",
        "prime256v1:secp256r1:secp384r1:secp521r1, SECP256R1 SECP256R1 SECP384R1 SECP521R1",
        "'x25519mlkem768, X25519', X25519MLKEM768 X25519",
    })
    void readsNames(String list, String groups) {
        var expected = new ArrayList<NamedGroup>();
        for (var name : groups.split(" ")) {
            expected.add(NamedGroup.valueOf(name));
        }
        assertThat(TlsConfig.parseGroups(list)).isEqualTo(expected);
    }

    @Test
    void meansByDefaultWhatABuilderWithoutWordsHas() {
        for (var word : List.of("default", "auto", "Default")) {
            assertThat(TlsConfig.parseGroups(word))
                    .isEqualTo(TlsConfig.client()
                            .build()
                            .engines()
                            .settings()
                            .terms()
                            .groups()
                            .of(ProtocolVersion.TLS_1_3));
        }
        TlsConfig.client().groups(TlsConfig.parseGroups("default")).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X448", "X25519,", "X25519,default", "brainpoolP256r1", "ffdhe2048"})
    void refusesOtherNamesAndSaysWhichThereAre(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.parseGroups(list))
                .withMessageStartingWith("invalid ecdhe curve '")
                .withMessageContaining("x25519mlkem768, x25519, p-256, p-384, p-521");
    }

    @Test
    void saysWhyFiniteFieldsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.parseGroups("X25519:ffdhe3072"))
                .withMessageContaining("no finite-field Diffie-Hellman");
    }
}
