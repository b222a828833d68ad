package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.handshake.ServerSettings;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
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
import org.jspecify.annotations.Nullable;

/** A server's choices among what a client offers (RFC 9846 section 4.2.1); the server's order decides. */
final class Selection {
    private Selection() {}

    /** Return the suites both sides have, most wanted first; never none. */
    static List<CipherSuite> mutualSuites(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var mutual = new ArrayList<CipherSuite>(settings.cipherSuites().size());
        for (var suite : settings.cipherSuites()) {
            if (suite.version() == ProtocolVersion.TLS_1_3
                    && hello.cipherSuites().contains(suite.code())) {
                mutual.add(suite);
            }
        }
        if (mutual.isEmpty()) {
            throw new ProtocolException(
                    Reason.NO_COMMON_CIPHER_SUITE,
                    "the client offers " + OfferText.suites(hello.cipherSuites()) + " for TLSv1.3, this server has "
                            + OfferText.suites(settings.cipherSuites(), ProtocolVersion.TLS_1_3));
        }
        return mutual;
    }

    /** Return the share of the group we want most among those sent, or null when a retry is due. */
    static @Nullable KeyShareEntry keyShare(ClientHello hello, ServerSettings settings) {
        var shares = hello.extensions().find(KeyShareClientHello.class);
        if (shares == null) {
            return null;
        }
        for (var group : settings.groups()) {
            var share = shares.find(group.code());
            if (share != null) {
                return share;
            }
        }
        return null;
    }

    /** Return the group to ask for in a HelloRetryRequest. */
    static NamedGroup retryGroup(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var offered = hello.extensions().find(SupportedGroups.class);
        for (var group : settings.groups()) {
            if (offered != null && offered.groups().contains(group.code())) {
                return group;
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_GROUP,
                "the client offers groups " + (offered == null ? "none" : OfferText.groups(offered.groups()))
                        + ", this server has "
                        + settings.groups());
    }

    /** Return the scheme to sign with (section 4.5.1.2). */
    static SignatureScheme signatureScheme(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var offered = hello.extensions().find(SignatureAlgorithms.class);
        // Section 4.3.3: a server that authenticates with a certificate needs the client's signature_algorithms.
        if (offered == null) {
            throw new ProtocolException(
                    Reason.MISSING_EXTENSION, "ClientHello lacks signature_algorithms for a certificate");
        }
        for (var scheme : Signatures.forKey(settings.identity().leaf().getPublicKey())) {
            if (scheme.allowedInCertificateVerify() && offered.schemes().contains(scheme.code())) {
                return scheme;
            }
        }
        throw new ProtocolException(
                Reason.NO_SUITABLE_CERTIFICATE,
                "the client offers signature schemes " + OfferText.schemes(offered.schemes())
                        + ", none fits the certificate's key");
    }
}
