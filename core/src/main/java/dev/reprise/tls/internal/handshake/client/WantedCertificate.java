package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SignatureAlgorithmsCert;
import dev.reprise.tls.internal.message.Tls12CertificateRequest;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.CipherSuite.KeyType;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.WithheldCertificate;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of the client certificate it asks for (RFC 9846 section 4.4.2, RFC 5246 section 7.4.4).
 *
 * @param negotiated what the handshake has negotiated so far
 * @param types TLS 1.2: the ClientCertificateTypes, a byte each; in TLS 1.3 none, which stands for any
 * @param schemes what the CertificateVerify may be signed by
 * @param certificateSchemes what the certificates may be signed by
 * @param authorities the names of the issuers it takes, as DER; empty for any
 * @param status whether OCSP responses are to come with the certificates, which only TLS 1.3 can ask for
 */
public record WantedCertificate(
        NegotiatedParameters negotiated,
        Bytes types,
        CodePoints schemes,
        CodePoints certificateSchemes,
        List<Bytes> authorities,
        boolean status) {
    // A server may name 64 KiB of them, and what is told of them stays with the connection.
    private static final int MAX_ISSUERS = 100;

    /** Read what a CertificateRequest of TLS 1.3 says. */
    static WantedCertificate of(CertificateRequest request, NegotiatedParameters negotiated) throws ProtocolException {
        var schemes = request.extensions().find(SignatureAlgorithms.class);
        // Section 4.4.2: signature_algorithms must be there.
        if (schemes == null) {
            throw new ProtocolException(Reason.MISSING_EXTENSION, "CertificateRequest has no signature_algorithms");
        }
        // Section 4.3.3: what it says of certificates, too, unless signature_algorithms_cert does.
        var inCertificates = request.extensions().find(SignatureAlgorithmsCert.class);
        var authorities = request.extensions().find(CertificateAuthorities.class);
        return new WantedCertificate(
                negotiated.withPeerSchemes(schemes.schemes()),
                Bytes.EMPTY,
                schemes.schemes(),
                inCertificates == null ? schemes.schemes() : inCertificates.schemes(),
                authorities == null ? List.of() : authorities.authorities(),
                request.extensions().find(EmptyStatusRequest.class) != null);
    }

    /** Read what a CertificateRequest of TLS 1.2 says. */
    public static WantedCertificate of(Tls12CertificateRequest request, NegotiatedParameters negotiated) {
        return new WantedCertificate(
                negotiated.withPeerSchemes(request.signatureAlgorithms()),
                request.certificateTypes(),
                request.signatureAlgorithms(),
                request.signatureAlgorithms(),
                request.authorities(),
                false);
    }

    /** Tell whether a key is of a type that is wanted (RFC 5246 section 7.4.6; RFC 8422 section 5.5 for EdDSA). */
    public boolean takes(PublicKey key) {
        int type = Tls12CertificateMessages.keyType(key) == KeyType.RSA
                ? Tls12CertificateRequest.RSA_SIGN
                : Tls12CertificateRequest.ECDSA_SIGN;
        boolean taken = types.isEmpty();
        for (int i = 0; i < types.length(); i++) {
            taken |= types.at(i) == type;
        }
        return taken;
    }

    /** Tell that none is shown, with the names of the issuers. */
    WithheldCertificate withheld(CertificateWithheld reason) {
        var issuers = new ArrayList<X500Principal>();
        for (var authority : authorities.subList(0, Math.min(MAX_ISSUERS, authorities.size()))) {
            var name = Certificates.authority(authority);
            if (name != null) { // The server may list others.
                issuers.add(name);
            }
        }
        return new WithheldCertificate(reason, issuers);
    }

    /** Return the scheme to sign with, or null when the key fits none that is wanted. */
    public @Nullable SignatureScheme scheme(Identity identity, SignatureSchemes ours) {
        return ours.forIdentity(identity, negotiated.version(), schemes);
    }
}
