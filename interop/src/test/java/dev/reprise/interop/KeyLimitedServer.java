package dev.reprise.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on SunJSSE, in a JVM of its own, that reads so much of one client and answers then. */
final class KeyLimitedServer {
    static final byte[] ANSWER = {1, 2, 3};

    private KeyLimitedServer() {}

    /**
     * Serve one client.
     *
     * @param arguments a PKCS#12 file with chain and key, and how many bytes to read
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var factory = context(Path.of(arguments[0])).getServerSocketFactory();
        try (var server = factory.createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println("listening on port " + server.getLocalPort());
            try (var client = server.accept()) {
                client.getInputStream().readNBytes(Integer.parseInt(arguments[1]));
                client.getOutputStream().write(ANSWER);
                // Not closed over what the client still says: its answers to the requests for new keys.
                try {
                    client.getInputStream().readAllBytes();
                } catch (SocketException e) {
                    System.out.println("SunJSSE wants new keys also after close_notify: " + e);
                }
            }
        }
    }

    /** Return SunJSSE's context for a server, with chain and key from a PKCS#12 file. */
    static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var password = Credentials.PASSWORD.toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
