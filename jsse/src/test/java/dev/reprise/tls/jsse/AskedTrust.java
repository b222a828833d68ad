package dev.reprise.tls.jsse;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** A trust manager that counts how often it is asked, accepts or refuses, and can load its issuers anew. */
final class AskedTrust extends UnaskedTrust {
    final List<List<X509Certificate>> asked = new ArrayList<>();
    final List<SSLEngine> engines = new ArrayList<>();
    final List<String> protocols = new ArrayList<>();
    X509Certificate[] issuers = {Parties.ROOT.certificate()};
    boolean refuses;

    private void ask(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        asked.add(List.of(chain));
        engines.add(engine);
        protocols.add(engine.getHandshakeSession().getProtocol());
        if (refuses) {
            throw new CertificateException("refused by the test");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ask(chain, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ask(chain, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers.clone();
    }
}
