package dev.reprise.tls.jsse;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Trusts everybody; a manager of the plain kind, beside which a name is checked by us. */
final class PlainTrustOfAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {Parties.ROOT.certificate()};
    }
}
