package dev.reprise.examples;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Send the OCSP response that says that the server's certificate is good, and refuse servers that do not. Something else
 * fetches responses from the authority, such as {@code openssl ocsp -respout FILE} from cron, well before they expire.
 */
final class Stapling {
    private final Identities identities;
    private final Path response;

    Stapling(Path chain, Path key, Path response) throws IOException {
        this.response = response;
        identities = new Identities(TlsConfig.identity(chain, key));
    }

    /** Return what goes into the server's config. */
    Identities identities() {
        return identities;
    }

    /**
     * Send what the file holds from now on; call it when there is a new one. One that has expired is never sent, and one that
     * is not about the certificate or is no response is refused here, and the one before stays.
     */
    void renew() throws IOException {
        identities.staple(response);
    }

    /** Make a client that insists on a response. */
    static ClientConfig client(Path authority) throws IOException {
        return TlsConfig.client().caFile(authority).requireStapling().build();
    }
}
