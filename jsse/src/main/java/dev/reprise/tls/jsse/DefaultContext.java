package dev.reprise.tls.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The context that SSLContext.getDefault answers: initialised from the start, with the keys of the system properties {@code
 * javax.net.ssl.keyStore} and its like, and the JDK's default trust.
 */
final class DefaultContext extends RepriseContext {
    private static final String NO_STORE = "NONE";

    /** Make it; what the properties name and cannot be read is told by the exception. */
    DefaultContext(ResumptionOptions options) throws NoSuchAlgorithmException {
        super(ProtocolNames.supported(), options);
        try {
            super.engineInit(keys(), null, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new NoSuchAlgorithmException("the default context cannot be made: " + e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom given)
            throws KeyManagementException {
        throw new KeyManagementException("Default SSLContext is initialized automatically");
    }

    private static KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        var file = System.getProperty("javax.net.ssl.keyStore", "");
        var type = System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType());
        var provider = System.getProperty("javax.net.ssl.keyStoreProvider", "");
        var password = System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
        try {
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            boolean token = file.equals(NO_STORE);
            if (file.isEmpty()) {
                factory.init(null, null);
                return factory.getKeyManagers();
            }
            var store = provider.isEmpty() ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
            if (token) {
                store.load(null, password.length == 0 ? null : password);
            } else {
                try (InputStream input = Files.newInputStream(Path.of(file))) {
                    store.load(input, password.length == 0 ? null : password);
                }
            }
            factory.init(store, token || password.length == 0 ? null : password);
            return factory.getKeyManagers();
        } finally {
            Arrays.fill(password, ' ');
        }
    }
}
