package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Finds out whether a certificate belongs to the peer that a program means, as SunJSSE's trust managers do. */
final class EndpointIdentity {
    private EndpointIdentity() {}

    /**
     * Check a leaf against the name that was sent to the server, and if it does not have that, against the peer's host; of
     * clients against the latter alone.
     *
     * @param algorithm HTTPS, LDAPS or LDAP, in any case
     * @throws CertificateException when it has neither, or nobody knows the algorithm
     */
    static void check(X509Certificate leaf, SSLSession session, String algorithm, boolean client)
            throws CertificateException {
        if (!algorithm.equalsIgnoreCase("HTTPS")
                && !algorithm.equalsIgnoreCase("LDAPS")
                && !algorithm.equalsIgnoreCase("LDAP")) {
            throw new CertificateException("Unknown identification algorithm: " + algorithm);
        }
        var sent = client ? null : sentName(session);
        if (sent != null && matches(leaf, sent)) {
            return;
        }
        var host = session.getPeerHost();
        if (host == null || host.isEmpty()) {
            throw new CertificateException(
                    sent == null ? "No name to identify the peer by" : "No name matching " + sent + " found");
        }
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!matches(leaf, bare)) {
            throw new CertificateException(
                    NameCheck.isIpLiteral(bare)
                            ? "No subject alternative names matching IP address " + bare + " found"
                            : "No name matching " + bare + " found");
        }
    }

    private static @Nullable String sentName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (var name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    private static boolean matches(X509Certificate leaf, String name) throws CertificateException {
        try {
            return NameCheck.matches(leaf, name);
        } catch (ProtocolException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }
}
