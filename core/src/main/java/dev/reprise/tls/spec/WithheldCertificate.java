package dev.reprise.tls.spec;

import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Tell that a client has shown no certificate to a server that asked for one, which lets nobody in for it or treats them as
 * nobody known.
 *
 * @param reason why
 * @param issuers the names of the issuers whose certificates the server takes, at most the first hundred; empty when it named
 *     none, which stands for any
 */
public record WithheldCertificate(CertificateWithheld reason, List<X500Principal> issuers) {
    /** Copy the list. */
    public WithheldCertificate {
        issuers = List.copyOf(issuers);
    }
}
