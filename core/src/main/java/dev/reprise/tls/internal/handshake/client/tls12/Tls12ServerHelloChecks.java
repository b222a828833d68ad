package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.OfferText;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.ExtensionType;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import org.jspecify.annotations.Nullable;

/** The checks of a TLS 1.2 ServerHello (RFC 5246 section 7.4.1.3), in its order. */
final class Tls12ServerHelloChecks {
    private Tls12ServerHelloChecks() {}

    /** Check version, random, suite, compression and extensions; answer the suite. */
    static CipherSuite check(ServerHello hello, SentClientHello opening) throws ProtocolException {
        var settings = opening.settings();
        checkVersion(hello, settings);
        var suite = settings.terms().suites().chosen(ProtocolVersion.TLS_1_2, hello.cipherSuite());
        if (suite == null) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_CIPHER_SUITE,
                    "the server chose cipher suite 0x%04x for TLSv1.2, offered were %s"
                            .formatted(
                                    hello.cipherSuite(),
                                    OfferText.suites(settings.terms().suites().of(ProtocolVersion.TLS_1_2))));
        }
        // RFC 5246 section 7.4.1.3: the method is one of the client's, which offers null alone.
        if (hello.legacyCompressionMethod() != 0) {
            throw new ProtocolException(
                    Reason.COMPRESSION_OFFERED,
                    "the server chose compression " + hello.legacyCompressionMethod() + ", only 0 is legal");
        }
        checkExtensions(hello.extensions(), opening);
        return suite;
    }

    private static void checkVersion(ServerHello hello, ClientSettings settings) throws ProtocolException {
        if (hello.legacyVersion() != ProtocolVersion.TLS_1_2.code()) {
            throw new ProtocolException(
                    Reason.NO_COMMON_VERSION,
                    "the server chose " + OfferText.version(hello.legacyVersion()) + ", offered were "
                            + OfferText.versions(settings.terms()));
        }
        // RFC 9846 section 4.2.3: whoever offered TLS 1.3 must find no sentinel in the random of an older version.
        if (settings.terms().speaks(ProtocolVersion.TLS_1_3) && hello.hasDowngradeSentinel()) {
            throw new ProtocolException(
                    Reason.DOWNGRADE_DETECTED,
                    "the server chose TLSv1.2 though it has TLSv1.3: someone has changed the ClientHello");
        }
    }

    private static void checkExtensions(Extensions extensions, SentClientHello opening) throws ProtocolException {
        for (int i = 0; i < extensions.size(); i++) {
            checkSolicited(extensions.get(i), opening);
        }
        var renegotiation = extensions.find(RenegotiationInfo.class);
        // RFC 9325 section 3.5: a server that does not acknowledge renegotiation_info ends the handshake.
        if (renegotiation == null) {
            throw new ProtocolException(
                    Reason.NO_SECURE_RENEGOTIATION, "the server has no renegotiation_info (RFC 5746)");
        }
        // RFC 5746 section 3.4: in a first handshake it MUST be empty.
        if (!renegotiation.renegotiatedConnection().isEmpty()) {
            throw new ProtocolException(
                    Reason.BAD_RENEGOTIATION_INFO, "renegotiation_info is not empty in the first handshake");
        }
        var formats = extensions.find(EcPointFormats.class);
        // RFC 8422 section 5.2: if it comes, it lists the uncompressed form.
        if (formats != null && !formats.uncompressed()) {
            throw new ProtocolException(
                    Reason.NO_UNCOMPRESSED_POINTS, "the server's ec_point_formats lacks the uncompressed form");
        }
    }

    /** RFC 5246 section 7.4.1.4: an extension MUST NOT appear unless the ClientHello had it. */
    private static void checkSolicited(Extension extension, SentClientHello opening) throws ProtocolException {
        boolean solicited = switch (extension) {
            case RenegotiationInfo info -> true;
            case ExtendedMasterSecret ems -> true;
            case EcPointFormats formats -> true;
            case RecordSizeLimit limit -> true;
            case ServerNameAcknowledgement ack -> opening.offer().sni() != null;
            case EmptyStatusRequest status -> opening.settings().statusRequest();
            case Alpn protocols -> opening.settings().terms().protocols().extension() != null;
            case SessionTicket ticket -> opening.settings().tickets() != null;
            // Some servers send their groups here, which no RFC allows and nobody minds; it is not read.
            default -> extension.type() == ExtensionType.SUPPORTED_GROUPS.code();
        };
        if (!solicited) {
            throw new ProtocolException(
                    Reason.UNSOLICITED_EXTENSION,
                    "the server answered extension " + extension.type() + ", which is not for its ServerHello");
        }
        // RFC 5077 section 3.2: the server's extension is empty.
        if (extension instanceof SessionTicket ticket && !ticket.ticket().isEmpty()) {
            throw new ProtocolException(Reason.TRAILING_BYTES, "session_ticket in ServerHello is not empty");
        }
    }

    /**
     * Return the session that the server resumes, or null when it goes on in full. Only an echo in TLS 1.2 means
     * resumption: a TLS 1.3 server echoes any id.
     */
    static @Nullable SessionData resumedSession(ServerHello hello, SentClientHello opening, CipherSuite suite)
            throws ProtocolException {
        var session = opening.offer().tls12Session();
        if (hello.legacySessionIdEcho().isEmpty()
                || !hello.legacySessionIdEcho().equals(opening.sessionId())) {
            return null;
        }
        // RFC 5246 section 7.4.1.3: the client's id in the answer means resumption, and this one stands for nothing: it
        // is there for middleboxes (RFC 9846 appendix E.4).
        if (session == null) {
            throw new ProtocolException(
                    Reason.RESUMED_UNOFFERED_SESSION,
                    "the server chose TLSv1.2 and resumes a session that was not offered");
        }
        // RFC 5246 section 7.4.1.3: the suite of a resumed session is the session's.
        if (session.cipherSuite() != suite.code()) {
            throw new ProtocolException(
                    Reason.RESUMED_WITH_OTHER_CIPHER_SUITE,
                    "the server resumes with %s a session of suite 0x%04x".formatted(suite, session.cipherSuite()));
        }
        boolean extended = hello.extensions().find(ExtendedMasterSecret.class) != null;
        // RFC 7627 section 5.3: session and ServerHello both have it or both have not, else the client MUST abort.
        if (extended != session.extendedMasterSecret()) {
            throw new ProtocolException(
                    Reason.EXTENDED_MASTER_SECRET_MISMATCH,
                    "the server resumes a session " + (extended ? "without" : "with")
                            + " extended_master_secret in a handshake " + (extended ? "with" : "without") + " it");
        }
        return session;
    }
}
