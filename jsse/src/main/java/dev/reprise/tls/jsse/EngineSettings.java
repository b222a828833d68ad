package dev.reprise.tls.jsse;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What a program sets on an SSLEngine and asks of it, as JSSE spells it. */
abstract sealed class EngineSettings extends SSLEngine permits RepriseEngine {
    private final Parameters parameters;

    EngineSettings(Parameters parameters, @Nullable String peerHost, int peerPort) {
        super(peerHost, peerPort);
        this.parameters = parameters;
    }

    final Parameters parameters() {
        return parameters;
    }

    @Override
    public final String[] getSupportedCipherSuites() {
        return Parameters.supportedSuites();
    }

    @Override
    public final String[] getEnabledCipherSuites() {
        return parameters.enabledSuites();
    }

    @Override
    public final void setEnabledCipherSuites(String[] suites) {
        parameters.suites(suites);
    }

    @Override
    public final String[] getSupportedProtocols() {
        return Parameters.supportedProtocols();
    }

    @Override
    public final String[] getEnabledProtocols() {
        return parameters.enabledProtocols();
    }

    @Override
    public final void setEnabledProtocols(String[] protocols) {
        parameters.protocols(protocols);
    }

    @Override
    public final void setNeedClientAuth(boolean need) {
        parameters.needClientAuth(need);
    }

    @Override
    public final boolean getNeedClientAuth() {
        return parameters.needClientAuth();
    }

    @Override
    public final void setWantClientAuth(boolean want) {
        parameters.wantClientAuth(want);
    }

    @Override
    public final boolean getWantClientAuth() {
        return parameters.wantClientAuth();
    }

    @Override
    public final boolean getUseClientMode() {
        return parameters.client();
    }

    @Override
    public final void setEnableSessionCreation(boolean allowed) {
        parameters.sessionCreation(allowed);
    }

    @Override
    public final boolean getEnableSessionCreation() {
        return parameters.sessionCreation();
    }

    @Override
    public final SSLParameters getSSLParameters() {
        return parameters.toSslParameters();
    }

    @Override
    public final void setSSLParameters(SSLParameters given) {
        parameters.set(given);
    }
}
