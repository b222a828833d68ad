package dev.reprise.tls;

import dev.reprise.tls.internal.cert.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The roots the JDK trusts by default (its cacerts, or what its own settings name instead). Reading and digesting some 150
 * certificates takes longer than a handshake, so one copy serves the whole JVM while the file they come from is the same.
 */
final class JdkRoots {
    /** A cache of what a file says, not a setting: nothing but time depends on it. */
    private static final AtomicReference<@Nullable Loaded> LOADED = new AtomicReference<>();

    private static final String NO_FILE = "NONE"; // what the JDK's setting says then

    private static final Path CACERTS = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    private static final Path JSSECACERTS = CACERTS.resolveSibling("jssecacerts");

    private JdkRoots() {}

    private record Loaded(Source source, TrustAnchors roots) {}

    /** Return the roots as they are now. */
    static TrustAnchors load() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Another provider's factory may take its roots from where nobody sees them change.
            var source = factory.getProvider().getName().equals("SunJSSE") ? Source.current() : null;
            var loaded = LOADED.get();
            if (source != null && loaded != null && loaded.source.values.equals(source.values)) {
                return loaded.roots;
            }
            var roots = read(factory);
            LOADED.set(source == null ? null : new Loaded(source, roots));
            return roots;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's default roots cannot be read; name roots explicitly", e);
        }
    }

    private static TrustAnchors read(TrustManagerFactory factory) throws GeneralSecurityException {
        @Nullable KeyStore none = null;
        factory.init(none);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return TrustAnchors.ofReadable(List.of(x509.getAcceptedIssuers()));
            }
        }
        throw new IllegalStateException("the JDK has no default trust manager; name roots explicitly");
    }

    /**
     * The file that the JDK takes its roots from, and what would be different if it had been changed.
     *
     * @param values a list, as comparing records for the first time costs more than making a config
     */
    private record Source(List<Object> values) {
        /** Return the one of now, or null if it is no file. */
        static @Nullable Source current() {
            try {
                var file = named();
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Source(List.of(
                        file,
                        attributes.lastModifiedTime(),
                        attributes.size(),
                        Optional.ofNullable(attributes.fileKey()),
                        System.getProperty("javax.net.ssl.trustStoreType", ""),
                        System.getProperty("javax.net.ssl.trustStoreProvider", "")));
            } catch (IOException | InvalidPathException e) {
                return null; // in a token, or something that will fail soon
            }
        }

        /** The order is the JDK's: what its setting names, or else jssecacerts; where that cannot be read, cacerts. */
        private static Path named() throws IOException {
            var setting = System.getProperty("javax.net.ssl.trustStore");
            if (NO_FILE.equals(setting)) {
                throw new IOException("the roots are in no file");
            }
            var first = setting == null ? JSSECACERTS : Path.of(setting);
            // By java.io.File, as Files makes an exception of a file that is not there, which is the usual case.
            return first.toFile().canRead() ? first : CACERTS;
        }
    }
}
