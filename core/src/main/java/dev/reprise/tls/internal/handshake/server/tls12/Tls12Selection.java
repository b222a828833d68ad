package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.PublicKey;
import java.util.List;

/** A server's choices among what a TLS 1.2 client offers (RFC 5246 section 7.4.1.3); the server's order decides. */
final class Tls12Selection {
    private Tls12Selection() {}

    /** Return the suite of a full handshake: the most wanted one that our key is for, if it is on a curve of the client's. */
    static CipherSuite suite(List<CipherSuite> mutual, ClientHello hello, PublicKey key, ServerSettings settings)
            throws ProtocolException {
        var keyType = Tls12CertificateMessages.keyType(key);
        boolean curveOffered = Tls12CertificateMessages.curveOffered(key, hello);
        for (var suite : mutual) {
            if (suite.keyType() == keyType && curveOffered) {
                return suite;
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_CIPHER_SUITE,
                "the client offers " + OfferText.suites(hello.cipherSuites()) + " for TLSv1.2, this server has "
                        + OfferText.suites(settings.terms().suites().of(ProtocolVersion.TLS_1_2)) + " and a key for "
                        + keyType
                        + " suites" + (curveOffered ? "" : " on a curve the client does not offer"));
    }

    /** Return the group of a full handshake. */
    static NamedGroup group(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var usable = settings.terms().groups().of(ProtocolVersion.TLS_1_2);
        var offered = hello.extensions().find(SupportedGroups.class);
        if (offered == null) {
            // RFC 8422 section 4: without the extension any will do; clients so old know P-256 at most.
            return usable.contains(NamedGroup.SECP256R1) ? NamedGroup.SECP256R1 : usable.get(0);
        }
        for (var group : usable) {
            if (offered.groups().contains(group.code())) {
                return group;
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_GROUP,
                "the client offers groups " + OfferText.groups(offered.groups()) + ", this server has " + usable);
    }

    /** Return the scheme to sign ServerKeyExchange with (RFC 5246 section 7.4.3). */
    static SignatureScheme signatureScheme(ReceivedClientHello hello, Identity identity, ServerSettings settings)
            throws ProtocolException {
        var offered = hello.schemes();
        if (offered == null) {
            // RFC 5246 section 7.4.1.4.1: a client without the extension takes SHA-1, which we do not sign with.
            throw new ProtocolException(
                    Reason.NO_SUITABLE_CERTIFICATE,
                    "the client sends no signature_algorithms, which stands for SHA-1; this server signs with SHA-2");
        }
        var scheme = settings.terms().ownSchemes().forIdentity(identity, ProtocolVersion.TLS_1_2, offered);
        if (scheme == null) {
            throw new ProtocolException(
                    Reason.NO_SUITABLE_CERTIFICATE,
                    "the client offers signature schemes " + OfferText.schemes(offered)
                            + ", none fits the certificate's key, "
                            + identity.leaf().getPublicKey().getAlgorithm());
        }
        return scheme;
    }
}
