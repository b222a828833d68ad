package dev.reprise.examples;

import dev.reprise.tls.Identities;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Serve several names on one port, each with its own certificate: files {@code NAME.pem} and {@code NAME.key} in a directory.
 * Clients get the certificate that has the name they ask for, by wildcards, too, and of several the one they can verify.
 */
final class SniHosting {
    private SniHosting() {}

    /** Make a config that serves these names, the first one also for clients that ask for none of them. */
    static ServerConfig config(Path directory, String first, String... others) throws IOException {
        var rest = new Identity[others.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = identity(directory, others[i]);
        }
        return TlsConfig.server(new Identities(identity(directory, first), rest))
                .build();
    }

    private static Identity identity(Path directory, String name) throws IOException {
        return TlsConfig.identity(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }
}
