package dev.reprise.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The roots the JDK trusts by default (its cacerts, or what its own settings name instead). */
final class JdkRoots {
    private JdkRoots() {}

    static List<X509Certificate> load() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore none = null;
            factory.init(none);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return List.of(x509.getAcceptedIssuers());
                }
            }
            throw new IllegalStateException("the JDK has no default trust manager; name roots explicitly");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's default roots cannot be read; name roots explicitly", e);
        }
    }
}
