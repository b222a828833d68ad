package dev.reprise.tls.jsse;

import java.net.Socket;
import javax.net.ssl.SSLParameters;

/** What a program sets on an SSLSocket and asks of it, as JSSE spells it: the same as of an engine, without a common type. */
abstract sealed class SocketSettings extends OverSocket permits RepriseSocket {
    private final Parameters parameters;

    SocketSettings(Socket raw, Parameters parameters) {
        super(raw);
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
