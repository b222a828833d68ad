package dev.reprise.tls;

import dev.reprise.tls.internal.crypto.FastestProviders;
import dev.reprise.tls.internal.crypto.KnownProvider;
import dev.reprise.tls.internal.crypto.ProviderOrder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;

/**
 * Say who does the public-key work; for {@link ClientConfig.Builder#cryptoProviders(CryptoProviders)} and its like. Immutable
 * and thread-safe.
 */
public final class CryptoProviders {
    private static final Logger LOG = System.getLogger("dev.reprise.tls");

    private final ProviderOrder order;

    private CryptoProviders(ProviderOrder order) {
        this.order = order;
    }

    /** Ask these for each algorithm, most wanted first; they need not be installed. */
    public static CryptoProviders of(Provider... mostWantedFirst) {
        return new CryptoProviders(ProviderOrder.same(List.of(mostWantedFirst)));
    }

    /**
     * Take each algorithm from whoever measured fastest of Amazon's provider, Conscrypt and Bouncy Castle, as far as they are
     * installed or on the class path, of Reprise itself and the JDK. A provider that does not load, or fails a trial of what it
     * would be taken for, is left out; the latter is told in the log {@code dev.reprise.tls}. The trials take some hundred
     * milliseconds: keep the result where there are many configs.
     */
    public static CryptoProviders fastest() {
        var present = new EnumMap<KnownProvider, Provider>(KnownProvider.class);
        for (var known : KnownProvider.values()) {
            var provider = known.find(Thread.currentThread().getContextClassLoader());
            if (provider == null) {
                provider = known.find(CryptoProviders.class.getClassLoader());
            }
            if (provider != null) {
                present.put(known, provider);
            }
        }
        return new CryptoProviders(FastestProviders.of(
                present,
                new SecureRandom(),
                (provider, failure) -> LOG.log(
                        Level.WARNING,
                        "the provider " + provider.getName() + " " + provider.getVersionStr()
                                + " is left out, as it fails at " + failure)));
    }

    ProviderOrder order() {
        return order;
    }
}
