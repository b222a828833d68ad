package dev.reprise.tls.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** Accepts sockets, which get what is set here at that time. Accepting does no handshake. */
final class RepriseServerSocket extends SSLServerSocket {
    private final ContextShared context;
    private final Parameters parameters;

    RepriseServerSocket(ContextShared context) throws IOException {
        this.context = context;
        parameters = context.parameters(null);
    }

    RepriseServerSocket(ContextShared context, int port, int backlog, @Nullable InetAddress address)
            throws IOException {
        super(port, backlog, address);
        this.context = context;
        parameters = context.parameters(null);
    }

    @Override
    public Socket accept() throws IOException {
        return RepriseSocket.accepted(context, super.accept(), parameters.copy());
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return parameters.enabledSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        parameters.suites(suites);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return Parameters.supportedSuites();
    }

    @Override
    public String[] getSupportedProtocols() {
        return Parameters.supportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return parameters.enabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        parameters.protocols(protocols);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        parameters.needClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return parameters.needClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        parameters.wantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return parameters.wantClientAuth();
    }

    /** Let accepted sockets begin as clients, as some FTP servers do with their data connections. */
    @Override
    public void setUseClientMode(boolean client) {
        parameters.client(client);
    }

    @Override
    public boolean getUseClientMode() {
        return parameters.client();
    }

    @Override
    public void setEnableSessionCreation(boolean allowed) {
        parameters.sessionCreation(allowed);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return parameters.sessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return parameters.toSslParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters given) {
        parameters.set(given);
    }

    @Override
    public String toString() {
        return "[SSL: " + super.toString() + "]";
    }
}
