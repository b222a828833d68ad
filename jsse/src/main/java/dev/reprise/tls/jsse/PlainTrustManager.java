package dev.reprise.tls.jsse;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Does for a trust manager that knows nothing of connections what one that does is trusted to do itself, as SunJSSE has it:
 * after its own check, the peer's identity, if an algorithm for it is set, and the constraints on algorithms.
 */
final class PlainTrustManager extends X509ExtendedTrustManager {
    private final X509TrustManager plain;

    PlainTrustManager(X509TrustManager plain) {
        this.plain = plain;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        plain.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        plain.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        var issuers = plain.getAcceptedIssuers();
        return issuers == null ? new X509Certificate[0] : issuers;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        plain.checkClientTrusted(chain, authType);
        checkMore(chain, socket, true);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        plain.checkServerTrusted(chain, authType);
        checkMore(chain, socket, false);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        plain.checkClientTrusted(chain, authType);
        checkMore(chain, engine, true);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        plain.checkServerTrusted(chain, authType);
        checkMore(chain, engine, false);
    }

    private void checkMore(X509Certificate[] chain, @Nullable Socket socket, boolean client)
            throws CertificateException {
        if (socket instanceof SSLSocket tls && tls.isConnected()) {
            checkMore(chain, tls.getHandshakeSession(), tls.getSSLParameters(), client);
        }
    }

    private void checkMore(X509Certificate[] chain, @Nullable SSLEngine engine, boolean client)
            throws CertificateException {
        if (engine != null) {
            checkMore(chain, engine.getHandshakeSession(), engine.getSSLParameters(), client);
        }
    }

    private void checkMore(
            X509Certificate[] chain, @Nullable SSLSession session, SSLParameters parameters, boolean client)
            throws CertificateException {
        if (session == null) {
            throw new CertificateException("No handshake session");
        }
        var algorithm = parameters.getEndpointIdentificationAlgorithm();
        if (algorithm != null && !algorithm.isEmpty()) {
            EndpointIdentity.check(chain[0], session, algorithm, client);
        }
        CertificateConstraints.check(untrusted(chain), session, parameters.getAlgorithmConstraints());
    }

    /** Leave out a last certificate that is trusted itself: nobody looks at what signed it. */
    private List<X509Certificate> untrusted(X509Certificate[] chain) {
        var all = Arrays.asList(chain);
        boolean trusted = Arrays.asList(getAcceptedIssuers()).contains(chain[chain.length - 1]);
        return trusted ? all.subList(0, chain.length - 1) : all;
    }
}
