package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves itself, in either version.
 *
 * @param identity our certificate and key
 * @param scheme how to sign
 * @param stapled the OCSP responses that go with the certificates, as DER
 */
public record IdentityProof(Identity identity, SignatureScheme scheme, Map<X509Certificate, Bytes> stapled) {
    /** Copy the map. */
    public IdentityProof {
        stapled = Map.copyOf(stapled);
    }

    /** Ask what to show, and choose the scheme; null to show nothing. */
    public static @Nullable IdentityProof choose(WantedCertificate wanted, ClientSettings settings, Output output)
            throws ProtocolException {
        output.report(Event.Negotiated.schemes(wanted.schemes()));
        return switch (settings.decisions().identity(wanted)) {
            case ClientIdentity.Withheld withheld -> withhold(withheld.reason(), wanted, output);
            case ClientIdentity.Shown shown -> of(shown, wanted, settings, output);
        };
    }

    private static @Nullable IdentityProof of(
            ClientIdentity.Shown shown, WantedCertificate wanted, ClientSettings settings, Output output) {
        var identity = shown.identity();
        if (!wanted.takes(identity.leaf().getPublicKey())) {
            return withhold(CertificateWithheld.KEY_TYPE, wanted, output);
        }
        var scheme = wanted.scheme(identity, settings.terms().ownSchemes());
        if (scheme == null) {
            return withhold(CertificateWithheld.SIGNATURE_SCHEME, wanted, output);
        }
        output.report(Event.Negotiated.own(identity.chain()));
        return new IdentityProof(identity, scheme, shown.stapled(wanted, settings));
    }

    private static @Nullable IdentityProof withhold(
            CertificateWithheld reason, WantedCertificate wanted, Output output) {
        output.report(new Event.CertificateWithheld(wanted.withheld(reason)));
        return null;
    }

    /** Sign what a CertificateVerify is to prove. */
    public Signatures.Signed sign(byte[] content, ClientSettings settings) throws ProtocolException {
        return settings.shared().signatures().sign(scheme, identity.privateKey(), content);
    }
}
