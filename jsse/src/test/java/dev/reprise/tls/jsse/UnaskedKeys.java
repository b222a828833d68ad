package dev.reprise.tls.jsse;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key manager that fails the test when it is asked anything but what a test overrides. */
abstract class UnaskedKeys extends X509ExtendedKeyManager {
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        throw new AssertionError("asked for aliases");
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        throw new AssertionError("asked for aliases");
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        throw new AssertionError("asked for a socket");
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        throw new AssertionError("asked for a socket");
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        throw new AssertionError("asked for an engine");
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        throw new AssertionError("asked for an engine");
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        throw new AssertionError("asked for a chain");
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        throw new AssertionError("asked for a key");
    }
}
