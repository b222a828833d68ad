package dev.reprise.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLServerSocket;

/** A server on SunJSSE, in a JVM of its own, whose properties say that it staples. */
final class StaplingServer {
    private StaplingServer() {}

    /**
     * Answer every request until the process is ended.
     *
     * @param arguments a PKCS#12 file with chain and key, and the only version
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var factory = KeyLimitedServer.context(Path.of(arguments[0])).getServerSocketFactory();
        try (var server = (SSLServerSocket) factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {arguments[1]});
            System.out.println("listening on port " + server.getLocalPort());
            Jdk.Server.serve(server, new LinkedBlockingQueue<>());
        }
    }
}
