package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;
import java.security.Provider;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Who is asked for which algorithm, the most wanted provider first. What none of them has is done by ourselves, as far as we
 * can, else by the JDK. Immutable and thread-safe.
 */
public final class ProviderOrder {
    /** Ask nobody. */
    public static final ProviderOrder NONE = new ProviderOrder(Map.of(), Map.of(), Map.of());

    private final Map<NamedGroup, List<Provider>> exchange;
    private final Map<JcaSignature, List<Provider>> sign;
    private final Map<JcaSignature, List<Provider>> verify;

    ProviderOrder(
            Map<NamedGroup, List<Provider>> exchange,
            Map<JcaSignature, List<Provider>> sign,
            Map<JcaSignature, List<Provider>> verify) {
        this.exchange = exchange;
        this.sign = sign;
        this.verify = verify;
    }

    /** Ask the same providers for everything. */
    public static ProviderOrder same(List<Provider> providers) {
        var exchange = new EnumMap<NamedGroup, List<Provider>>(NamedGroup.class);
        for (var group : NamedGroup.values()) {
            exchange.put(group, providers);
        }
        var signatures = new EnumMap<JcaSignature, List<Provider>>(JcaSignature.class);
        for (var algorithm : JcaSignature.values()) {
            signatures.put(algorithm, providers);
        }
        return new ProviderOrder(exchange, signatures, signatures);
    }

    List<Provider> exchange(NamedGroup group) {
        return exchange.getOrDefault(group, List.of());
    }

    List<Provider> sign(JcaSignature algorithm) {
        return sign.getOrDefault(algorithm, List.of());
    }

    List<Provider> verify(JcaSignature algorithm) {
        return verify.getOrDefault(algorithm, List.of());
    }
}
