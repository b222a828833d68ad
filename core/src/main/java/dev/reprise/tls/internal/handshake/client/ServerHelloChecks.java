package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/** The checks that a ServerHello and a HelloRetryRequest share (RFC 9846 sections 4.2.3 and 4.2.4), in their order. */
final class ServerHelloChecks {
    private ServerHelloChecks() {}

    /** Check version, session id, suite and compression; answer the suite. */
    static CipherSuite check(ServerHello hello, ClientSettings settings, Bytes legacySessionId)
            throws ProtocolException {
        checkVersion(hello, settings);
        // Section 4.2.3: the session id must be ours again, whatever the server made of it.
        if (!hello.legacySessionIdEcho().equals(legacySessionId)) {
            throw new ProtocolException(Reason.SESSION_ID_NOT_ECHOED, "ServerHello does not echo legacy_session_id");
        }
        var suite = settings.terms().suites().chosen(ProtocolVersion.TLS_1_3, hello.cipherSuite());
        if (suite == null) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_CIPHER_SUITE,
                    "the server chose cipher suite 0x%04x, offered were %s"
                            .formatted(
                                    hello.cipherSuite(),
                                    OfferText.suites(settings.terms().suites().of(ProtocolVersion.TLS_1_3))));
        }
        // Section 4.2.3: legacy_compression_method must be 0.
        if (hello.legacyCompressionMethod() != 0) {
            throw new ProtocolException(
                    Reason.COMPRESSION_OFFERED,
                    "the server chose compression " + hello.legacyCompressionMethod() + ", only 0 is legal");
        }
        return suite;
    }

    /** Refuse extensions that answer nothing of ours (section 4.3). */
    static void checkSolicited(Extensions extensions, boolean retry) throws ProtocolException {
        for (int i = 0; i < extensions.size(); i++) {
            var extension = extensions.get(i);
            boolean solicited = extension instanceof SelectedVersion
                    || (retry
                            ? extension instanceof KeyShareHelloRetryRequest || extension instanceof Cookie
                            : extension instanceof KeyShareServerHello || extension instanceof SelectedPsk);
            if (!solicited) {
                throw new ProtocolException(
                        Reason.UNSOLICITED_EXTENSION,
                        "the server answered extension " + extension.type() + " that was not sent");
            }
        }
    }

    private static void checkVersion(ServerHello hello, ClientSettings settings) throws ProtocolException {
        var selected = hello.extensions().find(SelectedVersion.class);
        if (selected == null) {
            // Section 4.3.1: without supported_versions the server speaks legacy_version, which was not offered.
            throw new ProtocolException(
                    Reason.NO_COMMON_VERSION,
                    "the server chose " + OfferText.version(hello.legacyVersion()) + ", offered were "
                            + OfferText.versions(settings.terms()));
        }
        if (selected.version() != ProtocolVersion.TLS_1_3.code()) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_VERSION,
                    "supported_versions has " + OfferText.version(selected.version()) + ", which it may not choose");
        }
        // Section 4.2.3: any other legacy_version in a ServerHello of TLS 1.3 MUST end the handshake with
        // protocol_version.
        if (hello.legacyVersion() != ProtocolVersion.TLS_1_2.code()) {
            throw new ProtocolException(
                    Reason.BAD_LEGACY_VERSION,
                    "legacy_version is 0x%04x, must be 0x0303".formatted(hello.legacyVersion()));
        }
    }
}
