package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.jspecify.annotations.Nullable;

/** The choice of an application protocol, the same in either version of TLS (RFC 7301 section 3). */
public final class ApplicationProtocol {
    private ApplicationProtocol() {}

    /** Choose as a server does; null when one side takes no part (section 3.2). */
    public static @Nullable String choose(ClientHello hello, ServerSettings settings) throws ProtocolException {
        var offered = hello.extensions().find(Alpn.class);
        if (offered == null || settings.alpn().isEmpty()) {
            return null;
        }
        for (var protocol : settings.alpn()) {
            if (offered.protocols().contains(Alpn.encodeName(protocol))) {
                return protocol;
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_APPLICATION_PROTOCOL,
                "the client offers application protocols " + OfferText.protocols(offered.protocols())
                        + ", this server has " + settings.alpn());
    }

    /** Return what the server chose; null when it takes no part (section 3.1). */
    public static @Nullable String selected(Extensions extensions, ClientSettings settings) throws ProtocolException {
        var alpn = extensions.find(Alpn.class);
        if (alpn == null) {
            return null;
        }
        // Section 3.1: the server's list holds exactly one name, as its parser has checked, and it is one of ours.
        var selected = Alpn.decodeName(alpn.protocols().get(0));
        if (!settings.alpn().contains(selected)) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    "the server chose an application protocol that was not offered");
        }
        return selected;
    }
}
