package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import java.net.Socket;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a context asks: of each kind of manager the first of the array, as JSSE has it. Thread-safe. */
final class Managers {
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA");

    private final @Nullable X509ExtendedKeyManager keys;
    private final X509ExtendedTrustManager trust;
    private final Verdicts verdicts;
    private volatile @Nullable Issuers issuers;

    private Managers(@Nullable X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, Clocks clocks) {
        this.keys = keys;
        this.trust = trust;
        verdicts = new Verdicts(trust, clocks);
    }

    /**
     * Choose from what {@code SSLContext.init} was given; without trust managers those of the JDK's default store.
     *
     * @throws KeyStoreException when that store cannot be read
     */
    static Managers of(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, Clocks clocks)
            throws KeyStoreException {
        return new Managers(first(keys), first(trust == null ? defaultTrust() : trust), clocks);
    }

    /** Return who knows our certificates; null when there is none, so that we show none. */
    @Nullable
    X509ExtendedKeyManager keys() {
        return keys;
    }

    /**
     * Return what an alias stands for; null when the manager has no such key or chain, or a key of another kind than its
     * certificate's. Keys may be opaque, so that their algorithm is all there is to look at.
     */
    static @Nullable Identity identity(X509ExtendedKeyManager keys, @Nullable String alias) {
        var key = alias == null ? null : keys.getPrivateKey(alias);
        var chain = alias == null ? null : keys.getCertificateChain(alias);
        if (key == null || chain == null || chain.length == 0 || !kind(key).equals(kind(chain[0].getPublicKey()))) {
            return null;
        }
        return new Identity(List.of(chain), key);
    }

    /** Providers name the same kinds differently, and a token's RSA key may sign by RSASSA-PSS alone. */
    private static String kind(Key key) {
        return switch (key.getAlgorithm()) {
            case "RSA", "RSASSA-PSS" -> "RSA";
            case "EC", "ECDSA" -> "EC";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> key.getAlgorithm();
        };
    }

    /** Return who judges the peers' certificates. */
    X509ExtendedTrustManager trust() {
        return trust;
    }

    /** Return what the trust manager has accepted lately. */
    Verdicts verdicts() {
        return verdicts;
    }

    /** Return whom the trust manager accepts as issuers of clients' certificates now. */
    Issuers issuers() {
        var now = trust.getAcceptedIssuers();
        var certificates = now == null ? new X509Certificate[0] : now;
        var known = issuers;
        if (known == null || !known.are(certificates)) {
            known = Issuers.of(List.of(certificates));
            issuers = known;
        }
        return known;
    }

    /** Return a digest of the certificates that clients may prove themselves with, in hex; empty without any. */
    String clientIdentity() {
        var own = keys;
        if (own == null) {
            return "";
        }
        var leaves = new ArrayList<X509Certificate>();
        for (var type : KEY_TYPES) {
            var aliases = own.getClientAliases(type, null);
            for (var alias : aliases == null ? new String[0] : aliases) {
                var chain = own.getCertificateChain(alias);
                if (chain != null && chain.length > 0) {
                    leaves.add(chain[0]);
                }
            }
        }
        return leaves.isEmpty() ? "" : Issuers.digest(leaves).toString();
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
