package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection asks for beside the settings.
 *
 * @param target whom it is for
 * @param session the session to resume, or null; owned by the states
 * @param sessionChain the peer's chain of that session, leaf first; empty without a session
 * @param sessionStatus what the authority says of its leaf, or null
 */
public record ClientOffer(
        ClientTarget target,
        @Nullable SessionData session,
        List<X509Certificate> sessionChain,
        @Nullable OcspStatus sessionStatus) {
    /** Tell what is known of the certificate that a resumed session was made with. */
    public void reportStatus(Output output) {
        if (sessionStatus != null) {
            output.report(Event.Negotiated.status(sessionStatus));
        }
    }

    /** Return the name the certificate must have. */
    public String serverName() {
        return target.serverName();
    }

    /** Return the name to send as SNI, or null. */
    public @Nullable String sni() {
        return target.sni();
    }

    /** Return the session if it is one of TLS 1.3, to be offered as a PSK. */
    @Nullable
    SessionData pskSession() {
        return of(ProtocolVersion.TLS_1_3);
    }

    /** Return the session if it is one of TLS 1.2, to be offered by ticket or session id. */
    public @Nullable SessionData tls12Session() {
        return of(ProtocolVersion.TLS_1_2);
    }

    private @Nullable SessionData of(ProtocolVersion version) {
        return session != null && session.protocolVersion() == version.code() ? session : null;
    }

    /** Return the same offer without the session, which the caller has closed. */
    ClientOffer withoutSession() {
        return new ClientOffer(target, null, List.of(), null);
    }

    /** Wipe the session's secret. */
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
