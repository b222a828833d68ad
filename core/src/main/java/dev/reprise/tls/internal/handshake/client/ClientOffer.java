package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection asks for beside the settings.
 *
 * @param serverName the name the certificate must have; null when names are not checked and none is known
 * @param sendServerName whether the name goes out as SNI; never for IP literals (RFC 6066 section 3)
 * @param session the session to resume, or null; owned by the states from here on
 * @param sessionChain the peer's chain of that session, leaf first; empty without a session
 */
public record ClientOffer(
        @Nullable String serverName,
        boolean sendServerName,
        @Nullable SessionData session,
        List<X509Certificate> sessionChain) {

    /** Return the name to send as SNI, or null. */
    public @Nullable String sni() {
        return sendServerName ? serverName : null;
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
        return new ClientOffer(serverName, sendServerName, null, List.of());
    }

    /** Wipe the session's secret. */
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
