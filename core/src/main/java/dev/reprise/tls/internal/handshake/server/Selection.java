package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's choices among what a client offers (RFC 9846 section 4.2.1); the server's order decides. */
final class Selection {
    private Selection() {}

    /** Return the suites both sides have, most wanted first; never none. */
    static List<CipherSuite> mutualSuites(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var mutual = settings.terms().suites().mutual(ProtocolVersion.TLS_1_3, hello.cipherSuites());
        if (mutual.isEmpty()) {
            throw new ProtocolException(
                    Reason.NO_COMMON_CIPHER_SUITE,
                    "the client offers " + OfferText.suites(hello.cipherSuites()) + " for TLSv1.3, this server has "
                            + OfferText.suites(settings.terms().suites().of(ProtocolVersion.TLS_1_3)));
        }
        return mutual;
    }

    /** Return the share of the group we want most among those sent, or null when a retry is due. */
    static @Nullable KeyShareEntry keyShare(ClientHello hello, ServerSettings settings) {
        var shares = hello.extensions().find(KeyShareClientHello.class);
        if (shares == null) {
            return null;
        }
        for (var group : settings.terms().groups().of(ProtocolVersion.TLS_1_3)) {
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
        for (var group : settings.terms().groups().of(ProtocolVersion.TLS_1_3)) {
            if (offered != null && offered.groups().contains(group.code())) {
                return group;
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_GROUP,
                "the client offers groups " + (offered == null ? "none" : OfferText.groups(offered.groups()))
                        + ", this server has "
                        + settings.terms().groups().of(ProtocolVersion.TLS_1_3));
    }

    /** Return the scheme to sign with (section 4.5.1.2). */
    static SignatureScheme signatureScheme(Identity identity, CodePoints offered, ServerSettings settings)
            throws ProtocolException {
        var scheme = settings.terms().ownSchemes().forIdentity(identity, ProtocolVersion.TLS_1_3, offered);
        if (scheme == null) {
            throw new ProtocolException(
                    Reason.NO_SUITABLE_CERTIFICATE,
                    "the client offers signature schemes " + OfferText.schemes(offered)
                            + ", none fits the certificate's key");
        }
        return scheme;
    }
}
