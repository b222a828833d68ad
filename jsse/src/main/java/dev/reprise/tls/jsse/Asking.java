package dev.reprise.tls.jsse;

import java.net.Socket;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * For whom the managers and the selector of application protocols are asked: an engine or a socket. Managers look at it, and
 * many answer only to the methods of its kind.
 */
sealed interface Asking {
    @Nullable
    String clientAlias(X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers);

    @Nullable
    String serverAlias(X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers);

    void checkClient(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException;

    void checkServer(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException;

    /** Tell whether a selector of application protocols is set. */
    boolean selects();

    /** Ask the selector; null refuses, and the empty string takes no part. */
    @Nullable
    String select(List<String> offered);

    /** An engine. */
    final class OfEngine implements Asking {
        private final SSLEngine engine;

        OfEngine(SSLEngine engine) {
            this.engine = engine;
        }

        @Override
        public @Nullable String clientAlias(
                X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers) {
            return keys.chooseEngineClientAlias(keyTypes, issuers, engine);
        }

        @Override
        public @Nullable String serverAlias(
                X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers) {
            return keys.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public void checkClient(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkServer(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public boolean selects() {
            return engine.getHandshakeApplicationProtocolSelector() != null;
        }

        @Override
        public @Nullable String select(List<String> offered) {
            BiFunction<SSLEngine, List<String>, String> selector = engine.getHandshakeApplicationProtocolSelector();
            return selector == null ? "" : selector.apply(engine, offered);
        }
    }

    /** A socket. */
    final class OfSocket implements Asking {
        private final SSLSocket socket;

        OfSocket(SSLSocket socket) {
            this.socket = socket;
        }

        @Override
        public @Nullable String clientAlias(
                X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers) {
            return keys.chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public @Nullable String serverAlias(
                X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers) {
            return keys.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public void checkClient(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, (Socket) socket);
        }

        @Override
        public void checkServer(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, (Socket) socket);
        }

        @Override
        public boolean selects() {
            return socket.getHandshakeApplicationProtocolSelector() != null;
        }

        @Override
        public @Nullable String select(List<String> offered) {
            BiFunction<SSLSocket, List<String>, String> selector = socket.getHandshakeApplicationProtocolSelector();
            return selector == null ? "" : selector.apply(socket, offered);
        }
    }
}
