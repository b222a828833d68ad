package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.spec.NamedGroup;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstalledProvidersTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ProviderOrder NONE_PREFERRED = ProviderOrder.same(List.of());

    /** Claims to have every algorithm, and has the classes of none. */
    private static final Provider CLAIMS_ALL = new Provider("ClaimsAll", "1", "for this test") {
        private static final long serialVersionUID = 1L;

        {
            for (var algorithm : List.of("EC", "X25519", "ML-KEM-768")) {
                put("KeyPairGenerator." + algorithm, "missing.Generator");
                put("KeyFactory." + algorithm, "missing.Factory");
            }
            put("KeyAgreement.ECDH", "missing.Agreement");
            put("KeyAgreement.X25519", "missing.Agreement");
            put("KEM.ML-KEM-768", "missing.Kem");
        }
    };

    @ParameterizedTest
    @EnumSource(NamedGroup.class)
    void offersOurOwnGroupsAloneWhereNothingIsInstalled(NamedGroup group) {
        var shares = shares();
        boolean own = group == NamedGroup.X25519 || group == NamedGroup.SECP256R1;
        assertThat(shares.has(group)).isEqualTo(own);
        if (!own) {
            assertThatIllegalArgumentException().isThrownBy(() -> shares.generate(group));
        }
    }

    @Test
    void believesAClaimOfJavasOwnProvidersAlone() {
        for (var group : List.of(NamedGroup.SECP384R1, NamedGroup.X25519MLKEM768)) {
            assertThat(shares(CLAIMS_ALL).has(group)).isFalse();
            var behind = shares(CLAIMS_ALL, new BouncyCastleProvider());
            assertThat(behind.has(group)).isTrue();
            try (var share = behind.generate(group)) {
                assertThat(share.provider()).contains("BC");
            }
        }
        assertThat(InstalledProviders.ofJava(CLAIMS_ALL)).isFalse();
        assertThat(InstalledProviders.ofJava(new BouncyCastleProvider())).isFalse();
    }

    @Test
    void asksForAllServicesOfAnAlgorithm() {
        assertThat(InstalledProviders.claims(CLAIMS_ALL, "EC", "KeyAgreement", "ECDH"))
                .isTrue();
        assertThat(InstalledProviders.claims(CLAIMS_ALL, "EC", "KeyAgreement", "DiffieHellman"))
                .isFalse();
        assertThat(InstalledProviders.claims(CLAIMS_ALL, "RSA", "KeyAgreement", "ECDH"))
                .isFalse();
    }

    private static JcaKeyShares shares(Provider... installed) {
        return new JcaKeyShares(RANDOM, NONE_PREFERRED, new InstalledProviders(List.of(installed)));
    }
}
