package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a connection say of it.
 *
 * @param suite its cipher suite
 * @param group its key exchange group; of a resumed TLS 1.2 connection that of its first handshake, null when nobody knows
 * @param serverName the name that was sent, null when none
 * @param alpn the application protocol, null when none
 * @param chain the server's chain, leaf first
 */
public record SessionOrigin(
        CipherSuite suite,
        @Nullable NamedGroup group,
        @Nullable String serverName,
        @Nullable String alpn,
        List<X509Certificate> chain) {
    /** Copy the chain. */
    public SessionOrigin {
        chain = List.copyOf(chain);
    }
}
