package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.handshake.ServerSettings;
import dev.reprise.tls.internal.handshake.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;

/** A server's choices among what a TLS 1.2 client offers (RFC 5246 section 7.4.1.3); the server's order decides. */
final class Tls12Selection {
    private Tls12Selection() {}

    /** Return the suites of TLS 1.2 both sides have, most wanted first; maybe none. */
    static List<CipherSuite> mutualSuites(ClientHello hello, ServerSettings settings) {
        var mutual = new ArrayList<CipherSuite>(settings.cipherSuites().size());
        for (var suite : settings.cipherSuites()) {
            if (suite.version() == ProtocolVersion.TLS_1_2
                    && hello.cipherSuites().contains(suite.code())) {
                mutual.add(suite);
            }
        }
        return mutual;
    }

    /** Return the suite of a full handshake: the most wanted one that our key is for, if it is on a curve of the client's. */
    static CipherSuite suite(List<CipherSuite> mutual, ClientHello hello, ServerSettings settings)
            throws ProtocolException {
        var key = settings.identity().leaf().getPublicKey();
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
                        + OfferText.suites(settings.cipherSuites(), ProtocolVersion.TLS_1_2) + " and a key for "
                        + keyType
                        + " suites" + (curveOffered ? "" : " on a curve the client does not offer"));
    }

    /** Return the group of a full handshake. */
    static NamedGroup group(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var usable = settings.groups(ProtocolVersion.TLS_1_2);
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
    static SignatureScheme signatureScheme(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var offered = hello.extensions().find(SignatureAlgorithms.class);
        if (offered == null) {
            // RFC 5246 section 7.4.1.4.1: a client without the extension takes SHA-1, which we do not sign with.
            throw new ProtocolException(
                    Reason.NO_SUITABLE_CERTIFICATE,
                    "the client sends no signature_algorithms, which stands for SHA-1; this server signs with SHA-2");
        }
        var key = settings.identity().leaf().getPublicKey();
        for (var scheme : Signatures.forTls12Key(key)) {
            if (offered.schemes().contains(scheme.code())) {
                return scheme;
            }
        }
        throw new ProtocolException(
                Reason.NO_SUITABLE_CERTIFICATE,
                "the client offers signature schemes " + OfferText.schemes(offered.schemes())
                        + ", none fits the certificate's key, " + key.getAlgorithm());
    }
}
