package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.StatusRequest;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server asks of its decisions for a ClientHello, the same in either version. */
public final class ServerChoices {
    private ServerChoices() {}

    /** Ask which application protocol it is, if the client offers any (RFC 7301 section 3), and say what is negotiated. */
    public static NegotiatedParameters negotiate(
            ProtocolVersion version,
            List<CipherSuite> suites,
            @Nullable NamedGroup group,
            ReceivedClientHello hello,
            ServerSettings settings)
            throws ProtocolException {
        var negotiated = new NegotiatedParameters(version, suites, group, hello.name(), null, hello.schemes());
        var offered = hello.message().extensions().find(Alpn.class);
        var protocol =
                offered == null ? null : settings.decisions().protocol(offered.protocols(), negotiated, settings);
        return protocol == null ? negotiated : negotiated.withProtocol(protocol);
    }

    /**
     * Return the OCSP responses to send, as DER: those that are current, and only to a client that asked (RFC 6066 section 8,
     * RFC 9846 section 4.5.1.1).
     */
    public static Map<X509Certificate, Bytes> stapled(
            ReceivedClientHello hello, ServerIdentity chosen, ServerSettings settings) {
        if (hello.message().extensions().find(StatusRequest.class) == null) {
            return Map.of();
        }
        return chosen.stapled(settings.shared().clocks().wall().instant());
    }

    /** Ask what to prove ourselves with. */
    public static ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        var chosen = settings.decisions().identity(hello, negotiated, settings);
        if (chosen == null) {
            throw new ProtocolException(
                    Reason.NO_SUITABLE_CERTIFICATE,
                    "there is no certificate for this client, which asks for "
                            + (hello.name() == null ? "no name" : hello.name()));
        }
        return chosen;
    }
}
