package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/** Chooses the protocol version, once and before anything else is looked at (RFC 9846 sections 4.2.2 and 4.3.1). */
final class VersionChoice {
    private VersionChoice() {}

    /** Return the newest version that both sides have. */
    static ProtocolVersion of(ClientHello hello, ServerSettings settings) throws ProtocolException {
        boolean tls13 = settings.terms().speaks(ProtocolVersion.TLS_1_3);
        boolean tls12 = settings.terms().speaks(ProtocolVersion.TLS_1_2);
        if (tls13 && offers(hello, ProtocolVersion.TLS_1_3)) {
            return ProtocolVersion.TLS_1_3;
        }
        // RFC 7507 section 3: a client that has fallen back although we have a newer version must try again.
        boolean newer = tls13 || !offers(hello, ProtocolVersion.TLS_1_2);
        if (newer && hello.cipherSuites().contains(ClientHello.FALLBACK_SCSV)) {
            throw new ProtocolException(
                    Reason.INAPPROPRIATE_FALLBACK,
                    "the client fell back to " + offered(hello) + ", this server has "
                            + OfferText.versions(settings.terms()));
        }
        if (tls12 && offers(hello, ProtocolVersion.TLS_1_2)) {
            return ProtocolVersion.TLS_1_2;
        }
        throw new ProtocolException(
                Reason.NO_COMMON_VERSION,
                "the client offers " + offered(hello) + ", this server has " + OfferText.versions(settings.terms()));
    }

    private static boolean offers(ClientHello hello, ProtocolVersion version) {
        var versions = hello.extensions().find(SupportedVersions.class);
        if (versions != null) {
            // RFC 9846 section 4.3.1: with supported_versions, legacy_version does not count.
            return versions.versions().contains(version.code());
        }
        // RFC 9846 section 4.3.1, RFC 5246 appendix E.1: without it, a server answers TLS 1.2 at most, even to a client
        // that claims a version above.
        return version == ProtocolVersion.TLS_1_2 && hello.legacyVersion() >= version.code();
    }

    private static String offered(ClientHello hello) {
        var versions = hello.extensions().find(SupportedVersions.class);
        return versions == null
                ? OfferText.version(hello.legacyVersion()) + " at most"
                : OfferText.versions(versions.versions());
    }
}
