package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.Identity;

/** What a client answers to a server that asks for its certificate. */
public sealed interface ClientIdentity {
    /**
     * Show this one, if its key fits what the server accepts.
     *
     * @param identity certificate and key
     */
    record Shown(Identity identity) implements ClientIdentity {}

    /**
     * Show none.
     *
     * @param reason why
     */
    record Withheld(CertificateWithheld reason) implements ClientIdentity {}
}
