package dev.reprise.tls.jsse;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/** Trusts everybody, and tells who was shown by an engine; asked otherwise it fails the test. */
abstract class AllTrusting extends UnaskedTrust {
    abstract void see(X509Certificate[] chain, String authType, SSLEngine engine);

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        see(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        see(chain, authType, engine);
    }
}
