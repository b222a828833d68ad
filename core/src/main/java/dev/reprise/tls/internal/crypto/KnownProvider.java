package dev.reprise.tls.internal.crypto;

import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/** A provider that {@link FastestProviders} has measured. */
public enum KnownProvider {
    /** Amazon's over AWS-LC, native. */
    AMAZON("AmazonCorrettoCryptoProvider", "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider"),
    /** Google's over BoringSSL, native. */
    CONSCRYPT("Conscrypt", "org.conscrypt.OpenSSLProvider"),
    /** In Java. */
    BOUNCY_CASTLE("BC", "org.bouncycastle.jce.provider.BouncyCastleProvider");

    private final String installedName;
    private final String className;

    KnownProvider(String installedName, String className) {
        this.installedName = installedName;
        this.className = className;
    }

    /** Find it, installed or else by its class; null when it is not there or does not load. */
    public @Nullable Provider find(@Nullable ClassLoader loader) {
        var installed = Security.getProvider(installedName);
        if (installed != null) {
            return installed;
        }
        try {
            return Class.forName(className, true, loader)
                    .asSubclass(Provider.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            // Not there, or its native library does not load here.
            return null;
        }
    }
}
