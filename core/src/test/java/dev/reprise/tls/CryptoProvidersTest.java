package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.reprise.tls.internal.crypto.KnownProvider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class CryptoProvidersTest {
    @Test
    void connectsByTheFastest() throws Exception {
        var providers = CryptoProviders.fastest();
        assertThat(TlsConfig.client().cryptoProviders(providers).build()).isNotNull();
    }

    @Test
    void findsWhatIsOnTheClassPath() {
        var loader = CryptoProvidersTest.class.getClassLoader();
        assertThat(KnownProvider.BOUNCY_CASTLE.find(loader)).isInstanceOf(BouncyCastleProvider.class);
        assertThat(KnownProvider.AMAZON.find(loader)).isNull();
    }

    @Test
    void takesNoNull() {
        assertThatNullPointerException().isThrownBy(() -> TlsConfig.client().cryptoProviders((CryptoProviders) null));
        assertThatNullPointerException()
                .isThrownBy(() -> TlsConfig.client().cryptoProviders((java.security.Provider[]) null));
    }
}
