package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** What TLS 1.2 asks of any ClientHello (RFC 5246 section 7.4.1.2), in its order. */
final class Tls12ClientHelloChecks {
    private Tls12ClientHelloChecks() {}

    /** Refuse a ClientHello that is not legal whatever our settings are. */
    static void check(ClientHello hello) throws ProtocolException {
        checkCompression(hello);
        var formats = hello.extensions().find(EcPointFormats.class);
        // RFC 8422 section 5.1.2: the list MUST contain the uncompressed form.
        if (formats != null && !formats.uncompressed()) {
            throw new ProtocolException(
                    Reason.NO_UNCOMPRESSED_POINTS, "the client's ec_point_formats lacks the uncompressed form");
        }
        var renegotiation = hello.extensions().find(RenegotiationInfo.class);
        // RFC 5746 section 3.6: in a first handshake it MUST be empty.
        if (renegotiation != null && !renegotiation.renegotiatedConnection().isEmpty()) {
            throw new ProtocolException(
                    Reason.BAD_RENEGOTIATION_INFO, "renegotiation_info is not empty in the first handshake");
        }
    }

    /** Tell whether the client knows of secure renegotiation (RFC 5746 section 3.6). */
    static boolean securesRenegotiation(ClientHello hello) {
        return hello.extensions().find(RenegotiationInfo.class) != null
                || hello.cipherSuites().contains(ClientHello.EMPTY_RENEGOTIATION_INFO_SCSV);
    }

    /** RFC 5246 section 7.4.1.2: the null method MUST be among those offered. */
    private static void checkCompression(ClientHello hello) throws ProtocolException {
        var methods = hello.legacyCompressionMethods();
        for (int i = 0; i < methods.length(); i++) {
            if (methods.at(i) == 0) {
                return;
            }
        }
        throw new ProtocolException(Reason.COMPRESSION_OFFERED, "the client does not offer to go uncompressed");
    }
}
