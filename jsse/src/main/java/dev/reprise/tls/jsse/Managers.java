package dev.reprise.tls.jsse;

import java.net.Socket;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a context asks: of each kind the first of the array, as JSSE has it.
 *
 * @param keys knows our certificates; null when there is none, so that we show none
 * @param trust judges the peers'
 */
record Managers(@Nullable X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {

    /**
     * Choose from what {@code SSLContext.init} was given; without trust managers those of the JDK's default store.
     *
     * @throws KeyStoreException when that store cannot be read
     */
    static Managers of(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust) throws KeyStoreException {
        return new Managers(first(keys), first(trust == null ? defaultTrust() : trust));
    }

    private static @Nullable X509ExtendedKeyManager first(KeyManager @Nullable [] managers) {
        for (var manager : managers == null ? new KeyManager[0] : managers) {
            if (manager instanceof X509ExtendedKeyManager extended) {
                return extended;
            }
            if (manager instanceof X509KeyManager plain) {
                return new PlainKeyManager(plain);
            }
        }
        return null;
    }

    private static X509ExtendedTrustManager first(TrustManager[] managers) {
        for (var manager : managers) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
            if (manager instanceof X509TrustManager plain) {
                return new PlainTrustManager(plain);
            }
        }
        return new NoTrust();
    }

    private static TrustManager[] defaultTrust() throws KeyStoreException {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        } catch (NoSuchAlgorithmException e) {
            throw new KeyStoreException("no TrustManagerFactory of the default algorithm", e);
        }
    }

    /** Trusts nobody: what a context without any trust manager has. */
    private static final class NoTrust extends X509ExtendedTrustManager {
        private static CertificateException refusal() {
            return new CertificateException("No X509TrustManager implementation available");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
