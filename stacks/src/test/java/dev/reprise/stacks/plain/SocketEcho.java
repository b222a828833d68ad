package dev.reprise.stacks.plain;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Echo over SSLSockets of the default factories, twice; says whose sockets they were. */
public final class SocketEcho {
    private SocketEcho() {}

    /** Run it. */
    public static void main(String[] arguments) throws Exception {
        var context = SSLContext.getDefault();
        try (var listening = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            var server = Thread.startVirtualThread(() -> serve(listening));
            for (int i = 0; i < 2; i++) {
                try (var socket =
                        (SSLSocket) context.getSocketFactory().createSocket("localhost", listening.getLocalPort())) {
                    var parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                    socket.getOutputStream().write("hello".getBytes());
                    var answer = new String(socket.getInputStream().readNBytes(5));
                    System.out.println(answer + " by " + socket.getClass().getName() + " of "
                            + context.getProvider().getName() + ", "
                            + socket.getSession().getProtocol());
                }
            }
            server.join();
        }
    }

    private static void serve(SSLServerSocket listening) {
        try {
            for (int i = 0; i < 2; i++) {
                try (var socket = listening.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().readNBytes(5));
                    socket.getInputStream().read();
                }
            }
        } catch (IOException e) {
            e.printStackTrace(System.out);
        }
    }
}
