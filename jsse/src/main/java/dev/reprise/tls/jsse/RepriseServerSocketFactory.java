package dev.reprise.tls.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes SSLServerSockets of a context. */
final class RepriseServerSocketFactory extends SSLServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50;

    private final ContextShared context;

    RepriseServerSocketFactory(ContextShared context) {
        this.context = context;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new RepriseServerSocket(context);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new RepriseServerSocket(context, port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new RepriseServerSocket(context, port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
        return new RepriseServerSocket(context, port, backlog, address);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return context.parameters(null).suites().toArray(String[]::new);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return Parameters.supportedSuites();
    }
}
