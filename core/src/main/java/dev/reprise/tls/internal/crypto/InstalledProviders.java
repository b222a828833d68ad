package dev.reprise.tls.internal.crypto;

import java.security.Provider;
import java.security.Security;
import java.util.List;

/**
 * The providers that the Java runtime has installed, in its order. Asking them what they have makes no object of theirs, which
 * would cost the first configs of a program most of their time.
 *
 * @param all every one
 */
record InstalledProviders(List<Provider> all) {
    /** Copy the list. */
    InstalledProviders {
        all = List.copyOf(all);
    }

    /** Return those of now. */
    static InstalledProviders now() {
        return new InstalledProviders(List.of(Security.getProviders()));
    }

    /**
     * Tell whether a provider says that it has an algorithm.
     *
     * @param algorithm of key pairs and keys
     * @param type the service that is needed besides, such as {@code KEM}
     * @param name the algorithm of that service
     */
    static boolean claims(Provider provider, String algorithm, String type, String name) {
        return provider.getService("KeyPairGenerator", algorithm) != null
                && provider.getService("KeyFactory", algorithm) != null
                && provider.getService(type, name) != null;
    }

    /** Tell whether a provider comes with Java: what it claims to have is there, and needs no trial. */
    static boolean ofJava(Provider provider) {
        var loader = provider.getClass().getClassLoader();
        return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
    }
}
