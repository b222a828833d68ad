package dev.reprise.examples;

import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Take a renewed certificate while the server runs: {@code CertificateReload CHAIN.pem KEY.pem PORT}. Connections go on,
 * sessions stay good, and a pair of files that do not belong together, as halfway through a renewal, changes nothing.
 */
public final class CertificateReload {
    private final Path chain;
    private final Path key;
    private final Identities identities;
    private FileTime loaded;

    CertificateReload(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        loaded = changed();
        identities = new Identities(TlsConfig.identity(chain, key));
    }

    /** Run it until the process ends; the files are looked at every minute. */
    public static void main(String[] args) throws IOException {
        var reload = new CertificateReload(Path.of(args[0]), Path.of(args[1]));
        var config = TlsConfig.server(reload.identities()).build();
        try (var timer = Executors.newSingleThreadScheduledExecutor();
                var server = new EchoServer(config, Integer.parseInt(args[2]))) {
            var unused = timer.scheduleWithFixedDelay(reload::look, 1, 1, TimeUnit.MINUTES);
            server.serve();
        }
    }

    /** Return what goes into the config. */
    Identities identities() {
        return identities;
    }

    /** Look whether the files have changed, and serve what they hold from now on; tells whether it does. */
    boolean look() {
        try {
            var now = changed();
            if (now.equals(loaded)) {
                return false;
            }
            identities.replace(TlsConfig.identity(chain, key));
            loaded = now;
            return true;
        } catch (IOException | IllegalArgumentException e) { // not readable, or not a pair: the next look may find one
            System.err.println("the certificate stays as it was: " + e.getMessage());
            return false;
        }
    }

    private FileTime changed() throws IOException {
        var first = Files.getLastModifiedTime(chain);
        var second = Files.getLastModifiedTime(key);
        return first.compareTo(second) > 0 ? first : second;
    }
}
