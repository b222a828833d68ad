package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.revocation.Staple;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.Identity;
import java.security.cert.X509Certificate;
import java.util.Map;

/** What a client answers to a server that asks for its certificate. */
public sealed interface ClientIdentity {
    /**
     * Show this one, if its key fits what the server accepts.
     *
     * @param identity certificate and key
     * @param staples the OCSP responses for certificates of the chain
     */
    record Shown(Identity identity, Map<X509Certificate, Staple> staples) implements ClientIdentity {
        /** Copy the map. */
        public Shown {
            staples = Map.copyOf(staples);
        }

        /** Show this one without OCSP responses. */
        public Shown(Identity identity) {
            this(identity, Map.of());
        }

        /** Return the responses to send, as DER: those that are current, and only to a server that asked. */
        Map<X509Certificate, Bytes> stapled(WantedCertificate wanted, ClientSettings settings) {
            return wanted.status()
                    ? Staple.current(
                            staples,
                            identity.chain(),
                            settings.shared().clocks().wall().instant())
                    : Map.of();
        }
    }

    /**
     * Show none.
     *
     * @param reason why
     */
    record Withheld(CertificateWithheld reason) implements ClientIdentity {}
}
