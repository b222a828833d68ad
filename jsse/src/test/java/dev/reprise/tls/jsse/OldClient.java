package dev.reprise.tls.jsse;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A program of its own, with the JDK's classes alone: connects twice to the port given by TLS 1.2, sends a byte and prints the
 * one that comes back. Whether it offers the extended master secret is decided by a property that SunJSSE reads when it starts.
 */
final class OldClient {
    private OldClient() {}

    public static void main(String[] args) throws Exception {
        var context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        for (int i = 0; i < 2; i++) {
            try (var socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
                socket.setSoTimeout(20_000);
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.getOutputStream().write(7);
                System.out.println(socket.getInputStream().read());
            }
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
